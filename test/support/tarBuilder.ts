import { createHash } from 'node:crypto';

/** An entry of a tar to be built. Everything has a default; `raw…` fields are written as they are. */
export interface TarEntry {
  readonly name: string | Uint8Array;
  /** The type flag; `0` is a file. */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly link?: string;
  readonly device?: readonly [number, number];
  readonly prefix?: string;
  /** The 8 bytes of magic and version. */
  readonly magic?: string;
  /** The 12 bytes of the size field. */
  readonly rawSize?: string | Uint8Array;
  /** Further bytes of the header by their place. */
  readonly patches?: Readonly<Record<number, string | Uint8Array>>;
  readonly badChecksum?: boolean;
  /** PAX records in a header of its own before the entry. */
  readonly pax?: Readonly<Record<string, string | Uint8Array>>;
}

export const ustar = 'ustar\x0000';
export const gnu = 'ustar  \0';

/** A whole tar: entries, then two blocks of zeros. */
export function tar(...entries: readonly (TarEntry | Uint8Array)[]): Uint8Array {
  return concat([
    ...entries.map((each) => (each instanceof Uint8Array ? each : entryBytes(each))),
    new Uint8Array(1024),
  ]);
}

/** Shorthands for the common kinds. */
export const file = (
  name: string,
  content: string | Uint8Array | number = '',
  more: Partial<TarEntry> = {},
): TarEntry => ({
  name,
  content: typeof content === 'number' ? 'x'.repeat(content) : content,
  ...more,
});
export const folder = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  type: '5',
  mode: 0o755,
  ...more,
});
export const symlink = (name: string, link: string): TarEntry => ({ name, type: '2', link, mode: 0o777 });
export const hardlink = (name: string, link: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  type: '1',
  link,
  ...more,
});

/** The header and the padded body of an entry, with its extended headers before it. */
export function entryBytes(entry: TarEntry): Uint8Array {
  const body = bytesOf(entry.content ?? '');
  const pax = entry.pax ? [entryBytes({ name: 'PaxHeaders/x', type: 'x', content: paxRecords(entry.pax) })] : [];
  return concat([...pax, header(entry, body.length), padded(body)]);
}

/** Records of a PAX header with their lengths. */
export function paxRecords(records: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return concat(
    Object.entries(records).map(([key, value]) => {
      const rest = concat([bytesOf(` ${key}=`), bytesOf(value), bytesOf('\n')]);
      let length = rest.length;
      while (String(length).length + rest.length !== length) {
        length = String(length).length + rest.length;
      }
      return concat([bytesOf(String(length)), rest]);
    }),
  );
}

export function header(entry: TarEntry, bodyLength = 0): Uint8Array {
  const block = new Uint8Array(512);
  const put = (at: number, value: string | Uint8Array): void => block.set(bytesOf(value), at);
  const octal = (at: number, digits: number, value: number): void =>
    put(at, `${value.toString(8).padStart(digits, '0')}\0`);
  put(0, entry.name);
  octal(100, 7, entry.mode ?? 0o644);
  octal(108, 7, entry.uid ?? 0);
  octal(116, 7, entry.gid ?? 0);
  octal(124, 11, bodyLength);
  octal(136, 11, entry.mtime ?? 1_700_000_000);
  put(156, entry.type ?? '0');
  put(157, entry.link ?? '');
  put(257, entry.magic ?? ustar);
  if (entry.device) {
    octal(329, 7, entry.device[0]);
    octal(337, 7, entry.device[1]);
  }
  put(345, entry.prefix ?? '');
  if (entry.rawSize !== undefined) {
    put(124, entry.rawSize);
  }
  for (const [at, value] of Object.entries(entry.patches ?? {})) {
    put(Number(at), value);
  }
  put(148, ' '.repeat(8));
  const sum = block.reduce((total, byte) => total + byte, entry.badChecksum ? 1 : 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A number in base-256, as GNU tar writes what octal digits cannot hold. */
export function base256(value: bigint, length = 12): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value < 0n ? (1n << BigInt(8 * length)) + value : value | (1n << BigInt(8 * length - 1));
  for (let i = length - 1; i >= 0; i--, rest >>= 8n) {
    bytes[i] = Number(rest & 0xffn);
  }
  return bytes;
}

export interface ArchiveOptions {
  readonly tags?: readonly string[] | null;
  readonly history?: readonly unknown[];
  /** More fields of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** An image of these layers as `docker save` of today writes it, without its index. */
export function dockerArchive(
  layers: readonly Uint8Array[],
  { tags = ['lab/test:1'], history, config = {} }: ArchiveOptions = {},
): Uint8Array {
  const digests = layers.map(sha256);
  const configuration = {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
    history: history ?? digests.map((_, i) => ({ created_by: `RUN step ${i} # buildkit` })),
    ...config,
  };
  const manifest = [{ Config: 'config.json', RepoTags: tags, Layers: digests.map((digest) => `${digest}.tar`) }];
  return tar(
    ...layers.map((layer, i) => file(`${digests[i]}.tar`, layer)),
    file('config.json', JSON.stringify(configuration)),
    file('manifest.json', JSON.stringify(manifest)),
  );
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value;
}

function padded(body: Uint8Array): Uint8Array {
  return concat([body, new Uint8Array((512 - (body.length % 512)) % 512)]);
}
