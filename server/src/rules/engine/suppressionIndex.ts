import type { DockerfileTree } from '../../dockerfile/tree';
import { countWhile } from '../../text/countWhile';
import { lineAt } from '../../text/lines';
import type { Finding } from '../rule';
import type { ActiveRule } from './configuration';
import { type Dialect, dialectOf, everything, mayBeNamed, type RuleNames } from './names';
import { readSuppressions, type SuppressedName, type Suppression } from './suppressions';

/** The suppressions of a file made quick to ask, which remember what they were needed for. */
export interface SuppressionIndex {
  readonly all: readonly Suppression[];
  /** True when a suppression covers the finding; all that do count as used. */
  covers(finding: Finding): boolean;
  /** True when the name is one of ours, and covered no finding so far. */
  isUnused(name: SuppressedName): boolean;
  /** True when rules that run go by the name besides, so that one of their findings could have been covered. */
  isIdle(name: SuppressedName): boolean;
  /** True for the name of a rule, a code or a category. */
  isName(written: string): boolean;
  /** The rule or code that was probably meant by a name that is none. */
  suggest(written: string): string | undefined;
}

/**
 * Indexes the suppressions of a file; `running` are the rules whose findings there are to cover, `waiting` those that
 * lack some of what they need to say everything. The comments of tools in `deafTo` are passed over.
 */
export function indexSuppressions(
  tree: DockerfileTree,
  names: RuleNames,
  running: readonly ActiveRule[],
  waiting: readonly ActiveRule[],
  deafTo: readonly Dialect[] = [],
): SuppressionIndex {
  const all = readSuppressions(tree, names).filter(({ dialect }) => !deafTo.some((each) => each === dialect));
  const layers = { file: new Map(), stage: new Map(), instruction: new Map(), line: new Map() } satisfies Layers;
  const places = new Map<SuppressedName, { readonly group: Group; readonly index: number }>();
  for (const { scope, lines, dialect, names: suppressed } of all) {
    if (dialect === 'dockerfile-utils') {
      addTo(layers[scope], everythingOf(dialect), lines);
    }
    for (const name of suppressed) {
      if (name.name !== undefined) {
        // In another tool's comment, `all` means all that this tool would say.
        const key = name.name === everything && dialect !== 'strata' ? everythingOf(dialect) : name.name;
        places.set(name, addTo(layers[scope], key, lines));
      }
    }
  }

  const coversAt = (keys: readonly string[], offset: number): boolean => {
    const line = lineAt(tree.lines, offset);
    let covered = false;
    for (const layer of Object.values(layers)) {
      for (const key of keys) {
        covered = (layer.size > 0 && useAt(layer.get(key), line)) || covered;
      }
    }
    return covered;
  };

  // Who suppresses everything does not say what for.
  const isUnused = (name: SuppressedName): boolean => {
    const place = places.get(name);
    return place !== undefined && name.name !== everything && place.index >= place.group.used;
  };

  return {
    all,
    isUnused,
    covers(finding) {
      if (all.length === 0) {
        return false;
      }
      const keys = keysOf(finding);
      // A finding about two instructions is reported at one of them; another tool may report it at the other,
      // so a comment above either one counts.
      let covered = coversAt(keys, finding.span.start);
      for (const { span } of finding.related) {
        covered = coversAt(keys, span.start) || covered;
      }
      return covered;
    },
    isIdle(name) {
      return (
        isUnused(name) &&
        running.some(({ rule }) => mayBeNamed(rule, name.name!)) &&
        // The code of another program that a rule of ours goes by, too, may be meant for that program.
        !waiting.some(({ rule }) => rule.foreignCodes?.test(name.name!))
      );
    },
    isName: (written) => names.resolve(written) !== undefined,
    suggest: (written) => names.suggest(written),
  };
}

/** By name, in file order. Suppressions of one scope lie side by side, or end at the same line. */
type Layer = Map<string, Group[]>;
type Layers = Record<Suppression['scope'], Layer>;

/** Suppressions of one name that end at the same line. */
interface Group {
  readonly last: number;
  /** The line from which on each one holds, ascending. */
  readonly firsts: number[];
  /** How many of them, from the first one on, covered a finding. */
  used: number;
}

function addTo(layer: Layer, key: string, { first, last }: Suppression['lines']): { group: Group; index: number } {
  let groups = layer.get(key);
  if (!groups) {
    groups = [];
    layer.set(key, groups);
  }
  let group = groups.at(-1);
  if (group?.last !== last) {
    group = { last, firsts: [], used: 0 };
    groups.push(group);
  }
  group.firsts.push(first);
  return { group, index: group.firsts.length - 1 };
}

/** True when a suppression of these groups covers a line; marks all that do. */
function useAt(groups: readonly Group[] | undefined, line: number): boolean {
  const group = groups?.[countWhile(groups.length, (index) => groups[index]!.last < line)];
  if (!group) {
    return false;
  }
  const covering = countWhile(group.firsts.length, (index) => group.firsts[index]! <= line);
  group.used = Math.max(group.used, covering);
  return covering > 0;
}

/** Everything that a finding goes by. */
function keysOf({ rule, category, aliases }: Finding): string[] {
  const dialects = new Set(aliases.map(dialectOf));
  return [rule, category, everything, ...aliases, ...[...dialects].map(everythingOf)];
}

function everythingOf(dialect: string): string {
  return `${everything} of ${dialect}`;
}
