import type { FoundPath } from '../search/findPaths';
import type { ImageStack } from '../stack/stack';
import { entryType } from '../tar/entries';
import { noNode } from '../tar/paths';

/** A file of one layer with its bytes. */
export interface SizedPath extends FoundPath {
  readonly bytes: number;
}

/**
 * The `most` largest files, biggest first: of all layers, deleted ones too, or of the final file system only, where a
 * file with several names counts once.
 */
export function largestFiles(stack: ImageStack, onlyVisible: boolean, most: number): SizedPath[] {
  const heap: SizedPath[] = [];
  for (const file of filesOf(stack)) {
    if (file.bytes > 0 && (file.isVisible || !onlyVisible)) {
      keepLargest(heap, file, most);
    }
  }
  return heap.sort((a, b) => b.bytes - a.bytes || a.layer - b.layer || a.entry! - b.entry!);
}

/** Every file that a layer holds bytes of; hard links hold none. */
export function* filesOf(stack: ImageStack): Generator<SizedPath> {
  const { paths, objects } = stack.tree;
  // An object is seen in the end when a name still stands for it.
  const visible = stack.layers.map(({ entries }) => new Uint8Array(entries.count));
  for (let object = 1; object < objects.count; object++) {
    const entry = objects.entries[object]!;
    const ofLayer = visible[objects.layers[object]!];
    if (objects.links[object]! > 0 && ofLayer && entry < ofLayer.length) {
      ofLayer[entry] = 1;
    }
  }
  for (const [layer, { entries, placedAt }] of stack.layers.entries()) {
    for (let entry = 0; entry < entries.count; entry++) {
      const node = placedAt.get(entry) ?? entries.nodes[entry]!;
      if (entries.types[entry] === entryType.file && node !== noNode && !paths.isHidden(node)) {
        yield {
          node,
          layer,
          entry,
          mark: null,
          isVisible: visible[layer]![entry] === 1,
          bytes: entries.sizes[entry]!,
        };
      }
    }
  }
}

/** Keeps the largest in a heap whose first one is the smallest of them. */
function keepLargest(heap: SizedPath[], file: SizedPath, most: number): void {
  if (heap.length < most) {
    heap.push(file);
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.bytes <= heap[at]!.bytes) {
        return;
      }
      [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
      at = parent;
    }
  } else if (most > 0 && file.bytes > heap[0]!.bytes) {
    heap[0] = file;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let smallest = left < heap.length && heap[left]!.bytes < heap[at]!.bytes ? left : at;
      smallest = right < heap.length && heap[right]!.bytes < heap[smallest]!.bytes ? right : smallest;
      if (smallest === at) {
        return;
      }
      [heap[smallest], heap[at]] = [heap[at]!, heap[smallest]!];
      at = smallest;
    }
  }
}
