import { figuresOf } from '../../server/src/image/figures';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { imageReport } from '../../server/src/image/report';
import { type StackOptions, stackLayers } from '../../server/src/image/stack/stack';
import { readImageBytes } from './images';
import { dockerArchive, type TarEntry, tar } from './tarBuilder';

export type Layers = readonly (readonly TarEntry[])[];

export async function stackOf(layers: Layers, options?: StackOptions) {
  const archive = await readImageBytes(dockerArchive(layers.map((entries) => tar(...entries))));
  const image = archive.images[0]!;
  const stack = stackLayers(archive, image.layers, options);
  return { archive, image, stack, report: imageReport(image, figuresOf(image.layers, stack)) };
}

/** The final file system in words: `path`, with `/` behind folders, `=size` behind files, `->` before targets. */
export async function finalFiles(layers: Layers, options?: StackOptions): Promise<string[]> {
  const { stack } = await stackOf(layers, options);
  return [...listFiles(finalTree(stack), 0, true)].map(({ path, type, size, linkTarget }) =>
    type === 'directory'
      ? `${path}/`
      : type === 'symlink'
        ? `${path}->${linkTarget}`
        : type === 'file'
          ? `${path}=${size}`
          : `${path}:${type}`,
  );
}

/** What one layer shows: `change path`, or `type path` for marks. */
export async function layerRows(layers: Layers, layer: number): Promise<string[]> {
  const { stack } = await stackOf(layers);
  return [...listFiles(layerTree(stack, layer), 0, true)].map(({ path, type, size, change }) =>
    type === 'whiteout' || type === 'opaque' ? `${type}(${size}) ${path}` : `${change ?? '-'} ${path}`,
  );
}

/** The waste in words: `path bytes: held by layers, killed by layer (reason)`. */
export async function waste(layers: Layers): Promise<string[]> {
  const { report } = await stackOf(layers);
  return Array.from(
    report.wasted,
    ({ path, bytes, heldBy, killedBy }) =>
      `${path} ${bytes}: ${heldBy.map((each) => each.layer).join('+')} by ${killedBy.map((each) => `${each.layer} (${each.reason})`).join('+')}`,
  );
}
