import * as vscode from 'vscode';
import { type CacheCleared, imageRequests } from '../../../server/src/protocol/images';
import type { LanguageServer } from '../languageClient';

/** Empties the cache of what was read of images, and tells what that freed. */
export async function clearCache(server: LanguageServer): Promise<void> {
  const { freedText } = await server.request<CacheCleared>(imageRequests.clearCache, null);
  await vscode.window.showInformationMessage(vscode.l10n.t('The layer cache is empty; {0} were freed.', freedText));
}
