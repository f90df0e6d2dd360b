import { instructionInfo, instructions } from '../dockerfile/instructions';
import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { closestName } from '../text/closestName';
import { originOffset, originSpan } from '../text/view';
import { templateIn, templateMessage } from './engine/templates';
import { firingFrom, severityOfTrigger } from './engine/triggers';
import { defineRule, type Fix, type Report } from './rule';

export const unknownInstruction = defineRule({
  id: 'unknown-instruction',
  title: 'Unknown instruction',
  aliases: ['UNKNOWN_INSTRUCTION'],
  category: 'build',
  otherCategories: ['correctness'],
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A build stops at the first keyword that Docker does not know. Mostly it is misspelt, lacks the blank behind it, ' +
    'or belongs to the line above, which then wants a `\\` at its end. Behind `ONBUILD` the mistake goes unnoticed ' +
    'until somebody builds upon the image, so it is a warning there.',
  differs:
    'Lines of a heredoc are no instructions, also where several begin in one line; dockerfile-utils loses its way there. ' +
    'Of a template only what a build meets first is an error.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«RUNN» id\n',
      right: 'FROM alpine:3.22\nRUN id\n',
      fixed: 'FROM alpine:3.22\nRUN id\n',
    },
    {
      note: 'A keyword ends at a blank.',
      wrong: 'FROM alpine:3.22\n«CMD["sh"]»\n',
      right: 'FROM alpine:3.22\nCMD ["sh"]\n',
      fixed: 'FROM alpine:3.22\nCMD ["sh"]\n',
    },
    {
      note: 'Lines of one instruction need a `\\` at the end of each but the last.',
      wrong: 'FROM alpine:3.22\nRUN apk update &&\n  «/app/install»\n',
      right: 'FROM alpine:3.22\nRUN /app/configure && \\\n  /app/install\n',
      fixed: 'FROM alpine:3.22\nRUN apk update && \\\n  /app/install\n',
    },
    {
      note: 'Behind `ONBUILD` only the next build would tell.',
      wrong: 'FROM alpine:3.22\nONBUILD «COPPY» . /app\n',
      fixed: 'FROM alpine:3.22\nONBUILD COPY . /app\n',
    },
    {
      note: 'What makes a Dockerfile of a template is not known here, so that such a file is reported once.',
      wrong: 'FROM php:8.4-cli\n«<%if» composer %>\nRUN install-composer\n<%end%>\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#overview'],
  messages: {
    similar: 'There is no instruction {keyword}: did you mean {suggestion}?',
    blank: 'The keyword {suggestion} needs a blank behind it.',
    invisible:
      'An invisible character makes {suggestion} an unknown instruction: write a plain blank or nothing instead.',
    unknownTrigger: 'There is no instruction {keyword}: check the spelling.',
    unknown:
      'There is no instruction {keyword}: check the spelling, or end the line above with {escape} if this line belongs to it.',
    template: templateMessage,
    nothing: 'This line continues into nothing: remove the {escape}, or write an instruction.',
  },
  problems: ['unknown-instruction'],
  check({ tree, model, report }) {
    const template = templateIn(tree);
    let above: Instruction | undefined;
    let hasUpperCase = false;
    for (const instruction of tree.instructions) {
      const { name, keyword, trigger } = instruction;
      if (name !== undefined) {
        hasUpperCase ||= keyword === name;
      } else if (keyword === '') {
        report({ span: instruction.keywordSpan, message: 'nothing', params: { escape: tree.escape } });
      } else {
        const { keywordSpan: span } = instruction;
        const isOfTemplate = template?.first.code === 'unknown-instruction' && template.first.span.start === span.start;
        const guess = isOfTemplate
          ? { message: 'template', related: template.related }
          : (guessIntent(instruction, hasUpperCase) ?? continuing(above, instruction, tree));
        if (!template?.others.has(span.start)) {
          report({ span, ...guess, params: { ...nameIt(keyword, tree), ...guess.params } });
        }
      }
      if (trigger?.name === undefined && trigger?.keyword) {
        const guess = guessIntent(trigger, hasUpperCase) ?? { message: 'unknownTrigger' };
        report({
          span: trigger.keywordSpan,
          ...severityOfTrigger(firingFrom(model, instruction)),
          ...guess,
          params: { ...nameIt(trigger.keyword, tree), ...guess.params },
        });
      }
      above = instruction;
    }
  },
});

