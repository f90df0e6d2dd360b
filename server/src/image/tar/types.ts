import { entryType, type RareAttributes } from './entries';

/** The type of an entry by its flag. Archives older than POSIX mark folders by a slash at the end of the name. */
export function typeOf(typeFlag: number, endsWithSlash: boolean): number {
  const known = byFlag[typeFlag];
  if (known === entryType.file && endsWithSlash) {
    return entryType.directory;
  }
  // POSIX: what a reader does not know it treats as a regular file.
  return known ?? (endsWithSlash ? entryType.directory : entryType.file);
}

/** False for flags that no current writer uses for files and folders. */
export function isKnownType(typeFlag: number): boolean {
  return byFlag[typeFlag] !== undefined;
}

/** The flag as a character, for messages. */
export function describeType(typeFlag: number): string {
  return typeFlag > 0x20 && typeFlag < 0x7f ? String.fromCharCode(typeFlag) : `0x${typeFlag.toString(16)}`;
}

/** True for what an overlay file system would take for a whiteout or an opaque directory; in a tar it is neither. */
export function isOverlayMark(type: number, { device, xattrs }: RareAttributes): boolean {
  if (type === entryType.char) {
    return device?.[0] === 0 && device[1] === 0;
  }
  return type === entryType.directory && xattrs !== undefined && overlayOpaque.some((name) => isYes(xattrs.get(name)));
}

const overlayOpaque = ['trusted.overlay.opaque', 'user.overlay.opaque'];

function isYes(value: Uint8Array | undefined): boolean {
  return value?.length === 1 && value[0] === 0x79;
}

const byFlag: Readonly<Record<number, number>> = {
  0: entryType.file,
  48: entryType.file,
  49: entryType.hardlink,
  50: entryType.symlink,
  51: entryType.char,
  52: entryType.block,
  53: entryType.directory,
  54: entryType.fifo,
  // Contiguous files, and GNU's sparse files.
  55: entryType.file,
  83: entryType.file,
  // GNU: a folder with the list of its files, a continued file, long names of old, a volume label.
  68: entryType.directory,
  77: entryType.other,
  78: entryType.other,
  86: entryType.other,
};
