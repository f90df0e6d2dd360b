import { readArguments } from '../arguments';
import type { Call, Program } from '../machine';
import { isKnown } from '../symbols';
import { filter } from './text';

const longestText = 4_000;

/** What comes in, where it is known and short enough to be worth changing. */
function shortInput({ input }: Call): string | undefined {
  const isShort = input?.known && input.text.length <= longestText && isKnown(input.text);
  return isShort ? input.text : undefined;
}

/** `tr`: single characters, ranges and the classes of letters; others are left alone. */
const tr: Program = (call) => {
  const { operands, has } = readArguments(call.args, {});
  const text = shortInput(call);
  const [from, to] = operands.map((it) => charactersOf(it.text));
  const isDeletion = has('d', 'delete');
  if (
    text === undefined ||
    !from ||
    has('c', 'C', 'complement', 's', 'squeeze-repeats') ||
    isDeletion === (to !== undefined)
  ) {
    return filter(call);
  }
  const last = to?.at(-1) ?? '';
  const changed = new Map(from.map((it, index) => [it, isDeletion ? '' : (to?.[index] ?? last)]));
  call.output.write([...text].map((it) => changed.get(it) ?? it).join(''));
  return undefined;
};

const classes: Readonly<Record<string, string>> = {
  '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
  '[:digit:]': '0123456789',
  '[:space:]': ' \t\n\r\f\v',
  '[:blank:]': ' \t',
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** The characters of a set, undefined where it asks for more than is read here. */
function charactersOf(set: string): readonly string[] | undefined {
  if (!isKnown(set)) {
    return undefined;
  }
  const characters: string[] = [];
  for (const [item] of set.matchAll(/\[:\w+:\]|\\.|[^\\]-[^\\]|./gs)) {
    if (item.startsWith('[:')) {
      if (classes[item] === undefined) {
        return undefined;
      }
      characters.push(...classes[item]);
    } else if (item.length === 3) {
      const [first, last] = [item.charCodeAt(0), item.charCodeAt(2)];
      characters.push(
        ...Array.from({ length: Math.max(last - first + 1, 0) % 256 }, (_, i) => String.fromCharCode(first + i)),
      );
    } else {
      characters.push(item.length === 2 ? (escapes[item[1]!] ?? item[1]!) : item);
    }
  }
  return characters;
}

/** `cut -d X -f LIST` of what comes in. */
const cut: Program = (call) => {
  const { operands, value } = readArguments(call.args, {
    short: 'dfbc',
    long: ['delimiter', 'fields', 'bytes', 'characters', 'output-delimiter'],
  });
  const text = shortInput(call);
  const delimiter = value('d', 'delimiter') ?? '\t';
  const ranges = rangesOf(value('f', 'fields') ?? '');
  if (
    text === undefined ||
    operands.length > 0 ||
    !ranges ||
    delimiter.length !== 1 ||
    value('output-delimiter') !== undefined
  ) {
    return filter(call);
  }
  const cutLine = (line: string) => {
    const fields = line.split(delimiter);
    const isAsked = (at: number) => ranges.some(([first, last]) => at >= first && at <= last);
    return fields.length === 1 ? line : fields.filter((_, index) => isAsked(index + 1)).join(delimiter);
  };
  call.output.write(text.split('\n').map(cutLine).join('\n'));
  return undefined;
};

function rangesOf(list: string): readonly (readonly [number, number])[] | undefined {
  const found = list.split(',').map((it) => /^(\d*)(-?)(\d*)$/.exec(it));
  return list !== '' && found.every((it) => it !== null)
    ? found.map(([, first, dash, last]) => [
        Number(first || 1),
        Number(last || (dash ? Number.MAX_SAFE_INTEGER : first)),
      ])
    : undefined;
}

/** Programs that change texts character by character or field by field. */
export const translating: Readonly<Record<string, Program>> = { tr, cut };
