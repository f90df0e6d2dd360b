import { pathBytes } from '../names';
import { noNode, type PathTable, rootNode } from '../tar/paths';

/**
 * Names a row so that the name is the same when the archive is read again: the path, with every byte that is
 * not printable ASCII escaped; a whiteout is told from a file of the same path by a mark before it.
 */
export function rowId(paths: PathTable, node: number, isWhiteout: boolean): string {
  let id = isWhiteout ? whiteoutMark : '';
  for (const byte of pathBytes(paths, node)) {
    id += byte > 0x20 && byte < 0x7f && byte !== percent ? String.fromCharCode(byte) : escaped(byte);
  }
  return id;
}

/** The node of the path that an id names, the root for the empty text; undefined when there is none. */
export function nodeOfRowId(paths: PathTable, id: string): number | undefined {
  const bytes: number[] = [];
  for (let i = id.startsWith(whiteoutMark) ? 1 : 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    if (code === percent) {
      bytes.push(Number.parseInt(id.slice(i + 1, i + 3), 16));
      i += 2;
    } else {
      bytes.push(code);
    }
  }
  return nodeOfPath(paths, Uint8Array.from(bytes));
}

/** The node of an absolute path, the root for the empty one; undefined when there is none. */
export function nodeOfPath(paths: PathTable, path: Uint8Array): number | undefined {
  if (path.length > 0 && path[0] !== slash) {
    return undefined;
  }
  let node: number = rootNode;
  for (let from = 1; from < path.length && node !== noNode; ) {
    const end = path.indexOf(slash, from);
    const to = end === -1 ? path.length : end;
    node = paths.find(node, path, from, to);
    from = to + 1;
  }
  return node === noNode ? undefined : node;
}

/** No path begins with it. */
const whiteoutMark = '-';
const percent = 0x25;
const slash = 0x2f;

function escaped(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
