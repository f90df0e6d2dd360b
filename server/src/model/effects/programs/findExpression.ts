import { patternsOfRegex } from '../patternsOfRegex';
import { activateWildcards } from '../symbols';

/** How a number is compared: `+5` is more, `-5` is less, `5` is equal. */
export interface Limit {
  readonly sign: '+' | '-' | '';
  readonly count: number;
}

/** What `find` asks of one thing. */
export type FindTest =
  | { readonly of: 'name' | 'path'; readonly pattern: string }
  | { readonly of: 'type'; readonly letters: string }
  /** Without a name it is `-nouser` or `-nogroup`. */
  | { readonly of: 'user' | 'group'; readonly name: string | undefined }
  | { readonly of: 'size'; readonly limit: Limit; readonly unit: number }
  | { readonly of: 'age'; readonly limit: Limit; readonly unit: 'days' | 'minutes' }
  /** Newer than a file, or than a date that is written out. */
  | { readonly of: 'newer'; readonly file: string | undefined }
  | { readonly of: 'mode'; readonly match: 'all' | 'any' | 'same'; readonly mode: string }
  | { readonly of: 'empty' | 'anything' | 'nothing' | 'unknown' };

/** What `find` does with what it has found. */
export type FindAction =
  | { readonly does: 'delete' | 'print' | 'prune' }
  /** The command without its end mark. */
  | { readonly does: 'run'; readonly command: readonly string[]; readonly onAll: boolean };

/** The expression behind the folders, as `find` reads it. */
export type FindExpression =
  | { readonly kind: 'test'; readonly test: FindTest }
  | { readonly kind: 'action'; readonly action: FindAction }
  | { readonly kind: 'not'; readonly operand: FindExpression }
  | { readonly kind: 'all' | 'any'; readonly operands: readonly FindExpression[] };

export interface Search {
  readonly roots: readonly string[];
  readonly expression: FindExpression;
  readonly minDepth: number;
  readonly maxDepth: number;
  /** How many tests and actions there are. */
  readonly weight: number;
  readonly actions: readonly FindAction[];
}

/** Deeper parentheses than that are read as if they were not there. */
const deepest = 30;

/**
 * Reads the arguments of `find`.
 *
 * @param absolutePattern Makes a pattern for paths as they are printed one for absolute paths.
 */
