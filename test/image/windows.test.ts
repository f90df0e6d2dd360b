import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { reportOf } from '../../server/src/image/report';
import { stackLayers } from '../../server/src/image/stack/stack';
import { entryTooltip, entryView } from '../../server/src/image/view/entryView';
import { nodeOfRowId } from '../../server/src/image/view/rowId';
import { codes, readImageBytes } from '../support/images';
import { ociBlobs } from '../support/ociBuilder';
import { dockerArchive, file, tar } from '../support/tarBuilder';

/** A tar as Windows' layers are written: entries in order, attributes of files in PAX headers. */
async function windowsLayer(...files: readonly [name: string, content?: string][]): Promise<Uint8Array> {
  const writer = pack();
  for (const [name, content] of files) {
    const pax = { 'MSWINDOWS.fileattr': content === undefined ? '16' : '32', 'MSWINDOWS.rawsd': 'AQAEgBQAAAA=' };
    writer.entry({ name, type: content === undefined ? 'directory' : 'file', pax }, content ?? '');
  }
  writer.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of writer) {
    pieces.push(piece as Buffer);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** An image of Windows whose base layer is distributed apart, with two layers of its own. */
async function windowsImage() {
  const { image, archive, blobs, add } = ociBlobs();
  const own = [
    await windowsLayer(
      ['Files'],
      ['Files/app'],
      ['Files/app/old.dll', 'x'.repeat(3000)],
      ['Hives'],
      ['Hives/Software_Delta', 'regf'],
    ),
    await windowsLayer(
      ['Files'],
      ['Files/app'],
      ['Files/app/.wh.old.dll', ''],
      ['Files/app/new.dll', 'y'.repeat(500)],
      ['Hives'],
      ['UtilityVM'],
    ),
  ];
  const base = add(new Uint8Array(100), 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
  blobs.delete(`blobs/${base.digest.replace(':', '/')}`);
  const gzip = (bytes: Uint8Array) => ({
    bytes: new Uint8Array(gzipSync(bytes)),
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  });
  const described = image(own.map(gzip), {}, { os: 'windows', architecture: 'amd64', 'os.version': '10.0.17763.1' });
  const path = `blobs/${described.digest.replace(':', '/')}`;
  const manifest = JSON.parse(Buffer.from(blobs.get(path)!).toString());
  manifest.layers.unshift({ ...base, urls: ['https://example.com/layer'] });
  return readImageBytes(archive(add(manifest, 'application/vnd.docker.distribution.manifest.v2+json')));
}

describe('images of Windows', () => {
  it('are read like others, without the base layers that were left out', async () => {
    const archive = await windowsImage();
    expect(codes(archive)).toContain('warning:missing-layer');
    expect(codes(archive).filter((code) => code.startsWith('error'))).toEqual([]);
    const [report] = reportOf(archive, archive.images, '', { overlayMarks: false }).images;
    expect(report!.platform).toBe('windows/amd64');
    expect(report!.layers.map(({ contentBytes }) => contentBytes)).toEqual([0, 3004, 500]);
    expect(report!.layers[2]!.whiteouts).toEqual(['/Files/app/old.dll']);
    expect(report!.totals.wastedBytes).toBe(3000);
  });

  it('show the drive and its paths as Windows does', async () => {
    const archive = await windowsImage();
    const stack = stackLayers(archive, archive.images[0]!.layers);
    const tree = finalTree(stack);
    const top = [...tree.childrenOf(tree.rowOf(0)!)].map((row) => entryView(tree, row));
    expect(top.map(({ label, path }) => [label, path]).sort()).toEqual([
      ['C:', '/Files'],
      ['Hives', '/Hives'],
      ['UtilityVM', '/UtilityVM'],
    ]);
    const drive = top.find(({ path }) => path === '/Files')!;
    expect(drive.description).toContain('drive C:');
    expect(entryTooltip(tree, tree.rowOf(nodeOfRowId(tree.paths, drive.id)!)!)).toContain('C:\\');
    const layer = layerTree(stack, 2);
    const rowOf = (name: string): number => {
      for (let row = 1; ; row++) {
        if (entryView(layer, row).path === name) {
          return row;
        }
      }
    };
    expect(entryTooltip(layer, rowOf('/Files/app/new.dll'))).toContain('C:\\app\\new.dll');
    expect(entryView(layer, rowOf('/Files/app/old.dll')).kind).toBe('whiteout');
  });

  it('are told from others by all their folders', async () => {
    const archive = await readImageBytes(dockerArchive([tar(file('Files/a', 1), file('other', 1))]));
    const tree = finalTree(stackLayers(archive, archive.images[0]!.layers));
    const labels = [...tree.childrenOf(tree.rowOf(0)!)].map((row) => entryView(tree, row).label);
    expect(labels.sort()).toEqual(['Files', 'other']);
  });
});
