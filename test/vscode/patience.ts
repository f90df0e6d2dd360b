/**
 * Asks until there is an answer other than undefined, false or an empty list; what a user would wait for.
 * Throws after `seconds` with the name of what was waited for.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | PromiseLike<T | undefined>,
  seconds = 20,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && !(Array.isArray(answer) && answer.length === 0)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${seconds} seconds for ${what}.`);
    }
    await pause(100);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
