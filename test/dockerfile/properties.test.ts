import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../server/src/dockerfile/decode';
import { checkOptionsOf, frontendOf } from '../../server/src/dockerfile/frontend';
import { instructions } from '../../server/src/dockerfile/instructions';
import { mountsOf } from '../../server/src/dockerfile/mounts';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { Arguments, DockerfileTree, Instruction, Word } from '../../server/src/dockerfile/tree';
import { triggerProblems } from '../../server/src/dockerfile/triggers';
import { expand, expandWords, variablesInWord } from '../../server/src/dockerfile/variables';
import { contains, type Span } from '../../server/src/text/span';
import { originSpan } from '../../server/src/text/view';
import { dockerfileText } from '../support/arbitraries';
import '../support/propertyRuns';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Dockerfiles are full of them.
const blank = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  ' \\\n',
  '\\\n  ',
  ' `\n',
  ' \\ \r\n# c \\\n\n',
  '\t',
  '\u00a0',
  '\v',
  '\r',
  '',
);
const piece = fc.constantFrom(
  ...['a', 'a=b', '"', "'", '"a b"', '\\', '`', '$', '$x', '${', '${x:-', '}', '${x#*}', '${x/a/b}', '${}', '${x^}'],
  ...[
    '<<E',
    '<<-E',
    '<< E',
    '3<<"E"',
    "<<'A B'",
    '<<E;',
    '<<',
    '[',
    ']',
    '["a"]',
    '["a",1]',
    '["\\u00e9',
    ',',
    ':',
    '/',
  ],
  ...[
    '80/tcp',
    'AS',
    'NONE',
    'CMD',
    'http://x',
    'git@h:x',
    '0',
    '-1',
    '#',
    '\0',
    '\ufeff',
    'é',
    '😀',
    '\ud83d',
    '\udc00',
  ],
);
const word = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const flag = fc
  .tuple(
    fc.constantFrom(...instructions.flatMap((info) => info.flags.map((it) => `--${it.name}=`)), '--x', '--', '--link'),
    fc.oneof(word, fc.constantFrom('type=cache,target=/x', 'type=secret,id=a', '"a,b"', '1s', '755', '')),
  )
  .map((parts) => parts.join(''));
const keyword = fc.constantFrom(...instructions.map((info) => info.name), 'run', 'RUNN', 'ONBUILD RUN', 'ONBUILD COPY');
const body = fc.constantFrom('', '', '', 'ls\nE\n', '\tE\n', '$x ${a b}\nE\n', 'A B\n', '# c\n\nE\r\n');
const line = fc
  .tuple(
    keyword,
    fc.array(fc.tuple(blank, fc.oneof(word, word, flag)), { maxLength: 6 }),
    fc.constantFrom('\n', '\r\n', ''),
    body,
  )
  .map(([name, rest, end, heredoc]) => `${name}${rest.flat().join('')}${end}${heredoc}`);
const head = fc.constantFrom(
  '',
  '',
  '# escape=`\n',
  '# syntax=a\n# check=skip=a;error=x\n',
  '\ufeff#!x\n',
  ' # c\n#\n',
  '// syntax=a\n',
);
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

/** Texts that look like Dockerfiles line by line, and anything at all. */
const source = fc.oneof(
  fc.tuple(head, fc.array(line, { maxLength: 6 })).map(([start, lines]) => start + lines.join('')),
  dockerfileText,
);

/** As `expect(it).toBe(true)`, which is too slow for every place of thousands of trees. */
function hold(it: boolean, what: string): void {
  if (!it) {
    throw new Error(what);
  }
}

/** Checks that a span lies in another and gives it back. */
function within(outer: Span, inner: Span): Span {
  const isInside = inner.start <= inner.end && contains(outer, inner);
  hold(isInside, `${inner.start}..${inner.end} is not in ${outer.start}..${outer.end}`);
  return inner;
}

function checkWord(outer: Span, word: Word, tree: DockerfileTree): void {
  within(outer, word.span);
  const { view: whole } = word;
  hold(whole.text === word.text, `the view of ${word.text} is another text`);
  for (const { view, origin, length } of whole.runs) {
    const isSame = tree.text.slice(origin, origin + length) === word.text.slice(view, view + length);
    hold(isSame, `the view of ${word.text} leads elsewhere`);
  }
  for (const variable of variablesInWord(word, tree.escape)) {
    const whole = within(word.span, variable.span);
    within(whole, variable.nameSpan);
    within(whole, variable.modifierSpan);
    within(whole, variable.operand ?? whole);
    within(whole, variable.replacement ?? whole);
  }
}

