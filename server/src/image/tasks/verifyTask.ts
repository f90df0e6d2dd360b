import { Cancelled } from '../tar/drivers';
import { verifyArchive } from '../verify/verifyArchive';
import { problemViews } from '../view/problemView';
import { verifySentence } from '../view/verifyText';
import type { ImageTask } from './task';

/** Compares the layers of an image with their digests. */
export const verifyTask: ImageTask<'verify'> = async ({ image, stack, ports, cancel, withInput, watch }) => {
  const images = { images: [image], paths: stack.tree.paths };
  const tell = (done: number, total: number, message: string): void => watch(total, message).onProgress(done);
  const verified = await withInput((input) => verifyArchive(images, input, ports, cancel, tell));
  if (!verified) {
    throw new Cancelled('Verifying was stopped.');
  }
  const mismatches = verified.archive.images[0]!.layers.flatMap(({ index, problems }) => {
    const wrong = problems.filter(({ code }) => code === 'digest-mismatch');
    return problemViews(wrong).map((view, i) => ({ ...view, layer: index, file: wrong[i]!.where?.file ?? null }));
  });
  return { kind: 'verified', isRight: verified.wrong === 0, summary: verifySentence(verified), mismatches };
};
