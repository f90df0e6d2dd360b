import { bodyOf, readContentRange } from '../contents/fileContent';
import { toBase64 } from '../names';
import { nodeOfRowId } from '../view/rowId';
import type { ImageTask } from './task';

/** Answers with bytes of a file. */
export const readTask: ImageTask<'read'> = async (context, { layer, row: rowId, offset, length }) => {
  const { image, stack, ports, spools } = context;
  const tree = context.treeOf(layer);
  const node = nodeOfRowId(tree.paths, rowId);
  const row = node === undefined ? undefined : tree.rowOf(node);
  const facts = row === undefined ? undefined : tree.factsOf(row);
  const body = facts && facts.entry !== null ? bodyOf(stack, facts.layer, facts.entry) : undefined;
  if (!body) {
    return { kind: 'failed', message: facts ? 'This is no regular file.' : 'The image has no such file.' };
  }
  const size = image.layers[body.layer]!.content!.entries.sizes[body.entry]!;
  const from = Math.min(offset, size);
  const to = Math.min(size, from + Math.min(length, mostBytes));
  const bytes = new Uint8Array(to - from);
  let count = 0;
  const end = await context.withInput((input) =>
    readContentRange(
      input,
      image,
      body,
      { from, to },
      ports.codec,
      context.watch(image.layers[body.layer]!.content!.storedBytes, 'Reading a file'),
      (piece) => {
        bytes.set(piece, count);
        count += piece.length;
      },
      spools,
    ),
  );
  return { kind: 'content', base64: toBase64(bytes.subarray(0, count)), size, isComplete: end === 'complete' };
};

const mostBytes = 4 << 20;
