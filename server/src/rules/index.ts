// Made by scripts/generate.mjs from the files beside it.
import { failingTrigger } from './failing-trigger';
import { instructionBeforeFrom } from './instruction-before-from';
import { keywordNotUpperCase } from './keyword-not-upper-case';
import { maintainerDeprecated } from './maintainer-deprecated';
import { missingArgument } from './missing-argument';
import { missingFrom } from './missing-from';
import { misspeltSuppression } from './misspelt-suppression';
import { overriddenInstruction } from './overridden-instruction';
import type { Rule } from './rule';
import { syntaxError } from './syntax-error';
import { undecodableBytes } from './undecodable-bytes';
import { unknownInstruction } from './unknown-instruction';
import { unusedSuppression } from './unused-suppression';

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
  failingTrigger,
  instructionBeforeFrom,
  keywordNotUpperCase,
  maintainerDeprecated,
  missingArgument,
  missingFrom,
  misspeltSuppression,
  overriddenInstruction,
  syntaxError,
  undecodableBytes,
  unknownInstruction,
  unusedSuppression,
];
