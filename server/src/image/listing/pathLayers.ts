import type { ImageStack } from '../stack/stack';
import { entryType } from '../tar/entries';
import { noNode } from '../tar/paths';
import { type FileChange, factsOfEntry } from './facts';

/** What a layer says of a path. */
export interface PathInLayer {
  readonly layer: number;
  readonly change: FileChange | null;
  /** Bytes of a file, or those that a whiteout hides. */
  readonly bytes: number;
}

/** Tells for any path which layers of an image have or delete it, lowest first. */
export type PathLayers = (node: number) => readonly PathInLayer[];

/**
 * Makes the list for all paths at once: asking for one of them then costs nothing, however many layers there
 * are. Entries below symbolic links count where they really are.
 */
export function pathLayers(stack: ImageStack): PathLayers {
  const { paths } = stack.tree;
  const starts = new Uint32Array(paths.count + 1);
  const visit = (found: (node: number, layer: number, entry: number) => void): void => {
    for (const [layer, { entries, placedAt, marks }] of stack.layers.entries()) {
      for (let entry = 0; entry < entries.count; entry++) {
        const node = placedAt.get(entry) ?? entries.nodes[entry]!;
        if (node !== noNode && !paths.isHidden(node) && entries.types[entry] !== entryType.other) {
          found(node, layer, entry);
        }
      }
      for (const [i, { kind, target }] of marks.entries()) {
        if (kind === 'whiteout' && target !== noNode) {
          // Numbers behind those of the entries stand for marks.
          found(target, layer, entries.count + i);
        }
      }
    }
  };
  visit((node) => {
    starts[node + 1]!++;
  });
  for (let node = 0; node < paths.count; node++) {
    starts[node + 1]! += starts[node]!;
  }
  const layers = new Uint32Array(starts[paths.count]!);
  const entries = new Uint32Array(starts[paths.count]!);
  const next = starts.slice();
  visit((node, layer, entry) => {
    const at = next[node]!++;
    layers[at] = layer;
    entries[at] = entry;
  });
  return (node) => {
    const list: PathInLayer[] = [];
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      list.push(inLayer(stack, layers[at]!, entries[at]!));
    }
    return list;
  };
}

function inLayer(stack: ImageStack, layer: number, entry: number): PathInLayer {
  const { entries, marks } = stack.layers[layer]!;
  if (entry >= entries.count) {
    return { layer, change: 'deleted', bytes: marks[entry - entries.count]!.hiddenBytes };
  }
  const { change, size } = factsOfEntry(stack, layer, entry, undefined);
  return { layer, change, bytes: size };
}
