import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { nodeExportHost } from '../../server/src/host/node/exportTargets';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { type ExportForm, planExport } from '../../server/src/image/export/plan';
import { type ExportOutcome, writeExport } from '../../server/src/image/export/writeExport';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { findRow } from '../../server/src/image/listing/find';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { stackLayers } from '../../server/src/image/stack/stack';
import type { CancelSignal, ExportTarget, ImageInput } from '../../server/src/ports';

export interface ExportWishes {
  readonly image?: number;
  readonly layer?: number;
  readonly path?: string;
  readonly overwrite?: boolean;
  readonly cancel?: CancelSignal;
  /** What the disk thinks of names, instead of what it really thinks. */
  readonly names?: Partial<ExportTarget['names']>;
}

/** Exports from an image to `path` and tells what was written. */
export async function exportTo(
  input: ImageInput,
  form: ExportForm,
  path: string,
  wishes: ExportWishes = {},
): Promise<ExportOutcome> {
  const ports = nodeImagePorts();
  const archive = (await openArchive(input, ports, { cancelled: false }, () => undefined))!;
  const image = archive.images[wishes.image ?? 0]!;
  const stack = stackLayers(archive, image.layers);
  const tree = wishes.layer === undefined ? finalTree(stack) : layerTree(stack, wishes.layer);
  const row = findRow(tree, stack, wishes.path ?? '/')!;
  const target = nodeExportHost().open(path, form, wishes.overwrite ?? false);
  const plan = planExport(stack, tree, row, form, { ...target.names, ...wishes.names });
  return writeExport({ input, image, tree, codec: ports.codec }, plan, target, {
    cancel: wishes.cancel ?? { cancelled: false },
    onProgress: () => undefined,
  });
}

/** Everything below a folder: `path/` for folders, `path=content` for short files, else `path=bytes`. */
export function filesOnDisk(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = below === '' ? name : `${below}/${name}`;
      const stats = lstatSync(join(folder, path));
      if (stats.isDirectory()) {
        return [`${path}/`, ...filesOnDisk(folder, path)];
      }
      if (stats.isSymbolicLink()) {
        return [`${path}->${readlinkSync(join(folder, path))}`];
      }
      return [`${path}=${stats.size < 100 ? readFileSync(join(folder, path), 'utf8') : stats.size}`];
    });
}

export interface TarMember {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly linkname: string | null;
  readonly mode: number;
  readonly content: string;
}

/** The members of a tar as tar-stream reads them. */
export async function membersOf(file: string): Promise<TarMember[]> {
  const reader = extract();
  reader.end(readFileSync(file));
  const members: TarMember[] = [];
  for await (const entry of reader) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) {
      pieces.push(piece as Buffer);
    }
    const { name, type, size, linkname, mode } = entry.header;
    members.push({
      name,
      type: String(type),
      size: size ?? 0,
      linkname: linkname ?? null,
      mode: mode ?? 0,
      content: Buffer.concat(pieces).toString(),
    });
  }
  return members;
}
