import type { ArchiveRef, ArchiveView, ImageView } from '../../protocol/images';
import type { ArchiveFormat, ArchiveOutline, ImageOutline } from '../archive/archive';
import type { ImageFigures } from '../figures';
import { layerView, table } from './layerView';
import { problemViews } from './problemView';
import { counted, exactBytes, percentText, sizeText } from './sizes';
import { markdownCode, oneLine, shownText } from './text';

/** An opened archive. `name` is the file's name, `images` are its images in order. */
export function archiveView(
  ref: ArchiveRef,
  uri: string,
  name: string,
  archive: ArchiveOutline,
  images: readonly ImageView[],
): ArchiveView {
  const parts = [archive.format === null ? 'incomplete archive' : formatNames[archive.format]];
  if (archive.images.length > 1) {
    parts.push(counted(archive.images.length, 'image', 'images'));
  }
  if (archive.attestations.length > 0) {
    parts.push(counted(archive.attestations.length, 'attestation', 'attestations'));
  }
  return {
    ...ref,
    uri,
    label: shownText(name),
    description: parts.join(', '),
    tooltip: `${markdownCode(name)}\n\n${parts.join(', ')}`,
    images,
    problems: problemViews(archive.problems),
  };
}

const formatNames: Readonly<Record<ArchiveFormat, string>> = {
  'docker-archive': 'Docker archive',
  'oci-archive': 'OCI archive',
  'oci-layout': 'OCI image layout',
  'docker-directory': 'Docker image folder',
  rootfs: 'root file system',
  layer: 'single layer',
};

/**
 * An image with its layers. `alone`: it is the only one of its archive, so its platform tells it from no other.
 * `archiveName` is the name of the archive's file.
 */
export function imageView(image: ImageOutline, figures: ImageFigures, alone: boolean, archiveName: string): ImageView {
  const { totals } = figures;
  const wasted = totals.wastedBytes > 0 ? [`${sizeText(totals.wastedBytes)} wasted`] : [];
  const sizes = [sizeText(totals.contentBytes), ...wasted];
  const platform = image.platform === null ? [] : [shownText(image.platform)];
  const rows: [string, string][] = [
    ['Files of all layers', `${sizeText(totals.contentBytes)} (${exactBytes(totals.contentBytes)})`],
    ['Final file system', `${sizeText(totals.visibleBytes)} in ${counted(totals.files, 'file', 'files')}`],
    ['Wasted', wastedText(totals.wastedBytes, totals.contentBytes)],
  ];
  if (image.created) {
    rows.push(['Created', markdownCode(oneLine(image.created))]);
  }
  if (image.configDigest) {
    rows.push(['Image ID', markdownCode(image.configDigest)]);
  }
  const title =
    image.names.length > 0
      ? image.names.map((name) => markdownCode(oneLine(name))).join('  \n')
      : 'Image without a name';
  return {
    index: image.index,
    label: imageLabel(image, archiveName),
    description: (alone ? [...sizes, ...platform] : [...platform, ...sizes]).join(' · '),
    tooltip: `${title}\n\n${table(rows)}`,
    layers: image.layers.map((layer, i) =>
      layerView(layer, figures.layers[i]!, totals.contentBytes, image.layers.length),
    ),
    problems: problemViews(image.problems),
  };
}

/** The first name that says something, else the start of the image's id. */
export function imageLabel({ names, configDigest, layers }: ImageOutline, archiveName: string): string {
  const name = names.find((each) => each.trim() !== '');
  if (name !== undefined) {
    return oneLine(shownImageName(name, archiveName));
  }
  return configDigest ? configDigest.replace(/^sha256:/, '').slice(0, 12) : layers.length === 1 ? 'layer' : 'image';
}

/** An image layout often knows an image by its tag alone; with the name of the archive that says more. */
export function shownImageName(name: string, archiveName: string): string {
  return /[:/@]/.test(name) ? name : `${archiveName}:${name}`;
}

function wastedText(wasted: number, content: number): string {
  return wasted === 0
    ? 'nothing'
    : `${sizeText(wasted)}, ${percentText(wasted / content)}: deleted or overwritten by a later layer, yet still in the image`;
}
