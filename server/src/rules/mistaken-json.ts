import type { Instruction, InstructionName } from '../dockerfile/tree';
import type { Span } from '../text/span';
import { originSpan } from '../text/view';
import { defineRule, type Fix } from './rule';

export const mistakenJson = defineRule({
  id: 'mistaken-json',
  title: 'List that is no valid JSON',
  aliases: ['JSON_IN_SINGLE_QUOTES', 'DL3025', 'JSONArgsRecommended'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Docker takes a list in brackets only when it is JSON to the last character. With single quotes, a comma too many ' +
    'or a word behind it, the whole text goes to a shell as a command that starts with `[`, or its pieces are taken for ' +
    'names of files, and nothing says so.',
  differs:
    'dockerfile-utils looks for single quotes only.' +
    ' An array within the array is an error of its own, and hadolint does not know all escapes of JSON, nor that a backslash begins one where the escape character is another or where JSON knows no such escape (`"C:\\Ruby"`).',
  examples: [
    {
      wrong: "FROM alpine:3.22\nCMD «['sleep', '1d']»\n",
      right: 'FROM alpine:3.22\nCMD ["sleep", "1d"]\n',
      fixed: 'FROM alpine:3.22\nCMD ["sleep", "1d"]\n',
    },
    {
      note: 'A comma at the end, which JSON does not know.',
      wrong: 'FROM alpine:3.22\nENTRYPOINT «["sleep", "1d",]»\n',
      fixed: 'FROM alpine:3.22\nENTRYPOINT ["sleep", "1d"]\n',
    },
    {
      note: 'A path of Windows, in which JSON wants two backslashes.',
      wrong:
        '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nENTRYPOINT «["C:\\ServiceMonitor.exe", "w3svc"]»\n',
      fixed:
        '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nENTRYPOINT ["C:\\\\ServiceMonitor.exe", "w3svc"]\n',
    },
    {
      note: 'A test of the shell is none.',
      wrong: 'FROM alpine:3.22\nRUN [ "$HOME" = "/root" ]\nVOLUME «["/data"] # the data»\n',
      right: 'FROM alpine:3.22\nVOLUME ["/data"]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#exec-form'],
  messages: {
    singleQuotes: 'JSON has only double quotes, so that this is no list: write " for each \'.',
    escape: 'In JSON {escape} begins an escape, so that this is no list: write {escape}{escape} for each {escape}.',
    broken: 'This is no valid JSON, so that it is not taken for a list: check quotes, commas and what is behind it.',
  },
  check({ tree, model, report }) {
    for (const instruction of tree.instructions) {
      const { name, args, body } = instruction;
      const { text } = body;
      if (!name || !takesLists.has(name) || args.form === 'json' || !isMeantAsList(text)) {
        continue;
      }
      const isSingle = /^\[\s*'/.test(text);
      const isCommand = name === 'CMD' || name === 'ENTRYPOINT';
      report({
        span: originSpan(body, { start: 0, end: text.length }),
        message: isSingle ? 'singleQuotes' : isJson(doubled(text)) ? 'escape' : 'broken',
        params: { escape: '\\' },
        aliases: [
          ...(isSingle ? ['JSON_IN_SINGLE_QUOTES'] : []),
          ...(isCommand ? ['DL3025'] : []),
          // BuildKit has nothing to say where SHELL has chosen the shell.
          ...(isCommand && !model.shellAt(instruction).instruction ? ['JSONArgsRecommended'] : []),
        ],
        fixes: fixesFor(instruction),
      });
    }
  },
});

const takesLists: ReadonlySet<InstructionName> = new Set([
  'ADD',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'RUN',
  'VOLUME',
] as const);

/** True for a text that only looks like a list; `[` with a blank behind it may be the test command of a shell. */
export function isMeantAsList(text: string): boolean {
  return /^\[['"]/.test(text) || (/^\[\s+['"]/.test(text) && /['"]\s*,?\s*\]$/.test(text) && /['"]\s*,/.test(text));
}

/** Rewrites quotes and takes commas away where that alone makes it JSON. */
function fixesFor({ body }: Instruction): Fix[] {
  const { text } = body;
  const edits: { readonly at: Span; readonly newText: string }[] = [];
  if (/^\[\s*'/.test(text) && !text.includes('"')) {
    for (const { index } of text.matchAll(/'/g)) {
      edits.push({ at: { start: index, end: index + 1 }, newText: '"' });
    }
  }
  for (const { index } of isJson(doubled(text)) ? text.matchAll(loneBackslash) : []) {
    edits.push({ at: { start: index, end: index }, newText: '\\' });
  }
  const comma = /,(?=\s*\]$)/.exec(text);
  if (comma) {
    edits.push({ at: { start: comma.index, end: comma.index + 1 }, newText: '' });
  }
  let fixed = text;
  for (const { at, newText } of [...edits].reverse()) {
    fixed = fixed.slice(0, at.start) + newText + fixed.slice(at.end);
  }
  const placed = edits.map(({ at, newText }) => ({ span: originSpan(body, at), newText }));
  return edits.length > 0 && isJson(fixed) ? [{ title: 'Make it JSON', safe: false, edits: placed }] : [];
}

/** A backslash that stands for itself, as in the path of a Windows file. */
const loneBackslash = /(?<!\\)\\(?![\\"])/g;

function doubled(text: string): string {
  return text.replace(loneBackslash, '\\\\');
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string');
  } catch {
    return false;
  }
}
