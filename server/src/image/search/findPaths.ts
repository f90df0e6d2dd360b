import type { CancelSignal } from '../../ports';
import { decodeName } from '../names';
import type { ImageStack } from '../stack/stack';
import { Cancelled } from '../tar/drivers';
import { entryType } from '../tar/entries';
import { noNode, type PathTable, rootNode } from '../tar/paths';
import { type Automaton, compilePattern, tooMuch } from './automaton';
import { parseGlob } from './globPattern';
import { literal, type PatternProblem } from './pattern';
import { parseRegexp } from './regexpPattern';

export type PatternKind = 'text' | 'glob' | 'regexp';

export interface PathQuery {
  readonly pattern: string;
  readonly kind: PatternKind;
  /** Upper and lower case are the same unless this is set. */
  readonly matchCase: boolean;
}

/** A path in one layer. */
export interface FoundPath {
  readonly node: number;
  readonly layer: number;
  /** The entry of that layer; null for a folder without a header; `mark` for a whiteout by its number in the layer. */
  readonly entry: number | null;
  readonly mark: number | null;
  /** True when the final file system has the path as this layer has it. */
  readonly isVisible: boolean;
}

export interface FoundPaths {
  /** By path, then from the lowest layer up. */
  readonly rows: readonly FoundPath[];
  /** True when there are more, which were not looked for. */
  readonly isCut: boolean;
}

const longestPattern = 2000;
const mostFound = 50_000;

/**
 * Finds paths in all layers of an image, deleted ones too. A path is found when what matches reaches into its last
 * name: a search for a folder finds the folder, not each of the thousand files below it. Paths that lead through
 * symbolic links are found where they really are. The time grows with the number of paths and nothing else. Throws
 * `Cancelled` when told to stop.
 */
export function findPaths(stack: ImageStack, query: PathQuery, cancel: CancelSignal): FoundPaths | PatternProblem {
  const automaton = automatonFor(query);
  if ('problem' in automaton) {
    return automaton;
  }
  const { paths } = stack.tree;
  const matching = matchingNodes(paths, automaton, cancel);
  return 'problem' in matching ? matching : { rows: placesOf(stack, matching.nodes, cancel), isCut: matching.isCut };
}

function automatonFor({ pattern, kind, matchCase }: PathQuery): Automaton | PatternProblem {
  if (pattern === '') {
    return { problem: 'Write a part of a name or a path.' };
  }
  if (pattern.length > longestPattern) {
    return { problem: `The pattern has more than ${longestPattern} characters.` };
  }
  const tree =
    kind === 'text'
      ? literal(pattern)
      : kind === 'glob'
        ? parseGlob(pattern, !matchCase)
        : parseRegexp(pattern, !matchCase);
  return 'problem' in tree ? tree : compilePattern(tree, !matchCase);
}

/** Names are looked at once each: what a path begins with is known from the folder above. */
function matchingNodes(
  paths: PathTable,
  automaton: Automaton,
  cancel: CancelSignal,
): { readonly nodes: Uint8Array; readonly isCut: boolean } | PatternProblem {
  const states = new Uint32Array(paths.count);
  const nodes = new Uint8Array(paths.count);
  let found = 0;
  const slash = 0x2f;
  states[rootNode] = automaton.start;
  for (let node = 1; node < paths.count; node++) {
    if ((node & 0xfff) === 0 && cancel.cancelled) {
      throw new Cancelled();
    }
    if (paths.isHidden(node)) {
      continue;
    }
    const name = decodeName(paths.nameOf(node));
    let state = automaton.next(states[paths.parentOf(node)]!, slash);
    let isFound = state !== undefined && automaton.accepts(state);
    for (let i = 0; i < name.length && state !== undefined; i++) {
      state = automaton.next(state, name.charCodeAt(i));
      isFound ||= state !== undefined && automaton.accepts(state);
    }
    if (state === undefined) {
      return tooMuch;
    }
    states[node] = state;
    if (isFound || automaton.acceptsAtEnd(state)) {
      if (++found > mostFound) {
        return { nodes, isCut: true };
      }
      nodes[node] = 1;
    }
  }
  return { nodes, isCut: false };
}

/** Where the layers have the paths that are 1 in `wanted`, by path, then from the lowest layer up. */
export function placesOf(stack: ImageStack, wanted: Uint8Array, cancel: CancelSignal): FoundPath[] {
  const { tree } = stack;
  const { paths } = tree;
  const rows: FoundPath[] = [];
  const implied: number[] = [];
  // By node: the last layer that was found to have it, plus one.
  const seen = new Uint32Array(wanted.length);
  for (const [layer, { entries, placedAt, linkObjects, marks }] of stack.layers.entries()) {
    if (cancel.cancelled) {
      throw new Cancelled();
    }
    // Of several entries with one path the last one counts.
    const last = new Map<number, number>();
    // By overlay's rules a device is a mark and nothing else.
    const asMarks = new Set(marks.flatMap(({ kind, entry }) => (kind === 'whiteout' ? [entry] : [])));
    for (let entry = 0; entry < entries.count; entry++) {
      const node = placedAt.get(entry) ?? entries.nodes[entry]!;
      if (node === noNode || paths.isHidden(node) || entries.types[entry] === entryType.other || asMarks.has(entry)) {
        continue;
      }
      if (wanted[node] === 1) {
        last.set(node, entry);
      }
      // Folders on the way are in the layer too, whether they have a header or not.
      for (let at = node; at !== rootNode && seen[at] !== layer + 1; at = paths.parentOf(at)) {
        seen[at] = layer + 1;
        if (wanted[at] === 1 && at !== node) {
          implied.push(at);
        }
      }
    }
    for (const node of implied.splice(0)) {
      if (!last.has(node)) {
        rows.push({ node, layer, entry: null, mark: null, isVisible: tree.isFolder(node) });
      }
    }
    for (const [node, entry] of last) {
      const object = tree.at(node);
      const isOurs = tree.objects.layers[object] === layer || linkObjects.get(entry) === object;
      const isFolder = tree.isFolder(node) && entries.types[entry] === entryType.directory;
      rows.push({ node, layer, entry, mark: null, isVisible: object !== 0 && (isOurs || isFolder) });
    }
    for (const [mark, { kind, target }] of marks.entries()) {
      if (kind === 'whiteout' && target !== noNode && wanted[target] === 1) {
        rows.push({ node: target, layer, entry: null, mark, isVisible: false });
      }
    }
  }
  return inOrder(tree.paths, rows);
}

/** By path, folders before what is in them; each path is made once. */
function inOrder(paths: PathTable, rows: readonly FoundPath[]): FoundPath[] {
  const keys = new Map<number, string>();
  const keyOf = (node: number): string => {
    const known = keys.get(node);
    if (known !== undefined) {
      return known;
    }
    const names: string[] = [];
    for (let at = node; at !== rootNode; at = paths.parentOf(at)) {
      names.push(decodeName(paths.nameOf(at)));
    }
    const key = names.reverse().join('\0');
    keys.set(node, key);
    return key;
  };
  return [...rows].sort((a, b) => {
    const [x, y] = [keyOf(a.node), keyOf(b.node)];
    return x < y ? -1 : x > y ? 1 : a.layer - b.layer || (a.mark === null ? 1 : -1);
  });
}
