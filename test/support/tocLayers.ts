import { gunzipSync, gzipSync } from 'node:zlib';
import { bytesOf, concat, entryBytes, file, type TarEntry } from './tarBuilder';

/** A table of contents as JSON has it. */
export interface Toc {
  version: number;
  entries: Record<string, unknown>[] | null;
}

/**
 * A layer as eStargz has it (specification, "Structure"): the contents of every file begin a gzip member, the table
 * is the last file, a footer tells where. `edit` may change the table before it is written, also to something that is
 * no table; `endsFirst` puts the end of the tar before the table.
 */
export function estargzLayer(
  files: readonly { name: string; content: string }[],
  { edit = (toc) => toc, endsFirst = false }: { edit?: (toc: Toc) => unknown; endsFirst?: boolean } = {},
): Uint8Array {
  const members: Uint8Array[] = [];
  const toc: { version: number; entries: Record<string, unknown>[] } = { version: 1, entries: [] };
  let open: Uint8Array[] = [];
  const close = (): void => {
    members.push(new Uint8Array(gzipSync(concat(open))));
    open = [];
  };
  const offset = (): number => members.reduce((sum, member) => sum + member.length, 0);
  for (const { name, content } of files) {
    const bytes = entryBytes(file(name, content));
    const size = bytesOf(content).length;
    open.push(bytes.subarray(0, 512));
    const entry = { name, type: 'reg', size, mode: 0o644, modtime: '2023-11-14T22:13:20Z' };
    if (size > 0) {
      close();
      open.push(bytes.subarray(512));
    }
    toc.entries.push(size > 0 ? { ...entry, offset: offset() } : entry);
  }
  if (endsFirst) {
    open.push(new Uint8Array(1024));
  }
  close();
  return withTable(concat(members), edit(toc));
}

/** Compressed files with a table of contents and a footer behind them; text is written as it is. */
export function withTable(files: Uint8Array, toc: unknown, more: Partial<TarEntry> = {}): Uint8Array {
  const json = typeof toc === 'string' ? toc : JSON.stringify(toc);
  const table = entryBytes(file('stargz.index.json', json, more));
  return concat([files, gzipSync(concat([table, new Uint8Array(1024)]), { level: 9 }), estargzFooter(files.length)]);
}

/** The empty gzip member that ends such a layer. */
export function estargzFooter(offset: number): Uint8Array {
  return concat([
    Uint8Array.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 26, 0),
    bytesOf('SG'),
    Uint8Array.of(22, 0),
    bytesOf(`${offset.toString(16).padStart(16, '0')}STARGZ`),
    Uint8Array.of(1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0),
  ]);
}

/** The tar that a layer is. */
export const inflated = (layer: Uint8Array): Uint8Array => new Uint8Array(gunzipSync(layer));
