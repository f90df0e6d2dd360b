import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Header, pack } from 'tar-stream';
import type { ExportAttributes, ExportTarget } from '../../ports';
import { turnOfLoop } from './eventLoop';
import { writable } from './exportErrors';

/**
 * Writes a tar beside the target and gives it the target's name at the end. Everything stands in it as it is in the
 * image, also links, devices and setuid: a tar is data, and unpacking it is another program's decision. Nothing
 * follows a symbolic link, so no entry can lie below one.
 */
export function exportToTar(path: string, freeBytes: number | undefined): ExportTarget {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.strata-${process.pid}-${++exports}`);
  const file = new TarFile(writable(() => openSync(temporary, 'wx', 0o644)));
  let left = 0;
  return {
    freeBytes,
    names: { ignoresCase: false, isWindows: false, longest: 1 << 16 },
    addFolder(entryPath, attributes) {
      file.add(headerOf(entryPath, attributes, 0));
      return true;
    },
    beginFile(entryPath, attributes, size) {
      file.add(headerOf(entryPath, attributes, size));
      left = size;
      return true;
    },
    write(piece) {
      left -= piece.length;
      file.push(piece);
    },
    endFile() {
      // The header has promised the bytes: what is missing becomes zeros, and the caller tells so.
      file.pushZeros(left);
      file.endBody();
    },
    addAlias(entryPath, of, attributes) {
      file.add(headerOf(entryPath, { ...attributes, type: 'file' }, 0, of));
      return true;
    },
    addSpecial(entryPath, attributes) {
      if (attributes.linkTarget === '') {
        return false;
      }
      file.add(headerOf(entryPath, attributes, 0, attributes.linkTarget));
      return true;
    },
    drain: () => file.drain(),
    async finish() {
      await file.finish();
      writable(() => renameSync(temporary, path));
    },
    async abort() {
      file.close();
      rmSync(temporary, { force: true });
    },
  };
}

/** What waits to be written; zeros are counted, since a sparse file may have gigabytes of them. */
type Waiting =
  | { readonly kind: 'entry'; readonly header: EntryHeader }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'zeros'; count: number }
  | { readonly kind: 'end' };

/** A tar that is written by tar-stream at the speed of the disk, fed without waiting. */
class TarFile {
  private readonly tar = pack();
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  private pumping: Promise<void> | undefined;
  private failure: unknown;
  private body: ReturnType<ReturnType<typeof pack>['entry']> | undefined;
  private readonly ended: Promise<void>;

  constructor(private descriptor: number | undefined) {
    this.tar.on('data', (piece) => this.write(piece as Uint8Array));
    this.ended = new Promise((resolve) => {
      this.tar.on('end', () => resolve());
      this.tar.on('close', () => resolve());
      this.tar.on('error', () => resolve());
    });
  }

  add(header: EntryHeader): void {
    this.wait({ kind: 'entry', header }, 1024);
  }

  push(piece: Uint8Array): void {
    if (piece.length <= zeros.length && zeros.subarray(0, piece.length).equals(piece)) {
      this.pushZeros(piece.length);
    } else {
      this.wait({ kind: 'bytes', bytes: Buffer.from(piece) }, piece.length);
    }
  }

  pushZeros(count: number): void {
    const last = this.waiting.at(-1);
    if (last?.kind === 'zeros') {
      last.count += count;
    } else if (count > 0) {
      this.wait({ kind: 'zeros', count }, 0);
    }
  }

  endBody(): void {
    this.wait({ kind: 'end' }, 0);
  }

  /** Resolves when little waits; throws a sentence when writing failed. */
  async drain(): Promise<void> {
    if (this.waitingBytes > mostWaiting) {
      await this.pumping;
    }
    await turnOfLoop();
    this.throwFailure();
  }

  async finish(): Promise<void> {
    await this.pumping;
    this.throwFailure();
    this.tar.finalize();
    await this.ended;
    this.throwFailure();
    writable(() => this.close());
  }

  close(): void {
    this.waiting.length = 0;
    this.tar.destroy();
    if (this.descriptor !== undefined) {
      const { descriptor } = this;
      this.descriptor = undefined;
      closeSync(descriptor);
    }
  }

  private wait(item: Waiting, bytes: number): void {
    this.waiting.push(item);
    this.waitingBytes += bytes;
    this.pumping ??= this.pump();
  }

  /** Never rejects: a failure is kept for those who wait. */
  private async pump(): Promise<void> {
    // What is written in this turn of the event loop waits together.
    await undefined;
    try {
      for (let items = this.waiting.splice(0); items.length > 0; items = this.waiting.splice(0)) {
        this.waitingBytes = 0;
        for (const item of items) {
          await this.perform(item);
        }
      }
    } catch (error) {
      this.failure ??= error;
    }
    this.pumping = undefined;
  }

  private async perform(item: Waiting): Promise<void> {
    switch (item.kind) {
      case 'entry': {
        const entry = this.tar.entry(item.header);
        this.body = item.header.type === 'file' ? entry : undefined;
        return;
      }
      case 'bytes':
        return this.give(item.bytes);
      case 'zeros':
        for (let left = item.count; left > 0; left -= zeros.length) {
          await this.give(left < zeros.length ? zeros.subarray(0, left) : zeros);
        }
        return;
      case 'end':
        this.body?.end(empty);
    }
  }

  /** Gives bytes to tar-stream and waits while it has enough. */
  private async give(bytes: Buffer): Promise<void> {
    const { body } = this;
    if (body && !body.write(bytes)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          body.off('drain', go).off('close', go);
          resolve();
        };
        body.on('drain', go).on('close', go);
      });
    }
    this.throwFailure();
  }

  private write(piece: Uint8Array): void {
    try {
      for (let done = 0; this.descriptor !== undefined && done < piece.length; ) {
        done += writeSync(this.descriptor, piece, done);
      }
    } catch (error) {
      this.failure ??= error;
    }
  }

  private throwFailure(): void {
    if (this.failure !== undefined) {
      writable(() => {
        throw this.failure;
      });
    }
  }
}

/** Tells exports of one process apart. */
let exports = 0;
/** Bytes that may wait for the disk. */
const mostWaiting = 8 << 20;
const empty = Buffer.alloc(0);
const regularFile = 0o100000;
const zeros = Buffer.alloc(256 << 10);

const types = {
  file: 'file',
  directory: 'directory',
  symlink: 'symlink',
  char: 'character-device',
  block: 'block-device',
  fifo: 'fifo',
} as const;

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

/** The header of an entry; what it cannot hold itself goes into PAX records before it. */
function headerOf(
  path: string,
  { type, mode, uid, gid, mtime, device, xattrs }: ExportAttributes,
  size: number,
  link?: string,
): EntryHeader {
  const pax: Record<string, string> = {};
  const number = (key: string, value: number, most: number): number => {
    if (value > most || value < 0 || !Number.isInteger(value)) {
      pax[key] = String(value);
    }
    return Math.max(0, Math.min(most, Math.floor(value)));
  };
  const header: EntryHeader = {
    type: link !== undefined && type !== 'symlink' ? 'link' : types[type],
    name: type === 'directory' ? `${path}/` : path,
    // With the kind of file set, tar-stream does not take 0 for missing.
    mode: mode | regularFile,
    uid: number('uid', uid, 0o777777),
    gid: number('gid', gid, 0o777777),
    size,
    mtime: new Date(1000 * number('mtime', mtime, 0o77777777777)),
    ...(link !== undefined && { linkname: link }),
    ...(device && { devmajor: device[0], devminor: device[1] }),
  };
  for (const [key, value] of xattrs ?? []) {
    pax[`SCHILY.xattr.${key}`] = value;
  }
  return Object.keys(pax).length > 0 ? { ...header, pax } : header;
}