function checkArguments(outer: Span, args: Arguments, tree: DockerfileTree): void {
  switch (args.form) {
    case 'json':
      within(outer, args.span);
      for (const string of args.strings) {
        within(args.span, string.span);
      }
      break;
    case 'text':
      checkWord(outer, args.word, tree);
      break;
    case 'words':
      for (const it of args.words) {
        checkWord(outer, it, tree);
      }
      break;
    case 'pairs':
      for (const { key, value } of args.pairs) {
        checkWord(outer, key, tree);
        if (value) {
          checkWord(outer, value, tree);
          hold(key.span.end <= value.span.start, 'a value begins before its key ends');
        }
      }
      break;
    case 'healthcheck':
      checkWord(outer, args.type, tree);
      checkArguments(outer, args.command, tree);
  }
}

function checkInstruction(instruction: Instruction, tree: DockerfileTree): void {
  const { span, logical, body, heredocs, trigger } = instruction;
  within(span, instruction.keywordSpan);
  hold(logical.text.startsWith(instruction.keyword), 'the line begins with something else');
  const bodySpan = body.text === '' ? span : within(span, originSpan(body, { start: 0, end: body.text.length }));
  for (const flag of instruction.flags) {
    checkWord(span, flag.word, tree);
    within(flag.span, flag.nameSpan);
    within(flag.span, flag.valueSpan ?? flag.span);
    hold((flag.valueSpan === undefined) === (flag.value === undefined), 'a flag has half a value');
  }
  checkArguments(bodySpan, instruction.args, tree);
  for (const heredoc of heredocs) {
    within(heredoc.marker, heredoc.nameSpan);
    within({ start: heredoc.marker.end, end: tree.text.length }, heredoc.body);
    within(
      { start: heredoc.body.end, end: tree.text.length },
      heredoc.terminator ?? { start: heredoc.body.end, end: heredoc.body.end },
    );
  }
  for (const mount of mountsOf(instruction, tree.escape)) {
    for (const field of mount.fields) {
      within(mount.flag.span, field.span);
      within(field.span, field.keySpan);
      within(field.span, field.valueSpan ?? field.span);
    }
  }
  if (trigger) {
    checkInstruction(trigger, tree);
  }
}

function checkTree(tree: DockerfileTree): void {
  const { text, tokens } = tree;
  const whole = { start: 0, end: text.length };
  expect(tokens.map(({ span }) => text.slice(span.start, span.end)).join('')).toBe(text);
  let line = 0;
  for (const instruction of tree.instructions) {
    within(whole, instruction.span);
    hold(instruction.firstLine >= line && instruction.lastLine >= instruction.firstLine, 'lines go backwards');
    line = instruction.lastLine + 1;
    checkInstruction(instruction, tree);
  }
  for (const { span } of [...tree.problems, ...tree.comments, ...tree.directives]) {
    within(whole, span);
  }
  for (const directive of tree.directives) {
    within(directive.span, directive.nameSpan);
    within(directive.span, directive.valueSpan);
  }
}

describe('any text', () => {
  it('gives a tree whose tokens make it up and whose places nest', () => {
    fc.assert(fc.property(source, (text) => checkTree(parseDockerfile(text))));
  });

  it('gives triggers, a frontend and check options without an exception, with places in the text', () => {
    fc.assert(
      fc.property(source, (text) => {
        const tree = parseDockerfile(text);
        const whole = { start: 0, end: text.length };
        for (const instruction of tree.instructions) {
          for (const { span } of triggerProblems(tree, instruction)) {
            within(whole, span);
          }
        }
        within(whole, frontendOf(tree)?.span ?? whole);
        within(whole, checkOptionsOf(tree)?.problem?.span ?? whole);
      }),
    );
  });

  it('is expanded without an exception, alike as one value and in words', () => {
    const values = fc.dictionary(fc.constantFrom('x', 'a', 'é'), word);
    fc.assert(
      fc.property(fc.oneof(word, fc.string()), fc.constantFrom('\\', '`'), values, (text, escapeToken, known) => {
        const lookup = (name: string) => (Object.hasOwn(known, name) ? known[name] : undefined);
        const expansion = expand(text, escapeToken, lookup);
        const { words, problem } = expandWords(text, escapeToken, lookup);
        expect(problem?.code).toBe(expansion.problem?.code);
        if (expansion.value !== undefined) {
          for (const it of words) {
            expect(it.length).toBeLessThanOrEqual(Math.max(expansion.value.length, text.length));
          }
        }
        for (const { span } of expansion.problem ? [expansion.problem] : []) {
          within({ start: 0, end: text.length }, span);
        }
      }),
    );
  });
});

describe('any bytes', () => {
  it('are decoded without an exception, and back to the same bytes unless that is said', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      word.map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
        const { text, lossy, problem } = decodeFile(bytes);
        const again = new TextEncoder().encode(text);
        expect(lossy).toBe(!sameBytes(bytes, again));
        expect(problem !== undefined).toBe(lossy);
        expect(text.slice(problem?.span.start, problem?.span.end)).toBe(lossy ? '\ufffd' : text);
        checkTree(parseDockerfile(text));
      }),
    );
  });
});

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
