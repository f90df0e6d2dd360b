import { type EntryColumns, EntryTable, type RareAttributes } from '../tar/entries';
import { type PathColumns, PathTable } from '../tar/paths';

/** A table of entries as a value that a record can hold. */
export interface StoredEntries {
  readonly columns: EntryColumns;
  readonly rare: ReadonlyMap<number, RareAttributes>;
}

export function storedEntries(entries: EntryTable): StoredEntries {
  return { columns: entries.columns(), rare: entries.rare };
}

/** The table that was stored; undefined when what is there is none, or one with paths that `paths` does not have. */
export function entriesOf(stored: unknown, paths: PathTable): EntryTable | undefined {
  const { columns, rare } = (stored ?? {}) as Partial<StoredEntries>;
  const isTable = hasArrays<EntryColumns>(columns, entryArrays) && rare instanceof Map;
  return isTable ? EntryTable.of(columns, rare, paths.count) : undefined;
}

/** The table that `PathTable.columns` was stored of; undefined when what is there is none. */
export function pathsOf(stored: unknown): PathTable | undefined {
  return hasArrays<PathColumns>(stored, pathArrays) && typeof stored.seed === 'number'
    ? PathTable.of(stored)
    : undefined;
}

type ArrayType = abstract new (...args: never[]) => object;

/** What a column may be made of. */
type ArrayTypes = ArrayType | readonly ArrayType[];

const numbers = [Uint32Array, Float64Array];

const entryArrays: Readonly<Record<keyof EntryColumns, ArrayTypes>> = {
  nodes: Uint32Array,
  types: Uint8Array,
  modes: Uint16Array,
  uids: Uint32Array,
  gids: Uint32Array,
  mtimes: numbers,
  sizes: numbers,
  dataOffsets: numbers,
  linkStarts: Uint32Array,
  linkBytes: Uint8Array,
  marks: Uint32Array,
  overlayMarks: Uint32Array,
};

const pathArrays: Readonly<Record<Exclude<keyof PathColumns, 'seed'>, ArrayType>> = {
  parents: Uint32Array,
  nameStarts: Uint32Array,
  names: Uint8Array,
  marks: Uint8Array,
  slots: Uint32Array,
};

function hasArrays<Columns>(value: unknown, types: Readonly<Record<string, ArrayTypes>>): value is Columns {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(types).every(([name, allowed]) =>
      [allowed].flat().some((type) => (value as Record<string, unknown>)[name] instanceof type),
    )
  );
}