/** What the author probably meant by an unknown keyword. */
function guessIntent(instruction: Instruction, hasUpperCase: boolean): Guess | undefined {
  const { keyword, keywordSpan, logical } = instruction;
  const visible = keyword.replace(invisible, '');
  if (visible !== keyword && instructionInfo(visible)) {
    const edits = [{ span: keywordSpan, newText: visible }];
    return guessed('invisible', visible, { title: 'Remove the invisible character', safe: false, edits });
  }
  const glued = /^[A-Za-z]+/.exec(keyword)?.[0];
  if (glued && glued !== keyword && instructionInfo(glued)) {
    const gap = /^\s+/.exec(keyword.slice(glued.length))?.[0] ?? '';
    const at = originSpan(logical, { start: glued.length, end: glued.length + gap.length });
    const start = gap === '' ? originOffset(logical, glued.length, 'end') : at.start;
    const edits = [{ span: { start, end: Math.max(start, at.end) }, newText: ' ' }];
    const fix = { title: `Put a blank behind ${glued}`, safe: false, edits };
    return guessed(gap === '' ? 'blank' : 'invisible', glued, fix);
  }
  const split = splitByContinuation(instruction);
  if (split) {
    return split;
  }
  // A lower-case word in a file with upper-case keywords is rather a command than a misspelt keyword.
  const isLower = keyword === keyword.toLowerCase();
  const name = closestName(keyword, names, isLower && hasUpperCase ? 1 : 2);
  if (name === undefined) {
    return undefined;
  }
  const spelling = isLower ? name.toLowerCase() : name;
  const edits = [{ span: keywordSpan, newText: spelling }];
  return guessed('similar', spelling, { title: `Write ${spelling}`, safe: false, edits });
}

type Guess = Pick<Report, 'message' | 'params' | 'fixes' | 'related'>;

function continuing(above: Instruction | undefined, instruction: Instruction, tree: DockerfileTree): Guess {
  return { message: 'unknown', fixes: above ? continueLine(above, instruction, tree) : [] };
}

function guessed(message: string, suggestion: string, fix: Fix): Guess {
  return { message, params: { suggestion }, fixes: [fix] };
}

/** `RUN\` with the command at the very start of the next line: joined, keyword and command are one word. */
function splitByContinuation({ logical, keyword }: Instruction): Guess | undefined {
  const seam = logical.runs[1]?.view ?? keyword.length;
  const name = keyword.slice(0, seam);
  if (seam >= keyword.length || !instructionInfo(name)) {
    return undefined;
  }
  const at = originOffset(logical, seam, 'end');
  const edits = [{ span: { start: at, end: at }, newText: ' ' }];
  return guessed('blank', name, { title: `Put a blank behind ${name}`, safe: false, edits });
}

/** Ends the line above with the escape character, where the unknown keyword may belong to the instruction there. */
function continueLine(above: Instruction, { firstLine }: Instruction, tree: DockerfileTree): Fix[] {
  const { start, end } = above.span;
  const written = tree.text.slice(start, end);
  if (above.lastLine + 1 !== firstLine || above.heredocs.length > 0 || written.endsWith(tree.escape)) {
    return [];
  }
  const newText = /\s$/.test(written) ? tree.escape : ` ${tree.escape}`;
  return [{ title: 'Continue the line above', safe: false, edits: [{ span: { start: end, end }, newText }] }];
}

function nameIt(keyword: string, tree: DockerfileTree): Record<string, string> {
  return { keyword: keyword.length > longest ? `${keyword.slice(0, longest)}…` : keyword, escape: tree.escape };
}

/** The longest part of a keyword that a message repeats, in UTF-16 units. */
const longest = 40;

/** Characters that nobody sees: byte order marks, zero-width and direction marks, soft hyphens, blanks of other scripts. */
const invisible = /[\s\u00ad\u200b-\u200f\u2060\ufeff]+/g;

const names = instructions.map(({ name }) => name);
