import type { Field } from './expansion';
import { variableAskedFor } from './symbols';

/** Which options of a program take a value. */
export interface OptionsWithValue {
  /** Letters of short options; the value is attached or the next argument. */
  readonly short?: string;
  /** Long options without their dashes; the value stands behind `=` or is the next argument. */
  readonly long?: readonly string[];
}

/** The arguments of a program, taken apart as getopt does. */
export interface Arguments {
  /** What is neither an option nor the value of one. */
  readonly operands: readonly Field[];
  /** True when one of the options is given: letters for short ones, names for long ones. */
  has(...names: readonly string[]): boolean;
  /** The last value given for one of the options. */
  value(...names: readonly string[]): string | undefined;
  /** Every value given for one of the options. */
  values(...names: readonly string[]): readonly string[];
}

/** Names of variables that hold options, as in `wget $WGET_FLAGS`. */
const optionsByName = /(?:FLAGS?|OPTS?|OPTIONS?|ARGS?|ARGUMENTS|PARAMS?)$/i;

/** Takes the arguments of a program apart. Options may stand behind operands; `--` ends them. */
export function readArguments(args: readonly Field[], taking: OptionsWithValue = {}): Arguments {
  const operands: Field[] = [];
  const options: (readonly [string, string | undefined])[] = [];
  for (let i = 0; i < args.length; i++) {
    const field = args[i]!;
    const { text } = field;
    if (text === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (text.startsWith('--')) {
      const equals = text.indexOf('=');
      const name = equals === -1 ? text.slice(2) : text.slice(2, equals);
      if (equals !== -1) {
        options.push([name, text.slice(equals + 1)]);
      } else if (taking.long?.includes(name)) {
        options.push([name, args[++i]?.text]);
      } else {
        options.push([name, undefined]);
      }
    } else if (text.length > 1 && text[0] === '-') {
      const rest = readCluster(text, taking.short ?? '', options);
      if (rest !== undefined) {
        options.push([rest, args[++i]?.text]);
      }
    } else if (!optionsByName.test(variableAskedFor(text) ?? '')) {
      operands.push(field);
    }
  }
  return {
    operands,
    has: (...names) => options.some(([name]) => names.includes(name)),
    value: (...names) => options.findLast(([name, value]) => value !== undefined && names.includes(name))?.[1],
    values: (...names) =>
      options.flatMap(([name, value]) => (value !== undefined && names.includes(name) ? [value] : [])),
  };
}

/** Reads `-abc`; returns the letter that still wants its value. */
function readCluster(
  text: string,
  taking: string,
  options: (readonly [string, string | undefined])[],
): string | undefined {
  for (let i = 1; i < text.length; i++) {
    const letter = text[i]!;
    if (taking.includes(letter)) {
      const attached = text.slice(i + 1);
      if (attached === '') {
        return letter;
      }
      options.push([letter, attached]);
      return undefined;
    }
    options.push([letter, undefined]);
  }
  return undefined;
}
