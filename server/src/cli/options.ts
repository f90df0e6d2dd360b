import { closestName } from '../text/closestName';
import { UsageError } from './command';

/** Options by their name without dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/**
 * One option:
 * - `flag`: takes no value.
 * - `value`: takes one; given twice, the last one counts. `choices` are all that it may be.
 * - `list`: takes one and may be given several times.
 */
export type OptionSpec =
  | { readonly kind: 'flag'; readonly help: string }
  | {
      readonly kind: 'value' | 'list';
      /** What stands for the value in the help, upper case. */
      readonly placeholder: string;
      readonly choices?: readonly string[];
      readonly help: string;
    };

/** The values of options as their specification promises them; undefined where an option was not given. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends { kind: 'flag' }
    ? boolean
    : Specs[Name] extends { kind: 'list' }
      ? readonly ValueOf<Specs[Name]>[]
      : ValueOf<Specs[Name]> | undefined;
};

type ValueOf<Spec> = Spec extends { choices: readonly (infer Choice)[] } ? Choice : string;

/**
 * Reads arguments the way that users of POSIX tools expect: `--name value`, `--name=value`, options anywhere
 * between operands, `--` before operands that begin with a dash, and `-` as an operand.
 * Throws `UsageError` for an unknown option, a missing or superfluous value, or a value that is no choice.
 */
export function parseOptions<const Specs extends OptionSpecs>(
  specs: Specs,
  args: readonly string[],
): { readonly options: OptionValues<Specs>; readonly operands: readonly string[] } {
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, spec] of Object.entries(specs)) {
    values[name] = spec.kind === 'flag' ? false : spec.kind === 'list' ? [] : undefined;
  }
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      operands.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const option = equals === -1 ? arg : arg.slice(0, equals);
    const name = option.replace(/^--/, '');
    const spec = option.startsWith('--') && Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) {
      throw new UsageError(unknownOption(option, specs));
    }
    if (spec.kind === 'flag') {
      if (equals !== -1) {
        throw new UsageError(`${option} takes no value.`);
      }
      values[name] = true;
      continue;
    }
    const value = equals === -1 ? args[++at] : arg.slice(equals + 1);
    if (value === undefined) {
      throw new UsageError(`${option} needs a value: ${option} ${placeholderOf(spec)}.`);
    }
    if (spec.choices && !spec.choices.includes(value)) {
      throw new UsageError(`${option} can be ${listed(spec.choices)}, not "${value}".`);
    }
    if (spec.kind === 'list') {
      (values[name] as string[]).push(value);
    } else {
      values[name] = value;
    }
  }
  return { options: values as OptionValues<Specs>, operands };
}

/** The lines of a help text that describe options, in two columns. */
export function describeOptions(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([name, spec]) => ({
    left: spec.kind === 'flag' ? `--${name}` : `--${name} ${placeholderOf(spec)}`,
    help: spec.help + (spec.kind === 'list' ? ' May be given several times.' : ''),
  }));
  const width = Math.max(0, ...rows.map((row) => row.left.length).filter((length) => length <= widestColumn));
  return rows
    .map(({ left, help }) => {
      const lines = wrapped(help, widestLine - width - 4).join(`\n    ${' '.repeat(width)}`);
      return left.length <= width
        ? `  ${left.padEnd(width)}  ${lines}\n`
        : `  ${left}\n  ${' '.repeat(width)}  ${lines}\n`;
    })
    .join('');
}

/** A text in lines of at most so many letters, unless a word is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Letters that fit beside each other on most terminals. */
const widestLine = 100;

/** Longer options get a line of their own, so that one of them does not push all help to the right. */
const widestColumn = 28;

function placeholderOf(spec: OptionSpec & { readonly kind: 'value' | 'list' }): string {
  return spec.choices ? spec.choices.join('|') : spec.placeholder;
}

function unknownOption(option: string, specs: OptionSpecs): string {
  const written = option.replace(/^-+/, '');
  const names = [...Object.keys(specs), 'help'];
  // One letter, as other programs have it, is taken for the beginning of the word.
  const closest =
    written.length === 1 ? names.find((name) => name.startsWith(written.toLowerCase())) : closestName(written, names);
  const meant = closest ?? optionWith(written, specs);
  if (meant) {
    return `Unknown option ${option}: did you mean --${meant}?`;
  }
  const isLikeFile = /^-[^-]{2,}/.test(option);
  return isLikeFile ? `Unknown option ${option}: a file of that name is ./${option}.` : `Unknown option ${option}.`;
}

/** The option that has a word among its choices, with it. */
function optionWith(word: string, specs: OptionSpecs): string | undefined {
  const named = Object.entries(specs).find(([, spec]) => spec.kind !== 'flag' && spec.choices?.includes(word));
  return named && `${named[0]} ${word}`;
}

/** `a`, `a or b`, `a, b or c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
