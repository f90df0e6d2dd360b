// Names and sizes of what a zip file holds, from its central directory (APPNOTE.TXT 4.3.12 and 4.3.16).
import { readFileSync } from 'node:fs';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** `{ name, size, packedSize }` of every file; sizes are bytes. Folders are left out. */
export function listZip(path) {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || bytes.readUInt32LE(end) !== endOfDirectory) {
    throw new Error(`${path} is not a zip file.`);
  }
  const count = bytes.readUInt16LE(end + 10);
  const files = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== directoryEntry) {
      throw new Error(`${path} has a broken directory.`);
    }
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) {
      files.push({ name, size: bytes.readUInt32LE(at + 24), packedSize: bytes.readUInt32LE(at + 20) });
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}
