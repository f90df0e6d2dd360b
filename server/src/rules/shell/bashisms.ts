import type { DockerfileTree } from '../../dockerfile/tree';
import type { ScopedNode } from '../../shell/scopedNodes';
import type { ShellCommand, ShellProgram, ShellWord } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import type { Span } from '../../text/span';

/** Something that Bash knows and POSIX shells do not. */
export interface Bashism {
  readonly span: Span;
  /** What it is, for a message: "the command source". */
  readonly what: string;
  /** What to do, in the imperative and without a capital letter. */
  readonly advice: string;
  /** ShellCheck's code. */
  readonly code: string | undefined;
  /** Shells other than dash that do not know it. */
  readonly alsoUnknownTo: readonly 'ash'[];
  readonly edits: readonly TextEdit[] | undefined;
}

/** Nothing of Bash is written without one of these; looked for first, since hardly any script has it. */
const mayBeBash =
  /\[\[|==|&>|<<<|[<>]\(|=\(|\b(?:function|source|pushd|popd|shopt|declare|typeset|mapfile|readarray)\b|\becho\b\W*-[neE]*e/;

/** False for a text in which `bashismsIn` finds nothing. */
export function mayHoldBashisms(text: string): boolean {
  return mayBeBash.test(text);
}

/** What of Bash a piece of a script uses, without the pieces in it. */
export function bashismsIn(tree: DockerfileTree, { node }: ScopedNode): Bashism[] {
  const found: Bashism[] = [];
  const { start } = node.span;
  const written = (length: number) => tree.text.slice(start, start + length);
  if (node.kind === 'test' && written(2) === '[[') {
    found.push(of({ start, end: start + 2 }, '[[', 'use [ instead', 'SC3010'));
  } else if (node.kind === 'function' && written(8) === 'function') {
    const code = /^function\s+[\w-]+\s*\(/.test(written(80)) ? 'SC2112' : 'SC2113';
    found.push(of({ start, end: start + 8 }, 'the word function', 'write name() instead', code));
  } else if (node.kind === 'command') {
    found.push(...inCommand(tree, node));
  }
  for (const { operator, span, target } of node.redirections) {
    if ((operator === '&>' || operator === '&>>') && target) {
      const place = { start: span.start, end: span.start + operator.length };
      const behind = { start: target.span.end, end: target.span.end };
      const isPlain = tree.text.slice(place.start, place.end) === operator;
      const edits = [
        { span: place, newText: operator.slice(1) },
        { span: behind, newText: ' 2>&1' },
      ];
      found.push(of(place, operator, 'write > file 2>&1 instead', 'SC3020', isPlain ? edits : undefined));
    } else if (operator === '<<<') {
      const place = { start: span.start, end: span.start + 3 };
      found.push({ ...of(place, '<<<', 'use a pipe or a heredoc', 'SC3011'), alsoUnknownTo: ['ash'] });
    }
  }
  return found;
}

function inCommand(tree: DockerfileTree, { program, assignments, words }: ShellCommand): Bashism[] {
  const found: Bashism[] = [];
  for (const { span, name } of assignments) {
    const text = tree.text.slice(span.start, span.end);
    if (/^\w+\+?=\(/.test(text)) {
      found.push({
        ...of({ start: span.start, end: span.start + name.length }, 'arrays', 'use a plain list of words', 'SC3030'),
        alsoUnknownTo: ['ash'],
      });
    }
  }
  for (const word of words) {
    if (word.text.includes('(') && holdsProcessSubstitution(word)) {
      found.push({
        ...of(word.span, 'process substitution', 'use a pipe or a file', 'SC3001'),
        alsoUnknownTo: ['ash'],
      });
    }
  }
  if (program && program.wrappers.length === 0 && !program.word.text.includes('/')) {
    found.push(...inProgram(tree, program));
  }
  return found;
}

function holdsProcessSubstitution({ parts }: ShellWord): boolean {
  return parts.some(
    (part) => (part.kind === 'process' || part.kind === 'other') && !part.quoted && /^[<>]\(/.test(part.text),
  );
}

function inProgram(tree: DockerfileTree, { name, word, args }: ShellProgram): Bashism[] {
  const [first] = args;
  switch (name) {
    case 'source': {
      const isPlain = tree.text.slice(word.span.start, word.span.end) === 'source';
      const edits = isPlain && first ? [{ span: word.span, newText: '.' }] : undefined;
      return [of(word.span, 'the command source', 'write . instead', 'SC3046', edits)];
    }
    case 'echo':
      return first && /^-[neE]*e[neE]*$/.test(first.value ?? '')
        ? [of({ start: word.span.start, end: first.span.end }, 'the option -e of echo', 'use printf', 'SC3037')]
        : [];
    case 'pushd':
    case 'popd':
    case 'shopt':
    case 'declare':
    case 'typeset':
    case 'mapfile':
    case 'readarray':
      return [{ ...of(word.span, `the command ${name}`, 'do without it', 'SC3044'), alsoUnknownTo: ['ash'] }];
    case '[':
    case 'test':
      return args
        .filter(isDoubleEqual)
        .map(({ span }) => of(span, '== in a test', 'write = instead', 'SC3014', [{ span, newText: '=' }]));
    default:
      return [];
  }
}

function isDoubleEqual({ text }: ShellWord): boolean {
  return text === '==';
}

function of(span: Span, what: string, advice: string, code: string, edits?: readonly TextEdit[]): Bashism {
  return { span, what, advice, code, alsoUnknownTo: [], edits };
}
