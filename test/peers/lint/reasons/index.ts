import { fileReasons } from './files';
import type { Reason } from './reason';
import { scriptReasons } from './scripts';
import { sizeReasons } from './sizes';
import { syntaxReasons } from './syntax';

export type { Reason } from './reason';

/** Every known reason why a difference is to our credit. */
export const reasons: readonly Reason[] = [...syntaxReasons, ...fileReasons, ...scriptReasons, ...sizeReasons];
