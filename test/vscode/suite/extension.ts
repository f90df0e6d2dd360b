import * as vscode from 'vscode';
import type { StrataExtension } from '../../../client/src/extension';

/** The extension under test, wherever this editor has it from. */
export function strata(): vscode.Extension<StrataExtension> {
  const extension = vscode.extensions.getExtension<StrataExtension>('strata.strata');
  if (!extension) {
    throw new Error('Strata is not installed in this editor.');
  }
  return extension;
}
