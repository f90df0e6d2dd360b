import type { CancellationToken } from 'vscode-languageserver';
import type { Cancellation } from '../ports';

/** A token of the protocol as the rooms further in know it. */
export function cancellationOf(token: CancellationToken): Cancellation {
  return {
    get cancelled() {
      return token.isCancellationRequested;
    },
    onCancel(listener) {
      if (token.isCancellationRequested) {
        listener();
      } else {
        token.onCancellationRequested(listener);
      }
    },
  };
}
