import { nameOf } from '../paths';
import { matchesName } from '../symbols';

/** What `find` asks of names and paths; tests of other kinds are left out. */
export type NameTest =
  | { readonly kind: 'name' | 'path'; readonly pattern: string }
  | { readonly kind: 'not'; readonly test: NameTest }
  | { readonly kind: 'all' | 'any'; readonly tests: readonly NameTest[] };

/** Whether an absolute path passes a test. */
export function passesName(test: NameTest, path: string): boolean {
  switch (test.kind) {
    case 'name':
      return matchesName(test.pattern, nameOf(path), true);
    case 'path':
      return matchesName(test.pattern, path, true);
    case 'not':
      return !passesName(test.test, path);
    case 'all':
      return test.tests.every((it) => passesName(it, path));
    case 'any':
      return test.tests.some((it) => passesName(it, path));
  }
}

interface Group {
  readonly negated: boolean;
  readonly alternatives: NameTest[];
  tests: NameTest[];
  prunes: boolean;
}

/** Deeper parentheses than that are read as if they were not there. */
const deepest = 30;

/** Puts the tests of a command line together, word by word, as parentheses, `-o` and `!` join them. */
export class NameTests {
  private readonly groups: Group[] = [newGroup(false)];
  private negates = false;
  private ignored = 0;
  /** How many tests there are. */
  size = 0;
  /** Tests of folders that are not looked into. */
  readonly pruned: NameTest[] = [];

  private get group(): Group {
    return this.groups.at(-1)!;
  }

  /** True outside of all parentheses. */
  get isOutermost(): boolean {
    return this.groups.length === 1;
  }

  add(test: NameTest): void {
    this.size++;
    this.group.tests.push(this.takeNegation() ? { kind: 'not', test } : test);
  }

  negate(): void {
    this.negates = !this.negates;
  }

  /** Whether the test that comes now is negated. */
  takeNegation(): boolean {
    const { negates } = this;
    this.negates = false;
    return negates;
  }

  open(): void {
    if (this.groups.length > deepest) {
      this.ignored++;
    } else {
      this.groups.push(newGroup(this.takeNegation()));
    }
  }

  close(): void {
    if (this.ignored > 0) {
      this.ignored--;
    } else if (this.groups.length > 1) {
      const closed = this.groups.pop()!;
      const test = testOf(closed);
      this.group.prunes ||= closed.prunes;
      if (test) {
        this.group.tests.push(closed.negated ? { kind: 'not', test } : test);
      }
    }
  }

  prune(): void {
    this.group.prunes = true;
  }

  /** Begins another alternative; what the one before it prunes is left out by all that follow. */
  or(): void {
    const { group } = this;
    if (group.prunes && group.tests.length > 0) {
      this.pruned.push({ kind: 'all', tests: group.tests });
    } else {
      group.alternatives.push({ kind: 'all', tests: group.tests });
    }
    group.tests = [];
    group.prunes = false;
  }

  /** An action belongs to its own alternative only. */
  act(): void {
    this.group.alternatives.length = 0;
  }

  /** All together; undefined when nothing is asked of names. */
  result(): NameTest | undefined {
    this.ignored = 0;
    while (this.groups.length > 1) {
      this.close();
    }
    return testOf(this.group);
  }
}

function newGroup(negated: boolean): Group {
  return { negated, alternatives: [], tests: [], prunes: false };
}

/** The alternatives of a group; undefined when one of them lets every name pass. */
function testOf({ alternatives, tests }: Group): NameTest | undefined {
  const last: NameTest = { kind: 'all', tests };
  const all = [...alternatives, last];
  return all.some((it) => it.kind === 'all' && it.tests.length === 0) ? undefined : { kind: 'any', tests: all };
}
