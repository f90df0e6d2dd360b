import type { Comment, DockerfileTree, Instruction } from '../../dockerfile/tree';
import { lineAt } from '../../text/lines';
import type { Span } from '../../text/span';
import type { Finding } from '../rule';
import type { ActiveRule } from './configuration';
import { type Dialect, dialectOf, everything, isNamed, mayBeNamed, type RuleNames } from './names';

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

/** Suppressions made quick to ask, which remember what they were needed for. */
export interface SuppressionIndex {
  readonly all: readonly Suppression[];
  /** True when a suppression covers the finding; all that do count as used. */
  covers(finding: Finding): boolean;
  /** True when rules that run go by the name, and it covered none of their findings so far. */
  isIdle(name: SuppressedName): boolean;
  /** The rule or code that was probably meant by a name that is none. */
  suggest(written: string): string | undefined;
}

/** Collects the suppressions of a file, in file order; `running` are the rules whose findings there are to cover. */
export function indexSuppressions(
  tree: DockerfileTree,
  names: RuleNames,
  running: readonly ActiveRule[],
): SuppressionIndex {
  const all = mayHaveSuppressions(tree.text) ? readSuppressions(tree, names) : [];
  const wide = all.filter(({ scope }) => scope === 'file' || scope === 'stage');
  const byLine = new Map<number, Suppression[]>();
  for (const suppression of all) {
    if (suppression.scope === 'instruction' || suppression.scope === 'line') {
      for (let line = suppression.lines.first; line <= suppression.lines.last; line++) {
        const there = byLine.get(line);
        if (there) {
          there.push(suppression);
        } else {
          byLine.set(line, [suppression]);
        }
      }
    }
  }
  const used = new Set<SuppressedName>();

  const coversAt = (finding: Finding, line: number): boolean => {
    let covered = false;
    for (const suppression of [...wide, ...(byLine.get(line) ?? [])]) {
      if (line < suppression.lines.first || line > suppression.lines.last) {
        continue;
      }
      if (suppression.dialect === 'dockerfile-utils') {
        covered ||= finding.aliases.some((code) => dialectOf(code) === 'dockerfile-utils');
        continue;
      }
      for (const name of suppression.names) {
        if (name.name !== undefined && isMeant(finding, name.name, suppression.dialect)) {
          used.add(name);
          covered = true;
        }
      }
    }
    return covered;
  };

  return {
    all,
    covers(finding) {
      if (all.length === 0) {
        return false;
      }
      // A finding about two instructions is reported at one of them; another tool may report it at the other,
      // so a comment above either one counts.
      let covered = coversAt(finding, lineAt(tree.lines, finding.span.start));
      for (const { span } of finding.related) {
        covered = coversAt(finding, lineAt(tree.lines, span.start)) || covered;
      }
      return covered;
    },
    // Who suppresses everything does not say what for.
    isIdle: (name) =>
      name.name !== undefined &&
      name.name !== everything &&
      !used.has(name) &&
      running.some(({ rule }) => mayBeNamed(rule, name.name!)),
    suggest: (written) => names.suggest(written),
  };
}

function mayHaveSuppressions(text: string): boolean {
  return /ignore|check\s*=/i.test(text);
}

/** In another tool's comment, `all` means all that this tool would say. */
function isMeant(finding: Finding, name: string, dialect: Suppression['dialect']): boolean {
  return name === everything && dialect !== 'strata'
    ? finding.aliases.some((code) => dialectOf(code) === dialect)
    : isNamed(finding, name);
}

function readSuppressions(tree: DockerfileTree, names: RuleNames): Suppression[] {
  const result: Suppression[] = [];
  const instructionLine = nextInstructions(tree);
  for (const { name, value, span, valueSpan } of tree.directives) {
    if (name === 'check') {
      const skipped = skippedNames(value, valueSpan.start, names);
      result.push({ dialect: 'buildkit', span, scope: 'file', lines: wholeFile, names: skipped });
    }
  }
  for (const comment of tree.comments) {
    const read = readComment(comment.text, comment.span.start + 1, names);
    if (read) {
      result.push({ ...read, span: comment.span, ...scopeOf(read.scope, comment, tree, instructionLine) });
    }
  }
  for (const instruction of tree.instructions) {
    if (instruction.name === 'RUN') {
      for (const heredoc of instruction.heredocs) {
        result.push(...inScript(tree, heredoc.body, names));
      }
    }
  }
  return result.sort((a, b) => a.span.start - b.span.start);
}

const wholeFile = { first: 0, last: Number.POSITIVE_INFINITY };
const nowhere = { first: 0, last: -1 };

type Read = Pick<Suppression, 'dialect' | 'names'> & { readonly scope: 'file' | 'stage' | 'instruction' };

/** Reads what follows the `#` of a comment; `at` is its place in the file. */
function readComment(text: string, at: number, names: RuleNames): Read | undefined {
  const strata = /^\s*strata\s+(ignore-file|ignore)\b\s*(?:=\s*)?/.exec(text);
  if (strata) {
    const scope = strata[1] === 'ignore' ? 'instruction' : 'file';
    return { dialect: 'strata', scope, names: readNames(text, strata[0].length, at, names) };
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

/** Finds the first instruction that begins after a line. */
function nextInstructions(tree: DockerfileTree): (line: number) => Instruction | undefined {
  const { instructions } = tree;
  return (line) => {
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
  };
}

function scopeOf(
  scope: Read['scope'],
  comment: Comment,
  tree: DockerfileTree,
  next: (line: number) => Instruction | undefined,
): Pick<Suppression, 'scope' | 'lines'> {
  if (scope === 'file') {
    return { scope, lines: wholeFile };
  }
  if (comment.inside) {
    const line = nextTextLine(tree, comment.line);
    return { scope: 'line', lines: { first: line, last: line } };
  }
  const following = next(comment.line);
  if (scope === 'instruction') {
    return { scope, lines: following ? { first: following.firstLine, last: following.lastLine } : nowhere };
  }
  // A stage comment directly above FROM speaks of that stage, any other of the rest of the stage that it stands in.
  const above = following?.name === 'FROM' && following.firstLine === comment.line + 1;
  let end = above ? next(following.lastLine) : following;
  while (end && end.name !== 'FROM') {
    end = next(end.lastLine);
  }
  return { scope, lines: { first: comment.line + 1, last: end ? end.firstLine - 1 : Number.POSITIVE_INFINITY } };
}

/** The next line that is neither blank nor a comment. */
function nextTextLine(tree: DockerfileTree, line: number): number {
  const { starts } = tree.lines;
  let next = line + 1;
  while (next < starts.length && /^\s*(#|$)/.test(tree.text.slice(starts[next], starts[next + 1]))) {
    next++;
  }
  return next;
}

/** Our own comments in the script of a RUN heredoc; they hold for the next line of the script. */
function inScript(tree: DockerfileTree, body: Span, names: RuleNames): Suppression[] {
  const result: Suppression[] = [];
  const script = tree.text.slice(body.start, body.end);
  for (const match of script.matchAll(/^[ \t]*#(.*)$/gm)) {
    const hash = body.start + match.index + match[0].length - match[1]!.length - 1;
    const read = readComment(match[1]!, hash + 1, names);
    if (read?.dialect === 'strata') {
      const line = nextTextLine(tree, lineAt(tree.lines, hash));
      const span = { start: hash, end: hash + 1 + match[1]!.length };
      const here = { scope: 'line', lines: { first: line, last: line } } as const;
      result.push({ ...read, span, ...(read.scope === 'file' ? { scope: 'file', lines: wholeFile } : here) });
    }
  }
  return result;
}
