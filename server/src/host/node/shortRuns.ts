import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 compile only what runs very often to machine code that is optimized. A command is over in a second, and
 * optimizing while it runs takes more of the processors than it gives back. Call at the start.
 */
export function optimizeLater(): void {
  // Bytes of code that a function may run through before it counts as hot; a version without the flag ignores it.
  setFlagsFromString('--interrupt-budget=1000000');
}
