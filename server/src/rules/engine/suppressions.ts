import type { Comment, DockerfileTree, Instruction } from '../../dockerfile/tree';
import { lineAt } from '../../text/lines';
import type { Span } from '../../text/span';
import type { Dialect, RuleNames } from './names';

/**
 * A comment or directive that asks for silence:
 * - `# strata ignore=NAME[,NAME] -- reason`: for the next instruction; between the lines of an instruction for the next line only.
 * - `# strata ignore-file=NAME[,NAME] -- reason`: for the whole file, wherever it stands.
 * - `# hadolint ignore=CODE[,CODE]`, `# hadolint global ignore=…`, `# hadolint stage ignore=…`.
 * - the directive `# check=skip=NAME[,NAME]` on top, and the same as a comment above an instruction.
 * - `# dockerfile-utils: ignore`: everything that tool would say of the next instruction.
 */
export interface Suppression {
  readonly dialect: 'strata' | Exclude<Dialect, 'shellcheck'>;
  /** The whole comment, from its `#`. */
  readonly span: Span;
  readonly scope: 'file' | 'stage' | 'instruction' | 'line';
  /** The first and the last line, 0-based, in which the places of suppressed findings begin. Empty when nothing follows. */
  readonly lines: { readonly first: number; readonly last: number };
  /** What is suppressed; empty for `# dockerfile-utils: ignore`, which names nothing, and where the comment is not finished. */
  readonly names: readonly SuppressedName[];
}

export interface SuppressedName {
  readonly span: Span;
  /** As written. */
  readonly written: string;
  /** The name as we spell it, undefined when it is none of ours. */
  readonly name: string | undefined;
}

/** The suppressions of a file, in file order. Takes time linear in the text's length. */
export function readSuppressions(tree: DockerfileTree, names: RuleNames): Suppression[] {
  if (!mayHaveSuppressions(tree.text)) {
    return [];
  }
  const result: Suppression[] = [];
  const places = placesOf(tree);
  for (const { name, value, span, valueSpan } of tree.directives) {
    if (name === 'check') {
      const skipped = skippedNames(value, valueSpan.start, names);
      result.push({ dialect: 'buildkit', span, scope: 'file', lines: wholeFile, names: skipped });
    }
  }
  for (const comment of tree.comments) {
    const read = readComment(comment.text, comment.span.start + 1, names);
    if (read) {
      result.push({ ...read, span: comment.span, ...scopeOf(read.scope, comment, places) });
    }
  }
  for (const instruction of tree.instructions) {
    if (instruction.name === 'RUN') {
      for (const heredoc of instruction.heredocs) {
        result.push(...inScript(tree, heredoc.body, names, places));
      }
    }
  }
  return result.sort((a, b) => a.span.start - b.span.start);
}

const wholeFile = { first: 0, last: Number.POSITIVE_INFINITY };
const nowhere = { first: Number.POSITIVE_INFINITY, last: Number.POSITIVE_INFINITY };

type Read = Pick<Suppression, 'dialect' | 'names'> & { readonly scope: 'file' | 'stage' | 'instruction' };

/** Reads what follows the `#` of a comment; `at` is its place in the file. */
function readComment(text: string, at: number, names: RuleNames): Read | undefined {
  const strata = /^\s*strata\s+(ignore-file|ignore)\b(?!-)\s*(?:[=:]\s*)?/i.exec(text);
  if (strata) {
    const scope = strata[1]!.toLowerCase() === 'ignore' ? 'instruction' : 'file';
    return { dialect: 'strata', scope, names: readOwnNames(text, strata[0].length, at, names) };
  }
  const hadolint = /^\s*hadolint\s+(global\s+|stage\s+)?ignore\s*=\s*/.exec(text);
  if (hadolint) {
    const word = hadolint[1]?.trim();
    const scope = word === 'global' ? 'file' : word === 'stage' ? 'stage' : 'instruction';
    return { dialect: 'hadolint', scope, names: readNames(text, hadolint[0].length, at, names) };
  }
  const check = /^\s*check\s*=\s*/.exec(text);
  if (check) {
    const start = check[0].length;
    const skipped = skippedNames(text.slice(start), at + start, names);
    return { dialect: 'buildkit', scope: 'instruction', names: skipped };
  }
  if (text.trim() === 'dockerfile-utils: ignore') {
    return { dialect: 'dockerfile-utils', scope: 'instruction', names: [] };
  }
  return undefined;
}

/** Names separated by commas from `start` on; what follows them is the reason. */
function readNames(text: string, start: number, at: number, names: RuleNames): SuppressedName[] {
  const list = /^[A-Za-z][\w-]*(?:\s*,\s*[A-Za-z][\w-]*)*/.exec(text.slice(start))?.[0] ?? '';
  return [...list.matchAll(/[\w-]+/g)].map((match) => nameAt(match[0], at + start + match.index, names));
}

