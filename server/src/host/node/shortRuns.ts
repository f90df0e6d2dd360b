import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 be content with less memory: young objects get no more room than at the start, and less is inlined when code
 * is optimized. For programs that keep few objects; what is large here are arrays of numbers. Call at the start.
 */
export function useLittleMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
}

/**
 * Has V8 compile only what runs very often to machine code that is optimized. A command is over in a second, and
 * optimizing while it runs takes more of the processors than it gives back. Call at the start.
 *
 * @param budget Bytes of code that a function may run through before it counts as hot; where V8 counts calls instead
 *   (from Node 21 on), functions are taken to have a few dozen bytes.
 */
export function optimizeLater(budget: number): void {
  // V8 prints a line about a flag that it does not know.
  if (v8Version < 11.8) {
    setFlagsFromString(`--interrupt-budget=${budget}`);
  } else {
    setFlagsFromString(`--invocation-count-for-turbofan=${Math.round(budget / 10)}`);
    setFlagsFromString(`--invocation-count-for-maglev=${Math.round(budget / 100)}`);
  }
}

/** Major and minor version, such as 11.3 in Node 20. */
const v8Version = Number.parseFloat(process.versions.v8);

/**
 * Gives young objects much room at once: what is made for one file is gone before the room is full, so that hardly
 * anything is left to copy. Call at the start; threads that begin later have the room from their start.
 */
export function makeRoomForYoung(): void {
  setFlagsFromString('--semi-space-growth-factor=16');
  setFlagsFromString('--min-semi-space-size=16');
  // Only for threads that begin later: the old are not looked through before there is much to find among them.
  setFlagsFromString('--initial-heap-size=200');
}

/**
 * Leaves the processors to the threads that have work: what V8 does beside them would only take turns with them. Less
 * is inlined when code is optimized, and each thread collects its own young objects. Call at the start.
 */
export function keepProcessorsForWork(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=150');
  setFlagsFromString('--no-parallel-scavenge');
}
