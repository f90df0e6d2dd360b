import { closestName } from '../text/closestName';
import type { Complain } from './problem';
import { remove, write } from './remedies';
import type { YamlEntry, YamlItem, YamlMap, YamlScalar, YamlValue } from './yaml';

/** What reads the value of one key. */
export type KeyReader = (value: YamlValue, entry: YamlEntry) => void;

/** Hands every entry of a map to the reader of its key; a key without a reader is a problem. An empty value says nothing. */
export function readKeys(map: YamlMap, readers: Readonly<Record<string, KeyReader>>, complain: Complain): void {
  for (const entry of map.entries) {
    const { key, keySpan, value } = entry;
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (!reader) {
      const suggestion = meantBy(key, Object.keys(readers));
      const advice = suggestion ? `did you mean "${suggestion}"?` : `remove it, or write ${alternatives(readers)}.`;
      const isThere = map.entries.some((other) => other.key === suggestion);
      complain(keySpan, `There is no "${key}" here: ${advice}`, [
        ...(isThere ? [] : write(suggestion)),
        ...remove(`Remove ${key}`, entry.cut),
      ]);
    } else if (!isEmpty(value)) {
      reader(value, entry);
    }
  }
}

/** A few keys by their names; more would make a sentence that nobody reads. */
function alternatives(readers: Readonly<Record<string, KeyReader>>): string {
  const keys = Object.keys(readers);
  return keys.length > mostNamed ? 'a key that counts' : oneOf(keys);
}

const mostNamed = 6;

/** `a, b or c`. */
function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The name that is near to what was written, or that was cut off: `warn`. */
export function meantBy(written: string, names: readonly string[]): string | undefined {
  return closestName(written, names) ?? names.find((name) => written.length > 2 && name.startsWith(written));
}

/** True for a key with nothing behind it. */
export function isEmpty(value: YamlValue): boolean {
  return value.kind === 'scalar' && value.value === null;
}

/** The map that a value has to be; undefined after a problem. `what` begins the sentence: `"rules"`. */
export function mapIn(value: YamlValue, what: string, complain: Complain): YamlMap | undefined {
  if (value.kind === 'map') {
    return value;
  }
  complain(value.span, `${what} must have names with values below it.`);
  return undefined;
}

/** The text of a value that has to be one; undefined after a problem. Numbers and the like are taken as written. */
export function textIn(value: YamlValue, what: string, complain: Complain): string | undefined {
  if (value.kind === 'scalar' && value.value !== null) {
    return textOf(value);
  }
  complain(value.span, `${what} must be a string.`);
  return undefined;
}

/** The items of a list of texts; what is no text is a problem and left out. */
export function textsIn(value: YamlValue, what: string, complain: Complain): (YamlItem & { readonly text: string })[] {
  if (value.kind !== 'list') {
    complain(value.span, `${what} must be a list.`, value.kind === 'scalar' ? [{ kind: 'listOfOne' }] : []);
    return [];
  }
  return value.items.flatMap((item) => {
    const text = textIn(item.value, `An item of ${what}`, complain);
    return text === undefined ? [] : [{ ...item, text }];
  });
}

/** One of some words; undefined after a problem. */
export function choiceIn<T extends string>(
  value: YamlValue,
  what: string,
  choices: readonly T[],
  complain: Complain,
): T | undefined {
  const text = value.kind === 'scalar' ? textOf(value) : undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) {
    const suggestion = text === undefined ? undefined : meantBy(text, choices);
    const meant = suggestion ? `: did you mean "${suggestion}"?` : '.';
    complain(value.span, `${what} must be ${oneOf(choices)}${meant}`, write(suggestion));
  }
  return found;
}

/** True or false; undefined after a problem. The words of YAML 1.1 count, too. */
export function booleanIn(value: YamlValue, what: string, complain: Complain): boolean | undefined {
  if (value.kind === 'scalar') {
    if (typeof value.value === 'boolean') {
      return value.value;
    }
    if (/^(?:y|yes|on)$/i.test(value.text)) {
      return true;
    }
    if (/^(?:n|no|off)$/i.test(value.text)) {
      return false;
    }
  }
  const meant = value.kind === 'scalar' ? meantBy(value.text, ['true', 'false']) : undefined;
  complain(value.span, `${what} must be true or false.`, write(meant));
  return undefined;
}

/** The plain JavaScript value. */
export function plainValue(value: YamlValue): unknown {
  switch (value.kind) {
    case 'map':
      return Object.fromEntries(value.entries.map(({ key, value: held }) => [key, plainValue(held)]));
    case 'list':
      return value.items.map((item) => plainValue(item.value));
    default:
      return value.value;
  }
}

function textOf({ value, text }: YamlScalar): string {
  return typeof value === 'string' ? value : text;
}
