import { outcomeSentence, skipSentence } from '../export/outcomeText';
import { planExport } from '../export/plan';
import { bytesNeeded, writeExport } from '../export/writeExport';
import { nodeOfRowId } from '../view/rowId';
import { sizeText } from '../view/sizes';
import type { ImageTask } from './task';

/** Writes a row with everything below it to the disk. */
export const exportTask: ImageTask<'export'> = async (context, params) => {
  const { layer, row: rowId, target: uri, form, overwrite } = params;
  const tree = context.treeOf(layer);
  const node = nodeOfRowId(tree.paths, rowId);
  const row = node === undefined ? undefined : tree.rowOf(node);
  if (row === undefined) {
    return { kind: 'failed', message: 'The image has no such file.' };
  }
  if (!context.exports) {
    return { kind: 'failed', message: 'Files cannot be exported here.' };
  }
  const target = context.exports.open(uri, form, overwrite);
  const plan = planExport(context.stack, tree, row, form, target.names);
  const needed = bytesNeeded(plan);
  const { freeBytes } = target;
  const [onlySkipped] = form === 'file' && plan.files.length === 0 ? plan.skipped.first : [];
  if (onlySkipped || (freeBytes !== undefined && needed > freeBytes)) {
    await target.abort();
    const message = onlySkipped
      ? `${skipSentence(onlySkipped)}.`
      : `The export takes ${sizeText(needed)}, but only ${sizeText(freeBytes!)} are free there.`;
    return { kind: 'failed', message };
  }
  const { image, ports } = context;
  let isWriting = false;
  try {
    const outcome = await context.withInput((input) => {
      isWriting = true;
      const source = { input, image, tree, codec: ports.codec };
      return writeExport(source, plan, target, context.watch(plan.bytes, 'Exporting'));
    });
    return { kind: 'exported', summary: outcomeSentence(outcome), skipped: outcome.skipped.first.map(skipSentence) };
  } finally {
    if (!isWriting) {
      await target.abort();
    }
  }
};