/**
 * As `readNames`, and further names that nothing but blanks or semicolons divide from the list, as long as each is a
 * name that is no word of a reason, too.
 */
function readOwnNames(text: string, start: number, at: number, names: RuleNames): SuppressedName[] {
  const found = readNames(text, start, at, names);
  const next = /[\s,;]+((?:DL|SC)\d{4}|[a-z]+(?:-[a-z]+)+)(?![\w-])/iy;
  for (let last = found.at(-1); last; ) {
    next.lastIndex = last.span.end - at;
    const match = next.exec(text);
    const name =
      match && names.resolve(match[1]!) ? nameAt(match[1]!, at + next.lastIndex - match[1]!.length, names) : undefined;
    if (name) {
      found.push(name);
    }
    last = name;
  }
  return found;
}

/** The names of `skip=` in the value of a check option, which BuildKit cuts at the first blank. */
function skippedNames(value: string, at: number, names: RuleNames): SuppressedName[] {
  const end = value.search(/ |$/);
  const skip = /(?:^|;)\s*skip=([^;]*)/.exec(value.slice(0, end));
  if (!skip) {
    return [];
  }
  const start = skip.index + skip[0].length - skip[1]!.length;
  return [...skip[1]!.matchAll(/[^,\s]+/g)].map((match) => nameAt(match[0], at + start + match.index, names));
}

function nameAt(written: string, start: number, names: RuleNames): SuppressedName {
  return { written, span: { start, end: start + written.length }, name: names.resolve(written) };
}

/** Answers where a comment's scope is, each in next to no time. Lines are 0-based. */
interface Places {
  /** The first instruction that begins after a line. */
  nextInstruction(line: number): Instruction | undefined;
  /** The first FROM that begins after a line. */
  nextFrom(line: number): Instruction | undefined;
  /** The first line after one that is neither blank nor a comment. Best asked in ascending order. */
  nextTextLine(line: number): number;
}

function placesOf({ instructions, lines: { starts }, text }: DockerfileTree): Places {
  const froms = instructions.filter(({ name }) => name === 'FROM');
  // A long block of comments leads to one line; it is gone through once.
  let known = { from: 0, to: 0 };
  return {
    nextInstruction: (line) => firstAfter(instructions, line),
    nextFrom: (line) => firstAfter(froms, line),
    nextTextLine(line) {
      if (line < known.from || line >= known.to) {
        let to = line + 1;
        while (to < starts.length && /^\s*(#|$)/.test(text.slice(starts[to], starts[to + 1]))) {
          to++;
        }
        known = { from: line, to };
      }
      return known.to;
    },
  };
}

function firstAfter(instructions: readonly Instruction[], line: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instructions[middle]!.firstLine > line) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return instructions[low];
}

function scopeOf(scope: Read['scope'], comment: Comment, places: Places): Pick<Suppression, 'scope' | 'lines'> {
  if (scope === 'file') {
    return { scope, lines: wholeFile };
  }
  if (comment.inside) {
    const line = places.nextTextLine(comment.line);
    return { scope: 'line', lines: { first: line, last: line } };
  }
  const following = places.nextInstruction(comment.line);
  if (scope === 'instruction') {
    return { scope, lines: following ? { first: following.firstLine, last: following.lastLine } : nowhere };
  }
  // A stage comment directly above FROM speaks of that stage, any other of the rest of the stage that it stands in.
  const isAbove = following?.name === 'FROM' && following.firstLine === comment.line + 1;
  const end = places.nextFrom(isAbove ? following.lastLine : comment.line);
  return { scope, lines: { first: comment.line + 1, last: end ? end.firstLine - 1 : Number.POSITIVE_INFINITY } };
}

/** Our own comments in the script of a RUN heredoc; they hold for the next line of the script. */
function inScript(tree: DockerfileTree, body: Span, names: RuleNames, places: Places): Suppression[] {
  const result: Suppression[] = [];
  const script = tree.text.slice(body.start, body.end);
  for (const match of script.matchAll(/^[ \t]*#(.*)$/gm)) {
    const hash = body.start + match.index + match[0].length - match[1]!.length - 1;
    const read = readComment(match[1]!, hash + 1, names);
    if (read?.dialect === 'strata') {
      const line = places.nextTextLine(lineAt(tree.lines, hash));
      const span = { start: hash, end: hash + 1 + match[1]!.length };
      const here = { scope: 'line', lines: { first: line, last: line } } as const;
      result.push({ ...read, span, ...(read.scope === 'file' ? { scope: 'file', lines: wholeFile } : here) });
    }
  }
  return result;
}

function mayHaveSuppressions(text: string): boolean {
  return /ignore|check\s*=/i.test(text);
}