export function readSearch(
  args: readonly string[],
  absolutePattern: (roots: readonly string[], pattern: string) => string,
): Search {
  const first = args.findIndex((it, i) => /^([(!]|\\[(!]|-.)/.test(it) && !isLeadingOption(args, i));
  const end = first === -1 ? args.length : first;
  const given = args.slice(0, end).filter((it) => it !== '' && !/^-[HLPDO]/.test(it));
  const roots = given.length > 0 ? given : ['.'];
  const reader = new Reader(args, end, (pattern) => absolutePattern(roots, pattern));
  const read = reader.whole();
  const { minDepth, maxDepth, weight, actions } = reader;
  const acts = actions.some((it) => it.does !== 'prune');
  const print: FindAction = { does: 'print' };
  return {
    roots,
    expression: acts ? read : { kind: 'all', operands: [read, { kind: 'action', action: print }] },
    minDepth,
    maxDepth,
    weight,
    actions: acts ? actions : [...actions, print],
  };
}

/** `-L` and the like stand in front of the folders. */
function isLeadingOption(args: readonly string[], at: number): boolean {
  return args.slice(0, at + 1).every((it) => /^-([HLP]|D.*|O\d)$/.test(it));
}

class Reader {
  private depth = 0;
  private regexKind = 'emacs';
  minDepth = 0;
  maxDepth = Number.POSITIVE_INFINITY;
  weight = 0;
  readonly actions: FindAction[] = [];

  constructor(
    private readonly args: readonly string[],
    private at: number,
    private readonly absolutePattern: (pattern: string) => string,
  ) {}

  whole(): FindExpression {
    const operands: FindExpression[] = [];
    while (this.at < this.args.length) {
      operands.push(this.alternatives());
      // A closing parenthesis too many ends nothing.
      this.at++;
    }
    return joined('all', operands);
  }

  private alternatives(): FindExpression {
    const operands = [this.sequence()];
    while (/^(-o|-or|,)$/.test(this.args[this.at] ?? '')) {
      this.at++;
      operands.push(this.sequence());
    }
    return joined('any', operands);
  }

  private sequence(): FindExpression {
    const operands: FindExpression[] = [];
    for (
      let arg = this.args[this.at];
      arg !== undefined && !/^(-o|-or|,|\)|\\\))$/.test(arg);
      arg = this.args[this.at]
    ) {
      operands.push(this.primary());
    }
    return joined('all', operands);
  }

  private primary(): FindExpression {
    let negated = false;
    while (/^(!|\\!|-not|-a|-and)$/.test(this.args[this.at] ?? '')) {
      negated = this.args[this.at]!.startsWith('-a') ? negated : !negated;
      this.at++;
    }
    const operand = this.operand();
    return negated ? { kind: 'not', operand } : operand;
  }

  private operand(): FindExpression {
    const arg = this.args[this.at] ?? '';
    if (arg === '(' || arg === '\\(') {
      this.at++;
      if (++this.depth > deepest) {
        return { kind: 'all', operands: [] };
      }
      const inner = this.alternatives();
      this.depth--;
      this.at++;
      return inner;
    }
    this.at++;
    this.weight++;
    const action = this.action(arg);
    if (action) {
      this.actions.push(action);
      return { kind: 'action', action };
    }
    return this.tests(arg);
  }

  private next(): string {
    return this.args[this.at++] ?? '';
  }

  private action(arg: string): FindAction | undefined {
    switch (arg) {
      case '-delete':
        return { does: 'delete' };
      case '-prune':
        return { does: 'prune' };
      case '-print':
      case '-print0':
      case '-ls':
        return { does: 'print' };
      case '-printf':
        this.at++;
        return { does: 'print' };
      case '-exec':
      case '-execdir':
      case '-ok':
      case '-okdir': {
        const { at } = this;
        const end = this.args.findIndex(
          (it, index) => index >= at && (it === ';' || it === '\\;' || this.endsGroup(index)),
        );
        this.at = end === -1 ? this.args.length : end + 1;
        return {
          does: 'run',
          command: this.args.slice(at, end === -1 ? undefined : end),
          onAll: end !== -1 && this.endsGroup(end),
        };
      }
      default:
        return undefined;
    }
  }

  /** A `+` ends a command only behind `{}`. */
  private endsGroup(index: number): boolean {
    return this.args[index] === '+' && this.args[index - 1] === '{}';
  }

  private tests(arg: string): FindExpression {
    const test = this.test(arg);
    return 'kind' in test ? test : { kind: 'test', test };
  }

  private test(arg: string): FindTest | FindExpression {
    switch (arg) {
      case '-name':
      case '-iname':
        return { of: 'name', pattern: activateWildcards(this.next()) };
      case '-path':
      case '-ipath':
      case '-wholename':
      case '-iwholename':
        return { of: 'path', pattern: activateWildcards(this.absolutePattern(this.next())) };
      case '-regextype':
        this.regexKind = this.next();
        return { of: 'anything' };
      case '-regex':
      case '-iregex':
        return this.regex(this.next());
      case '-type':
      case '-xtype':
        return { of: 'type', letters: this.next() };
      case '-user':
      case '-uid':
        return { of: 'user', name: this.next() };
      case '-group':
      case '-gid':
        return { of: 'group', name: this.next() };
      case '-nouser':
        return { of: 'user', name: undefined };
      case '-nogroup':
        return { of: 'group', name: undefined };
      case '-size':
        return sizeTest(this.next());
      case '-mtime':
      case '-atime':
        return { of: 'age', limit: limitOf(this.next()), unit: 'days' };
      case '-mmin':
      case '-amin':
        return { of: 'age', limit: limitOf(this.next()), unit: 'minutes' };
      case '-newer':
      case '-anewer':
        return { of: 'newer', file: this.next() };
      case '-newermt':
        // Whatever is written out is a date in the past.
        return /^\d{4}-\d\d/.test(this.next()) ? { of: 'newer', file: undefined } : { of: 'unknown' };
      case '-perm':
        return modeTest(this.next());
      case '-executable':
        return { of: 'mode', match: 'any', mode: '111' };
      case '-empty':
        return { of: 'empty' };
      case '-false':
        return { of: 'nothing' };
      case '-mindepth':
        this.minDepth = Number(this.next()) || 0;
        return { of: 'anything' };
      case '-maxdepth':
        this.maxDepth = Number(this.next()) || 0;
        return { of: 'anything' };
      case '-ctime':
      case '-cmin':
      case '-cnewer':
      case '-links':
      case '-inum':
      case '-samefile':
      case '-fstype':
      case '-used':
      case '-fprintf':
      case '-fprint':
      case '-fprint0':
      case '-fls':
      case '-lname':
      case '-ilname':
        this.at++;
        return { of: 'unknown' };
      default:
        return { of: 'anything' };
    }
  }

  private regex(text: string): FindTest | FindExpression {
    const patterns = patternsOfRegex(
      text,
      !/^(emacs|findutils-default|ed|sed|grep|posix-(basic|minimal.*))$/.test(this.regexKind),
    );
    this.weight += patterns?.length ?? 0;
    return patterns === undefined
      ? { of: 'unknown' }
      : joined(
          'any',
          patterns.map((it) => ({ kind: 'test', test: { of: 'path', pattern: this.absolutePattern(it) } })),
        );
  }
}

function joined(kind: 'all' | 'any', operands: readonly FindExpression[]): FindExpression {
  return operands.length === 1 ? operands[0]! : { kind, operands };
}

function limitOf(text: string): Limit {
  const sign = text[0] === '+' || text[0] === '-' ? text[0] : '';
  return { sign, count: Number.parseFloat(text.slice(sign.length)) };
}

const units: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function sizeTest(text: string): FindTest {
  const unit = units[text.at(-1) ?? ''];
  const limit = limitOf(unit === undefined ? text : text.slice(0, -1));
  return Number.isNaN(limit.count) ? { of: 'unknown' } : { of: 'size', limit, unit: unit ?? 512 };
}

function modeTest(text: string): FindTest {
  const sign = text[0] === '-' ? 'all' : text[0] === '/' || text[0] === '+' ? 'any' : 'same';
  return { of: 'mode', match: sign, mode: sign === 'same' ? text : text.slice(1) };
}
