import type { LayerView } from '../../protocol/images';
import type { ImageLayer } from '../archive/archive';
import type { LayerIndex } from '../archive/layerIndex';
import type { LayerOrigin } from '../history/origin';
import { entryCounts } from '../report';
import type { StackedLayer } from '../stack/stackedLayer';
import { entryType } from '../tar/entries';
import { problemViews } from './problemView';
import { counted, exactBytes, percentText, sizeText } from './sizes';
import { markdownBlock, markdownCode, oneLine } from './text';

/** A layer as a row. `imageBytes` are the content bytes of the image, `layerCount` its layers. */
export function layerView(layer: ImageLayer, stacked: StackedLayer, imageBytes: number, layerCount: number): LayerView {
  const share = imageBytes > 0 ? stacked.contentBytes / imageBytes : 0;
  const label = layerLabel(layer);
  const size = layer.content ? sizeText(stacked.contentBytes) : 'not in the archive';
  const description = [size, ...(share >= 0.005 ? [percentText(share)] : [])].join(' · ');
  return {
    index: layer.index,
    label,
    description,
    tooltip: layerTooltip(layer, stacked, share, layerCount),
    accessibleLabel: `Layer ${layer.index}, ${description.replace(' · ', ', ')}: ${label}`,
    contentBytes: stacked.contentBytes,
    share,
    hasEntries: stacked.entries.count > 0,
    problems: problemViews([...layer.problems, ...stacked.problems]),
  };
}

/** The instruction on one line, or what there is instead of it. */
export function layerLabel({ history, origin }: ImageLayer): string {
  if (origin === 'commit') {
    const author = history?.author ? ` by ${history.author}` : '';
    return oneLine(`docker commit${author}: ${history?.comment ?? history?.createdBy ?? ''}`);
  }
  return history?.instruction ? oneLine(history.instruction) : '(no history)';
}

/** What made a layer, as code in Markdown. */
export function layerText(layer: ImageLayer): string {
  return markdownCode(layerLabel(layer));
}

function layerTooltip(layer: ImageLayer, stacked: StackedLayer, share: number, layerCount: number): string {
  const { history, content, diffId, digest, origin } = layer;
  const written = history?.instruction ?? history?.createdBy;
  const parts = [`**Layer ${layer.index}** of ${layerCount}${originText(origin)}`];
  if (written) {
    parts.push(markdownBlock(written, 'dockerfile'));
  }
  const rows: [string, string][] = [];
  if (content) {
    rows.push([
      'Files',
      `${sizeText(stacked.contentBytes)} (${exactBytes(stacked.contentBytes)}), ${percentText(share)} of the image`,
    ]);
    rows.push(['Stored', storedText(content)]);
    rows.push(['Adds to the file system', sizeText(stacked.netBytes)]);
    rows.push(['Holds', contentText(stacked)]);
  }
  if (stacked.wastedHeldBytes > 0) {
    rows.push([
      'Wasted in it',
      `${sizeText(stacked.wastedHeldBytes)} are deleted or overwritten by later layers, but stay in the image`,
    ]);
  }
  if (stacked.wastedCausedBytes > 0) {
    rows.push([
      'Hidden by it',
      `${sizeText(stacked.wastedCausedBytes)} of this and lower layers; the image gets no smaller`,
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

function storedText({ storedBytes, compression, chunks }: LayerIndex): string {
  return [
    sizeText(storedBytes),
    ...(compression === 'gzip' || compression === 'zstd' ? [`compressed with ${compression}`] : []),
    ...(chunks ? ['listed by its own table of contents'] : []),
  ].join(', ');
}

function contentText({ entries, marks }: StackedLayer): string {
  const counts = entryCounts(entries);
  const whiteouts = marks.filter(({ kind }) => kind === 'whiteout').length;
  const opaque = marks.length - whiteouts;
  const links = counts[entryType.symlink]! + counts[entryType.hardlink]!;
  const parts = [
    counted(
      counts[entryType.file]! - marks.filter(({ entry }) => entries.types[entry] === entryType.file).length,
      'file',
      'files',
    ),
    counted(counts[entryType.directory]!, 'folder', 'folders'),
  ];
  if (links > 0) {
    parts.push(counted(links, 'link', 'links'));
  }
  if (whiteouts > 0) {
    parts.push(counted(whiteouts, 'deletion', 'deletions'));
  }
  if (opaque > 0) {
    parts.push(counted(opaque, 'opaque folder', 'opaque folders'));
  }
  return parts.join(', ');
}
