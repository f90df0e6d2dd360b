import type { Threads } from '../../server/src/ports';

/** A machine with one processor. */
export const noThreads: Threads = {
  spare: 0,
  prepare: () => undefined,
  run: () => Promise.reject(new Error('There is no further thread.')),
};
