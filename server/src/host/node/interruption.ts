import type { CancelSignal } from '../../ports';

/**
 * Takes Ctrl-C, a polite request to end and the end of the terminal as the wish to stop, so that what was begun can be
 * tidied away. A second one ends the program at once.
 */
export function untilInterrupted(): CancelSignal {
  let cancelled = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      cancelled = true;
    });
  }
  return {
    get cancelled() {
      return cancelled;
    },
  };
}
