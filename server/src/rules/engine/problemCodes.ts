import type { Problem } from '../../dockerfile/problems';
import type { Instruction } from '../../dockerfile/tree';
import { readDuration } from '../../dockerfile/values/durations';

/** Every code under which other tools know a problem of the parser. */
export const problemCodes: readonly string[] = [
  'ARGUMENT_EXTRA',
  'ARGUMENT_REQUIRES_ONE_OR_THREE',
  'ARGUMENT_REQUIRES_TWO',
  'ARGUMENT_UNNECESSARY',
  'DL3011',
  'DL3043',
  'DUPLICATED_ESCAPE_DIRECTIVE',
  'FLAG_AT_LEAST_ONE',
  'FLAG_DUPLICATE',
  'FLAG_EXPECTED_BOOLEAN_VALUE',
  'FLAG_INVALID_DURATION',
  'FLAG_INVALID_FROM_VALUE',
  'FLAG_LESS_THAN_1MS',
  'FLAG_MISSING_DURATION',
  'FLAG_MISSING_VALUE',
  'FLAG_UNKNOWN_UNIT',
  'HEALTHCHECK_CMD_ARGUMENT_MISSING',
  'INVALID_AS',
  'INVALID_BUILD_STAGE_NAME',
  'INVALID_ESCAPE_DIRECTIVE',
  'INVALID_PORT',
  'INVALID_PROTO',
  'INVALID_REFERENCE_FORMAT',
  'INVALID_SIGNAL',
  'INVALID_SYNTAX',
  'InvalidDefaultArgInFrom',
  'ONBUILD_CHAINING_DISALLOWED',
  'ONBUILD_TRIGGER_DISALLOWED',
  'SHELL_JSON_FORM',
  'SYNTAX_MISSING_DOUBLE_QUOTE',
  'SYNTAX_MISSING_EQUALS',
  'SYNTAX_MISSING_NAMES',
  'SYNTAX_MISSING_SINGLE_QUOTE',
  'UNKNOWN_ADD_FLAG',
  'UNKNOWN_COPY_FLAG',
  'UNKNOWN_FROM_FLAG',
  'UNKNOWN_HEALTHCHECK_FLAG',
  'UNKNOWN_TYPE',
  'UNSUPPORTED_MODIFIER',
];

/** What other tools call a problem of the parser; `text` is that of the file, `instruction` the one that it is in. */
export function codesOfProblem(
  { code, span, message }: Problem,
  text: string,
  instruction: Instruction | undefined,
): readonly string[] {
  const written = text.slice(span.start, span.end);
  switch (code) {
    case 'blank-name':
      return ['SYNTAX_MISSING_NAMES'];
    case 'duplicate-directive':
      return /escape/i.test(written) ? ['DUPLICATED_ESCAPE_DIRECTIVE'] : [];
    case 'duplicate-flag':
      return instruction?.name === 'FROM' || instruction?.name === 'RUN' ? [] : ['FLAG_DUPLICATE'];
    case 'from-arguments':
      return wordsOf(instruction) === 3 ? ['INVALID_AS'] : ['ARGUMENT_REQUIRES_ONE_OR_THREE'];
    case 'healthcheck-arguments':
      return [healthcheckCode(instruction)];
    case 'invalid-escape-directive':
      return ['INVALID_ESCAPE_DIRECTIVE'];
    case 'invalid-flag-value':
      return flagCodes(instruction, span.start);
    case 'invalid-image-reference':
      return ['INVALID_REFERENCE_FORMAT', 'InvalidDefaultArgInFrom'];
    case 'invalid-origin':
    case 'variable-in-from-flag':
      return instruction?.name === 'COPY' && !/^[A-Za-z0-9]/.test(written) ? ['FLAG_INVALID_FROM_VALUE'] : [];
    case 'invalid-port':
      return portCodes(written);
    case 'invalid-signal':
      return /\s/.test(written) ? ['ARGUMENT_EXTRA'] : ['INVALID_SIGNAL'];
    case 'invalid-stage-name':
      return ['INVALID_BUILD_STAGE_NAME'];
    case 'invalid-trigger':
      return [/^onbuild$/i.test(written) ? 'ONBUILD_CHAINING_DISALLOWED' : 'ONBUILD_TRIGGER_DISALLOWED', 'DL3043'];
    case 'pair-without-equals':
      return ['SYNTAX_MISSING_EQUALS'];
    case 'pair-without-value':
      return ['ARGUMENT_REQUIRES_TWO'];
    case 'shell-not-json':
      return ['SHELL_JSON_FORM'];
    case 'unbalanced-quote':
      return [message.includes('double') ? 'SYNTAX_MISSING_DOUBLE_QUOTE' : 'SYNTAX_MISSING_SINGLE_QUOTE'];
    case 'unknown-flag':
      return unknownFlagCodes[instruction?.name ?? ''] ?? [];
    case 'unsupported-modifier':
      return ['UNSUPPORTED_MODIFIER'];
    default:
      return [];
  }
}

