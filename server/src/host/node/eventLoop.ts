/**
 * Lets signals and messages in now and then: reading and writing without waiting would otherwise keep them out until
 * all is done. Costs nothing when called often.
 */
export async function turnOfLoop(): Promise<void> {
  const now = performance.now();
  if (now - lastTurn >= longestTurn) {
    await new Promise((resolve) => setImmediate(resolve));
    lastTurn = performance.now();
  }
}

/** Milliseconds. */
const longestTurn = 20;
let lastTurn = 0;
