import type { Span } from '../text/span';
import { originSpan } from '../text/view';
import { type CsvField, readCsvLine } from './csv';
import { unquoteFlag } from './flags';
import type { Flag, Instruction } from './tree';

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

export const mountTypes: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];

/** A `--mount` flag of RUN. Values are as BuildKit reads them before it expands variables. */
export interface Mount {
  readonly flag: Flag;
  readonly fields: readonly MountField[];
  /** `bind` when none is given; undefined when it is unknown or depends on a variable. */
  readonly type: MountType | undefined;
  /** The stage, named context or image that `from` names. */
  readonly from: string | undefined;
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly id: string | undefined;
  readonly env: string | undefined;
  /** The quote that makes the value unreadable; there are no fields then. */
  readonly badQuote: Span | undefined;
}

/** A `key=value` of a mount, or a key alone. */
export interface MountField {
  /** In lower case, with one name for each meaning: `source`, `target`, `readonly`, `readwrite`. */
  readonly key: string;
  /** As written. */
  readonly written: string;
  readonly value: string | undefined;
  readonly span: Span;
  readonly keySpan: Span;
  readonly valueSpan: Span | undefined;
}

const otherNames: Record<string, string> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
};

/** Keys of a mount under their main name, with the types that take them; other types refuse or ignore them. */
export const mountKeys: Readonly<Record<string, readonly MountType[]>> = {
  type: mountTypes,
  from: ['bind', 'cache', 'tmpfs', 'ssh'],
  source: ['bind', 'cache', 'secret'],
  target: mountTypes,
  readonly: ['bind', 'cache', 'tmpfs'],
  readwrite: ['bind', 'cache', 'tmpfs'],
  id: ['cache', 'secret', 'ssh'],
  sharing: ['cache'],
  required: ['secret', 'ssh'],
  size: ['tmpfs'],
  mode: ['cache', 'secret', 'ssh'],
  uid: ['cache', 'secret', 'ssh'],
  gid: ['cache', 'secret', 'ssh'],
  env: ['secret'],
};

/** Every spelling of a mount's keys. */
export const mountKeySpellings: readonly string[] = [...Object.keys(mountKeys), ...Object.keys(otherNames)];

const noMounts: readonly Mount[] = [];
/** Several checks of one file ask for the same mounts. */
const known = new WeakMap<Instruction, readonly Mount[]>();

/** The mounts of a RUN in their order; none for other instructions. `escape` is that of the file. */
export function mountsOf(instruction: Instruction, escapeToken: string): readonly Mount[] {
  if (instruction.name !== 'RUN' || instruction.flags.length === 0) {
    return noMounts;
  }
  let mounts = known.get(instruction);
  if (!mounts) {
    mounts = readMounts(instruction, escapeToken);
    known.set(instruction, mounts);
  }
  return mounts;
}

function readMounts(instruction: Instruction, escapeToken: string): Mount[] {
  const flags = instruction.flags.filter((flag) => flag.name === 'mount' && flag.value !== undefined);
  return flags.map((flag) => readMount(flag, escapeToken));
}

/**
 * Reads a `--mount` value: comma-separated `key=value` fields behind the removal of the flag's own quotes and escapes,
 * so a quote that is meant for the fields must itself be protected. Of equal keys the last counts.
 */
export function readMount(flag: Flag, escapeToken: string): Mount {
  const placed = placeValue(flag, escapeToken);
  const csv = readCsvLine(flag.value ?? '');
  if ('badQuote' in csv) {
    return { ...emptyMount(flag), badQuote: placed(csv.badQuote, csv.badQuote + 1) };
  }
  const fields = csv.map((field) => readField(field, placed));
  const type = lastValue(fields, 'type');
  return {
    flag,
    fields,
    type: type === undefined ? 'bind' : mountTypes.find((known) => known === type.toLowerCase()),
    from: lastValue(fields, 'from'),
    source: lastValue(fields, 'source'),
    target: lastValue(fields, 'target'),
    id: lastValue(fields, 'id'),
    env: lastValue(fields, 'env'),
    badQuote: undefined,
  };
}

function emptyMount(flag: Flag): Mount {
  const nothing = { from: undefined, source: undefined, target: undefined, id: undefined, env: undefined };
  return { flag, fields: [], type: undefined, badQuote: undefined, ...nothing };
}

function lastValue(fields: readonly MountField[], key: string): string | undefined {
  return fields.findLast((field) => field.key === key)?.value;
}

/** Maps offsets in the flag's value to the file. */
function placeValue(flag: Flag, escapeToken: string): (start: number, end: number) => Span {
  const { offsets, text } = unquoteFlag(flag.word.text, 0, escapeToken);
  const shift = text.indexOf('=') + 1;
  const place = (at: number) => (offsets ? (offsets[at + shift] ?? flag.word.text.length) : at + shift);
  return (start, end) => {
    const from = place(start);
    return originSpan(flag.word.view, { start: from, end: end > start ? place(end - 1) + 1 : from });
  };
}

function readField({ text, offsets, start, end }: CsvField, placed: (start: number, end: number) => Span): MountField {
  const equals = text.indexOf('=');
  const written = equals === -1 ? text : text.slice(0, equals);
  const key = written.toLowerCase();
  const at = (index: number) => offsets[index] ?? end;
  const behind = (index: number) => (index === 0 ? at(0) : offsets[index - 1]! + 1);
  const keySpan = placed(at(0), Math.max(at(0), behind(written.length)));
  const valueStart = equals + 1 < text.length ? at(equals + 1) : behind(text.length);
  return {
    key: otherNames[key] ?? key,
    written,
    value: equals === -1 ? undefined : text.slice(equals + 1),
    span: placed(start, end),
    keySpan,
    valueSpan: equals === -1 ? undefined : placed(valueStart, Math.max(valueStart, behind(text.length))),
  };
}