const unknownFlagCodes: Readonly<Record<string, readonly string[]>> = {
  ADD: ['UNKNOWN_ADD_FLAG'],
  COPY: ['UNKNOWN_COPY_FLAG'],
  FROM: ['UNKNOWN_FROM_FLAG'],
  HEALTHCHECK: ['UNKNOWN_HEALTHCHECK_FLAG'],
};

function wordsOf(instruction: Instruction | undefined): number {
  return instruction?.args.form === 'words' ? instruction.args.words.length : 0;
}

function healthcheckCode(instruction: Instruction | undefined): string {
  const type = instruction?.args.form === 'healthcheck' ? instruction.args.type.text.toUpperCase() : '';
  return type === 'NONE'
    ? 'ARGUMENT_UNNECESSARY'
    : type === 'CMD'
      ? 'HEALTHCHECK_CMD_ARGUMENT_MISSING'
      : 'UNKNOWN_TYPE';
}

function flagCodes(instruction: Instruction | undefined, at: number): string[] {
  const flag = instruction?.flags.find(({ span }) => at >= span.start && at < span.end) ?? instruction?.flags.at(-1);
  if (!flag || instruction?.name === 'RUN') {
    return [];
  }
  const { name, value } = flag;
  if (name === 'link' || name === 'parents' || name === 'keep-git-dir' || name === 'unpack') {
    return [value === '' ? 'FLAG_MISSING_VALUE' : 'FLAG_EXPECTED_BOOLEAN_VALUE'];
  }
  if (value === undefined) {
    return ['FLAG_MISSING_VALUE'];
  }
  if (name === 'retries') {
    return [/^-\d+$/.test(value) ? 'FLAG_AT_LEAST_ONE' : 'INVALID_SYNTAX'];
  }
  return instruction?.name === 'HEALTHCHECK' ? [durationCode(value)] : [];
}

function durationCode(value: string): string {
  if (readDuration(value) !== undefined) {
    return 'FLAG_LESS_THAN_1MS';
  }
  const isNumber = /^[+-]?[\d.]+$/.test(value);
  return isNumber
    ? 'FLAG_MISSING_DURATION'
    : /^[+-]?\d+[a-z]+$/.test(value)
      ? 'FLAG_UNKNOWN_UNIT'
      : 'FLAG_INVALID_DURATION';
}

function portCodes(written: string): string[] {
  if (/\/(?!(?:tcp|udp|sctp)$)[^/]*$/i.test(written)) {
    return ['INVALID_PROTO'];
  }
  const isTooLarge = (written.match(/\d+/g) ?? []).some((port) => Number(port) > 65535);
  // dockerfile-utils looks at the shape of a port only, and hadolint only at its size.
  return isTooLarge ? ['DL3011'] : /^\d+-\d+(?:\/\w+)?$/.test(written) ? [] : ['INVALID_PORT'];
}
