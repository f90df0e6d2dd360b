import type { LayerView } from '../../protocol/images';
import type { LayerOutline } from '../archive/archive';
import { type BlobFigures, entryCount, type LayerFigures } from '../figures';
import type { LayerOrigin } from '../history/origin';
import { entryType } from '../tar/entries';
import { problemViews } from './problemView';
import { counted, exactBytes, percentText, sizeText } from './sizes';
import { markdownBlock, markdownCode, oneLine } from './text';

/** A layer as a row. `imageBytes` are the content bytes of the image, `layerCount` its layers. */
export function layerView(
  layer: LayerOutline,
  figures: LayerFigures,
  imageBytes: number,
  layerCount: number,
): LayerView {
  const share = imageBytes > 0 ? figures.contentBytes / imageBytes : 0;
  const label = layerLabel(layer);
  const size = figures.blob ? sizeText(figures.contentBytes) : 'not in the archive';
  const description = [size, ...(share >= 0.005 ? [percentText(share)] : [])].join(' · ');
  return {
    index: layer.index,
    label,
    description,
    tooltip: layerTooltip(layer, figures, share, layerCount),
    accessibleLabel: `Layer ${layer.index}, ${description.replace(' · ', ', ')}: ${label}`,
    contentBytes: figures.contentBytes,
    share,
    hasEntries: entryCount(figures) > 0,
    problems: problemViews([...layer.problems, ...figures.problems]),
  };
}

/** The instruction on one line, or what there is instead of it. */
export function layerLabel({ history, origin }: LayerOutline): string {
  if (origin === 'commit') {
    const author = history?.author ? ` by ${history.author}` : '';
    return oneLine(`docker commit${author}: ${history?.comment ?? history?.createdBy ?? ''}`);
  }
  return history?.instruction ? oneLine(history.instruction) : '(no history)';
}

/** What made a layer, as code in Markdown. */
export function layerText(layer: LayerOutline): string {
  return markdownCode(layerLabel(layer));
}

function layerTooltip(layer: LayerOutline, figures: LayerFigures, share: number, layerCount: number): string {
  const { history, diffId, digest, origin } = layer;
  const { blob } = figures;
  const written = history?.instruction ?? history?.createdBy;
  const parts = [`**Layer ${layer.index}** of 0 to ${layerCount - 1}${originText(origin)}`];
  if (written) {
    parts.push(markdownBlock(written, 'dockerfile'));
  }
  const rows: [string, string][] = [];
  if (blob) {
    rows.push([
      'Files',
      `${sizeText(figures.contentBytes)} (${exactBytes(figures.contentBytes)}), ${percentText(share)} of the image`,
    ]);
    rows.push(['Stored', storedText(blob)]);
    rows.push(['Adds to the file system', sizeText(figures.netBytes)]);
    rows.push(['Holds', contentText(figures)]);
  }
  if (figures.wastedHeldBytes > 0) {
    rows.push([
      'Wasted in it',
      `${sizeText(figures.wastedHeldBytes)} are deleted or overwritten by later layers, but stay in the image`,
    ]);
  }
  if (figures.wastedCausedBytes > 0) {
    rows.push([
      'Hidden by it',
      `${sizeText(figures.wastedCausedBytes)} of this and lower layers; the image gets no smaller`,
    ]);
  }
  if (history?.created) {
    rows.push(['Created', markdownCode(history.created)]);
  }
  if (history?.author) {
    rows.push(['Author', markdownCode(oneLine(history.author))]);
  }
  if (history?.comment) {
    rows.push(['Comment', markdownCode(oneLine(history.comment))]);
  }
  if (diffId) {
    rows.push(['Diff ID', markdownCode(diffId)]);
  }
  if (digest && digest !== diffId) {
    rows.push(['Digest', markdownCode(digest)]);
  }
  if (rows.length > 0) {
    parts.push(table(rows));
  }
  return parts.join('\n\n');
}

/** Rows of names and values as a Markdown table. */
export function table(rows: readonly (readonly [string, string])[]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function originText(origin: LayerOrigin): string {
  switch (origin) {
    case 'base':
      return ' · from the base image';
    case 'own':
      return '';
    case 'commit':
      return ' · made by docker commit';
    case 'unknown':
      return ' · nothing tells which instruction made it';
  }
}

function storedText({ storedBytes, compression, hasTable }: BlobFigures): string {
  return [
    sizeText(storedBytes),
    ...(compression === 'gzip' || compression === 'zstd' ? [`compressed with ${compression}`] : []),
    ...(hasTable ? ['listed by its own table of contents'] : []),
  ].join(', ');
}

function contentText({ counts, whiteouts, opaqueFolders, markFiles }: LayerFigures): string {
  const links = counts[entryType.symlink]! + counts[entryType.hardlink]!;
  const parts = [
    counted(counts[entryType.file]! - markFiles, 'file', 'files'),
    counted(counts[entryType.directory]!, 'folder', 'folders'),
  ];
  if (links > 0) {
    parts.push(counted(links, 'link', 'links'));
  }
  if (whiteouts.count > 0) {
    parts.push(counted(whiteouts.count, 'deletion', 'deletions'));
  }
  if (opaqueFolders.count > 0) {
    parts.push(counted(opaqueFolders.count, 'opaque folder', 'opaque folders'));
  }
  return parts.join(', ');
}
