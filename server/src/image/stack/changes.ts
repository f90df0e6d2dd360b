import { type EntryTable, entryType } from '../tar/entries';

/** How an entry relates to what was at its path before its layer. */
export const change = {
  /** Nothing changed, as for a folder that is listed only because something in it did. */
  none: 0,
  added: 1,
  modified: 2,
  /** The same content, as far as type, size and time tell, with another mode, owner or attributes. */
  metadata: 3,
} as const;

/** Compares what was at a path with what comes over it; never says `added`. */
export function compareEntries(before: EntryTable, old: number, after: EntryTable, now: number): number {
  const type = after.types[now]!;
  if (before.types[old] !== type) {
    return change.modified;
  }
  switch (type) {
    case entryType.file: {
      const isSame = before.sizes[old] === after.sizes[now] && before.mtimes[old] === after.mtimes[now];
      // A copy that differs in nothing was still written again, perhaps with other content.
      return isSame && differInAttributes(before, old, after, now) ? change.metadata : change.modified;
    }
    case entryType.symlink:
      if (!equalBytes(before.linkOf(old), after.linkOf(now))) {
        return change.modified;
      }
      break;
    case entryType.char:
    case entryType.block:
      if (!equalDevices(before.rareOf(old)?.device, after.rareOf(now)?.device)) {
        return change.modified;
      }
      break;
  }
  return differInAttributes(before, old, after, now) ? change.metadata : change.none;
}

function differInAttributes(before: EntryTable, old: number, after: EntryTable, now: number): boolean {
  return (
    before.modes[old] !== after.modes[now] ||
    before.uidOf(old) !== after.uidOf(now) ||
    before.gidOf(old) !== after.gidOf(now) ||
    !equalXattrs(before.rareOf(old)?.xattrs, after.rareOf(now)?.xattrs)
  );
}

type Xattrs = ReadonlyMap<string, Uint8Array> | undefined;

function equalXattrs(a: Xattrs, b: Xattrs): boolean {
  if ((a?.size ?? 0) !== (b?.size ?? 0)) {
    return false;
  }
  return [...(a ?? [])].every(([name, value]) => {
    const other = b?.get(name);
    return other !== undefined && equalBytes(value, other);
  });
}

function equalDevices(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a?.[0] === b?.[0] && a?.[1] === b?.[1];
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
