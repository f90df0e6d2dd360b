import type { LayerIndex } from '../archive/layerIndex';
import { noNode, PathTable, rootNode } from '../tar/paths';
import { packRecord, unpackRecord } from './record';
import { entriesOf, pathsOf, storedEntries } from './tables';

/** A layer as a file of the cache, in pieces, whatever archive it was read of: it has paths of its own. */
export function packLayer(content: LayerIndex, paths: PathTable): Uint8Array[] {
  const own = new PathTable();
  const { columns, rare } = storedEntries(content.entries);
  const nodes = movedNodes(columns.nodes, paths, own);
  own.trim();
  const stored: StoredLayer = {
    ...content,
    kind: 'layer',
    paths: own.columns(),
    entries: { columns: { ...columns, nodes }, rare },
  };
  return packRecord(stored);
}

/** The layer of such a file, with its paths in `paths`; undefined for any other or a damaged one. */
export function unpackLayer(file: Uint8Array, paths: PathTable): LayerIndex | undefined {
  const stored = unpackRecord(file) as StoredLayer | undefined;
  try {
    return stored?.kind === 'layer' ? layerOf(stored, paths) : undefined;
  } catch {
    return undefined;
  }
}

function layerOf(stored: StoredLayer, paths: PathTable): LayerIndex | undefined {
  const { kind: _, paths: storedPaths, ...content } = stored;
  const own = pathsOf(storedPaths);
  const entries = own && entriesOf(content.entries, own);
  if (!own || !entries) {
    return undefined;
  }
  entries.nodes = movedNodes(entries.nodes, own, paths);
  return { ...content, entries };
}

interface StoredLayer extends Omit<LayerIndex, 'entries'> {
  readonly kind: 'layer';
  readonly paths: unknown;
  readonly entries: unknown;
}

/** The nodes of `to` for the same paths as `nodes` are of `from`. */
function movedNodes(nodes: Uint32Array, from: PathTable, to: PathTable): Uint32Array<ArrayBuffer> {
  const isUsed = new Uint8Array(from.count);
  for (const used of nodes) {
    for (let node = used; node !== noNode && node !== rootNode && isUsed[node] === 0; node = from.parentOf(node)) {
      isUsed[node] = 1;
    }
  }
  const moved = new Uint32Array(from.count);
  for (let node = 1; node < from.count; node++) {
    // Parents have smaller numbers than their children.
    const parent = moved[from.parentOf(node)]!;
    const name = from.nameOf(node);
    moved[node] = isUsed[node] === 0 || parent === noNode ? noNode : to.intern(parent, name, 0, name.length);
  }
  return Uint32Array.from(nodes, (node) => (node === noNode ? noNode : moved[node]!));
}
