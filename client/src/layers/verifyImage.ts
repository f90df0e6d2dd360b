import * as vscode from 'vscode';
import { imageVerifyRequests, type VerifyResult } from '../../../server/src/protocol/imageVerify';
import { archiveOf, imageShownBy, type LayersNode } from './nodes';
import type { ArchiveTasks } from './tasks';

/** Compares the layers of an image with their digests; the answer is undefined for a row without one. */
export function verifyNode(node: LayersNode, tasks: ArchiveTasks) {
  const [archive, image] = [archiveOf(node), imageShownBy(node)];
  const title = vscode.l10n.t('Verifying {0}', image?.label ?? '');
  return (
    archive && image && tasks.run<VerifyResult>(archive, imageVerifyRequests.verify, { image: image.index }, title)
  );
}

/** Verifies the image of a row and tells what was found. */
export async function verifyImage(node: LayersNode, tasks: ArchiveTasks, log: vscode.LogOutputChannel): Promise<void> {
  const result = await verifyNode(node, tasks);
  if (!result) {
    await vscode.window.showInformationMessage(vscode.l10n.t('Choose an image in the view Image Layers first.'));
  } else if (result.kind === 'failed') {
    await vscode.window.showErrorMessage(result.message);
  } else if (result.kind === 'stale') {
    await vscode.window.showWarningMessage(vscode.l10n.t('The archive has changed and is being read again.'));
  } else if (result.kind === 'verified' && result.isRight) {
    await vscode.window.showInformationMessage(result.summary);
  } else if (result.kind === 'verified') {
    const details = vscode.l10n.t('Show Details');
    if ((await vscode.window.showWarningMessage(result.summary, details)) === details) {
      const lines = result.mismatches.map(({ layer, file, message }) => `Layer ${layer} (${file ?? '-'}): ${message}`);
      log.warn([result.summary, ...lines].join('\n'));
      log.show();
    }
  }
}
