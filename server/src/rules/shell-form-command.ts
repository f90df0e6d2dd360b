import type { Arguments, DockerfileTree, Instruction, Word } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { parseScript } from '../shell/parse';
import type { ShellScript } from '../shell/script';
import type { TextEdit } from '../text/edit';
import { originOffset } from '../text/view';
import { isMeantAsList } from './mistaken-json';
import { defineRule, type Fix, type Severity } from './rule';

export const shellFormCommand = defineRule({
  id: 'shell-form-command',
  title: 'Command of the container is in shell form',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'In shell form a shell becomes the first process of the container and the program its child. `docker stop` sends its ' +
    'signal to the shell, which does not pass it on, so that the program is killed after ten seconds without a chance ' +
    'to finish its work; and `ENTRYPOINT` in shell form ignores `CMD` and the arguments of `docker run`. A JSON array ' +
    'starts the program itself.',
  differs:
    'It is only a hint where the shell was chosen with `SHELL` (which BuildKit leaves out and hadolint does not), where ' +
    'the command begins with `exec` and so takes the place of the shell, and in `HEALTHCHECK`, which only hadolint reports. A `HEALTHCHECK` that makes use of the shell, as in `curl -f … || exit 1` and `exit 0`, is left alone. A command that a later one replaces has that finding alone.',
  yieldsTo: ['overridden-instruction'],
  examples: [
    {
      wrong: 'FROM alpine:3.22\nCMD «sleep 1d»\n',
      right: 'FROM alpine:3.22\nCMD ["sleep", "1d"]\n',
      fixed: 'FROM alpine:3.22\nCMD ["sleep", "1d"]\n',
    },
    {
      note: 'What needs a shell gets one, in words.',
      wrong: 'FROM alpine:3.22\nENTRYPOINT «echo "$HOME" && sleep 1d»\n',
      right: 'FROM alpine:3.22\nENTRYPOINT ["/bin/sh", "-c", "echo \\"$HOME\\" && exec sleep 1d"]\n',
      fixed: 'FROM alpine:3.22\nENTRYPOINT ["/bin/sh", "-c", "echo \\"$HOME\\" && exec sleep 1d"]\n',
    },
    {
      note: 'Plain words can be told apart over several lines as well.',
      wrong: "FROM node:22\nHEALTHCHECK CMD «node check.js»\nCMD «node \\\n    --title 'My app' \\\n    app.js»\n",
      fixed: 'FROM node:22\nHEALTHCHECK CMD ["node", "check.js"]\nCMD ["node", "--title", "My app", "app.js"]\n',
    },
    {
      note: 'A script keeps its lines: Docker joins them before it reads the array.',
      wrong:
        'FROM alpine:3.22\nCMD «migrate "$DATABASE" && \\\n    # Not before the tables are there.\n    serve --port 80»\n',
      fixed:
        'FROM alpine:3.22\nCMD ["/bin/sh", "-c", "migrate \\"$DATABASE\\" && \\\n    # Not before the tables are there.\n    exec serve --port 80"]\n',
    },
    {
      note: 'The shell that SHELL names stays the one.',
      wrong: 'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD «serve | tee /log»\n',
      fixed:
        'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD ["/bin/bash", "-o", "pipefail", "-c", "serve | tee /log"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    'https://docs.docker.com/reference/build-checks/json-args-recommended/',
  ],
  messages: {
    shellForm: '{name} in shell form keeps signals from the program: write it as a JSON array.',
    exec: 'Thanks to exec the program gets all signals; a JSON array would do without the shell.',
    chosen: '{name} runs in the shell that SHELL names, which keeps signals from the program.',
    health: 'HEALTHCHECK starts a shell for each check: a JSON array does without.',
  },
  check({ tree, model, report }) {
    for (const instruction of tree.instructions) {
      const { name, args } = instruction;
      const command = name === 'HEALTHCHECK' ? commandOf(args) : args;
      if ((name !== 'CMD' && name !== 'ENTRYPOINT' && name !== 'HEALTHCHECK') || command?.form !== 'text') {
        continue;
      }
      const { word } = command;
      // What only looks like a list has a finding of its own.
      if (name !== 'HEALTHCHECK' && isMeantAsList(word.text)) {
        continue;
      }
      // What has a `||` or a variable in it needs the shell, which has no signals to pass on here.
      if (name === 'HEALTHCHECK' && !plainWords(parseScript(word.view))) {
        continue;
      }
      const judged = judge(model, instruction, word);
      report({
        span: word.span,
        params: { name },
        aliases: judged.message === 'shellForm' || judged.message === 'exec' ? both : ['DL3025'],
        fixes: fixesFor(tree, model, instruction, word),
        ...judged,
      });
    }
  },
});

const both = ['DL3025', 'JSONArgsRecommended'];

function commandOf(args: Arguments): Arguments | undefined {
  return args.form === 'healthcheck' ? args.command : undefined;
}

function judge(
  model: DockerfileModel,
  instruction: Instruction,
  { text }: Word,
): { message: string; severity: Severity } {
  if (instruction.name === 'HEALTHCHECK') {
    return { message: 'health', severity: 'hint' };
  }
  if (model.shellAt(instruction).instruction) {
    return { message: 'chosen', severity: 'hint' };
  }
  return /^exec\s/.test(text) ? { message: 'exec', severity: 'hint' } : { message: 'shellForm', severity: 'warning' };
}

/** A single command of plain words is written word by word; anything else is handed to the shell in force. */
function fixesFor(tree: DockerfileTree, model: DockerfileModel, instruction: Instruction, word: Word): Fix[] {
  const { instruction: chosen, isPosix } = model.shellAt(instruction);
  const written = tree.text.slice(word.span.start, word.span.end);
  const script = parseScript(word.view);
  if (!chosen && !isPosix && /[\\%`^]/.test(word.text)) {
    return [];
  }
  const words = chosen || /\n[ \t]*(#|\r?\n)/.test(written) ? undefined : plainWords(script);
  if (words) {
    const newText = `[${words.map((each) => JSON.stringify(each)).join(', ')}]`;
    return [{ title: 'Write it as a JSON array', safe: false, edits: [{ span: word.span, newText }] }];
  }
  const usual = isPosix ? ['/bin/sh', '-c'] : ['cmd', '/S', '/C'];
  const shell = chosen?.args.form === 'json' ? chosen.args.strings.map(({ value }) => value) : usual;
  const edits = isPrintable(word.text)
    ? asJsonString(word, shell, isPosix ? lastProgram(script) : undefined)
    : undefined;
  return edits ? [{ title: 'Name the shell in a JSON array', safe: false, edits }] : [];
}

/** JSON has escapes for all characters, but nobody could read what comes out of others. */
function isPrintable(text: string): boolean {
  return [...text].every((character) => character >= ' ' || character === '\t');
}

/**
 * Where the program begins that a script ends with, so that `exec` makes it take the place of the shell, and signals get
 * to it. Undefined where the shell has something to do afterwards, or where no program comes last.
 */
function lastProgram({ body, problems }: ShellScript): number | undefined {
  const last = body.items.at(-1);
  const node = last?.node.kind === 'andOr' && last.node.operators.at(-1) === '&&' ? last.node.nodes.at(-1) : last?.node;
  const isPlain =
    problems.length === 0 && last?.background === false && node?.kind === 'command' && node.assignments.length === 0;
  const [first] = isPlain ? node.words : [];
  // What begins with a variable is a program where it is a path.
  const name = first?.value ?? (/^"?\$\{?\w+\}?"?\/[\w./-]+"?$/.test(first?.text ?? '') ? first?.text : undefined);
  return name && !shellWords.has(name) && !/^(?:echo|printf|test|\[|true|false|kill|pwd)$/.test(name)
    ? first!.span.start
    : undefined;
}

/**
 * Makes a script the last string of a JSON array, in its place: what continues it on other lines stays, since Docker joins
 * the lines before it reads the array.
 */
function asJsonString({ text, view, span }: Word, before: readonly string[], taking: number | undefined): TextEdit[] {
  const head = `[${before.map((each) => JSON.stringify(each)).join(', ')}, "`;
  const insertions = new Map([[span.start, head]]);
  const insert = (at: number, newText: string) => insertions.set(at, (insertions.get(at) ?? '') + newText);
  if (taking !== undefined) {
    insert(taking, 'exec ');
  }
  const tabs: TextEdit[] = [];
  for (const { 0: character, index } of text.matchAll(/["\\\t]/g)) {
    const start = originOffset(view, index);
    if (character === '\t') {
      tabs.push({ span: { start, end: start + 1 }, newText: `${insertions.get(start) ?? ''}\\t` });
      insertions.delete(start);
    } else {
      insert(start, '\\');
    }
  }
  const inserted = [...insertions].map(([at, newText]): TextEdit => ({ span: { start: at, end: at }, newText }));
  const end = { span: { start: span.end, end: span.end }, newText: '"]' };
  return [...inserted, ...tabs, end].sort((a, b) => a.span.start - b.span.start);
}

/** The words of a script that is one simple command without anything for a shell to do. */
function plainWords({ body, problems }: ShellScript): string[] | undefined {
  const [statement, ...others] = body.items;
  const node = statement?.node;
  if (problems.length > 0 || others.length > 0 || node?.kind !== 'command' || statement?.background) {
    return undefined;
  }
  if (node.assignments.length > 0 || node.redirections.length > 0 || node.words.length === 0) {
    return undefined;
  }
  const words = node.words[0]?.value === 'exec' ? node.words.slice(1) : node.words;
  const values = words.map(({ value, parts, text }) =>
    value !== undefined && !/^~|[*?{[]/.test(text) && parts.every(({ kind }) => kind === 'literal') ? value : undefined,
  );
  const [first] = values;
  const isProgram = first !== undefined && !shellWords.has(first);
  return isProgram && values.every((value) => value !== undefined) ? (values as string[]) : undefined;
}

/** Commands that only a shell has. */
const shellWords: ReadonlySet<string> = new Set(
  '. : alias bg cd command eval exec exit export fg getopts hash jobs read readonly return set shift source times trap type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);
