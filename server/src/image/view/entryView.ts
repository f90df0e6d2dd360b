import type { EntryChange, EntryView } from '../../protocol/images';
import type { FileFacts } from '../listing/facts';
import type { FileTree } from '../listing/fileTree';
import type { PathInLayer, PathLayers } from '../listing/pathLayers';
import { decodeName, pathText } from '../names';
import { table } from './layerView';
import { rowId } from './rowId';
import { counted, exactBytes, sizeText } from './sizes';
import { markdownCode, shownText } from './text';
import { isWindowsTree, topFolderMeaning, windowsPath } from './windowsPaths';

/** What tooltips tell of the image around a row. */
export interface RowSurroundings {
  /** What made a layer, as Markdown, for rows of the final file system, which come from different ones. */
  readonly layerText?: (layer: number) => string;
  /** Which layers have a path. */
  readonly layersOf?: PathLayers;
}

/** A row of a folder. */
export function entryView(tree: FileTree, row: number): EntryView {
  const facts = tree.factsOf(row);
  const bytes = tree.bytesOf(row);
  const path = pathText(tree.paths, facts.node);
  const windows = isWindowsTree(tree);
  const meaning = windows ? topFolderMeaning(path) : undefined;
  const shownPath = windows ? windowsPath(path) : path;
  const label = shownPath === 'C:\\' ? 'C:' : shownText(decodeName(tree.paths.nameOf(facts.node)));
  const change = changeOf(facts);
  const description = [descriptionOf(facts, bytes), ...(meaning === undefined ? [] : [meaning])].join(' · ');
  return {
    id: rowId(tree.paths, facts.node, facts.kind === 'whiteout'),
    path,
    label,
    description,
    accessibleLabel: [label, kindNames[facts.kind], ...(change ? [changeNames[change]] : []), sizeText(bytes)].join(
      ', ',
    ),
    kind: facts.kind,
    change,
    bytes,
    hasChildren: tree.hasChildren(row),
  };
}

function changeOf({ change, effect, kind }: FileFacts): EntryChange | null {
  return effect?.kind === 'opaque' && kind === 'directory' ? 'opaque' : change;
}

const kindNames: Readonly<Record<FileFacts['kind'], string>> = {
  file: 'file',
  directory: 'folder',
  symlink: 'symbolic link',
  char: 'character device',
  block: 'block device',
  fifo: 'named pipe',
  whiteout: 'deleted',
};

const changeNames: Readonly<Record<EntryChange, string>> = {
  added: 'added',
  modified: 'changed',
  metadata: 'only attributes changed',
  deleted: 'by a whiteout',
  opaque: 'opaque, hides what lower layers have in it',
};

function descriptionOf(facts: FileFacts, bytes: number): string {
  const { kind, attributes, effect } = facts;
  switch (kind) {
    case 'whiteout':
      return effect!.hasTarget ? `hides ${sizeText(bytes)}` : 'hides nothing';
    case 'symlink':
      return `→ ${shownText(decodeName(attributes!.linkTarget!))}`;
    case 'char':
    case 'block':
      return `${kindNames[kind]} ${(attributes?.rare?.device ?? []).join(':')}`;
    case 'fifo':
      return kindNames.fifo;
    case 'directory':
      return effect ? `${sizeText(bytes)} · hides ${sizeText(effect.hiddenBytes)}` : sizeText(bytes);
    default:
      return facts.isHardLink ? `${sizeText(facts.size)} · hard link` : sizeText(facts.size);
  }
}

/** What is told of a row while the mouse rests on it, as Markdown. */
export function entryTooltip(tree: FileTree, row: number, { layerText, layersOf }: RowSurroundings = {}): string {
  const facts = tree.factsOf(row);
  const bytes = tree.bytesOf(row);
  const inImage = pathText(tree.paths, facts.node);
  const path = isWindowsTree(tree) ? windowsPath(inImage) : inImage;
  const { attributes, kind, effect } = facts;
  const rows: [string, string][] = [
    ['Kind', kindNames[kind] + (facts.isHardLink ? ', a further name of a file (hard link)' : '')],
  ];
  if (kind === 'directory') {
    rows.push(['Everything below', `${sizeText(bytes)} (${exactBytes(bytes)})`]);
  } else if (kind === 'file') {
    rows.push(['Size', `${sizeText(facts.size)} (${exactBytes(facts.size)})`]);
  }
  if (attributes) {
    if (attributes.linkTarget) {
      rows.push(['Leads to', markdownCode(decodeName(attributes.linkTarget))]);
    }
    rows.push([
      'Mode',
      `${markdownCode(modeText(kind, attributes.mode))} ${attributes.mode.toString(8).padStart(4, '0')}`,
    ]);
    rows.push(['Owner', `${attributes.uid}:${attributes.gid}`]);
    rows.push(['Modified', timeText(attributes.mtime)]);
    if (attributes.rare?.storedBytes !== undefined) {
      rows.push(['Stored', `${sizeText(attributes.rare.storedBytes)}, the rest are holes (sparse file)`]);
    }
    for (const name of attributes.rare?.xattrs?.keys() ?? []) {
      rows.push(['Attribute', markdownCode(name)]);
    }
    if (attributes.rare?.cut) {
      rows.push(['Damage', 'the archive ends within this file']);
    }
  } else if (kind === 'directory') {
    rows.push(['Attributes', 'none: it is only part of other paths']);
  }
  if (layerText) {
    rows.push([`Layer ${facts.layer}`, layerText(facts.layer)]);
  }
  const layers = kind === 'directory' ? [] : (layersOf?.(facts.placedAt ?? facts.node) ?? []);
  if (layers.length > 1) {
    rows.push(['In layers', layersText(layers)]);
  }
  if (facts.placedAt !== undefined) {
    rows.push(['Really at', `${markdownCode(pathText(tree.paths, facts.placedAt))}, through a symbolic link`]);
  }
  const explanation = explanationOf(facts, effect?.hiddenFiles ?? 0);
  return [markdownCode(path), ...(explanation ? [explanation] : []), table(rows)].join('\n\n');
}

const mostLayersShown = 12;

function layersText(layers: readonly PathInLayer[]): string {
  const shown = layers.slice(0, mostLayersShown).map(({ layer, change, bytes }) => {
    return `${layer} (${change === 'deleted' ? 'deleted' : sizeText(bytes)})`;
  });
  return [...shown, ...(layers.length > mostLayersShown ? ['…'] : [])].join(', ');
}

function hiddenText(files: number, where: string, bytes: number): string {
  const [is, stays] = files === 1 ? ['is', 'stays'] : ['are', 'stay'];
  return `${counted(files, 'file', 'files')}${where} with ${sizeText(bytes)} ${is} hidden, but ${stays}`;
}

function explanationOf({ kind, effect, change }: FileFacts, hiddenFiles: number): string | undefined {
  if (kind === 'whiteout') {
    return effect!.hasTarget
      ? `This layer deletes it: ${hiddenText(hiddenFiles, '', effect!.hiddenBytes)} in the layers below.`
      : 'This layer deletes it, but no layer below has it.';
  }
  if (effect) {
    return `Opaque folder: ${hiddenText(hiddenFiles, ' of lower layers', effect.hiddenBytes)} there.`;
  }
  switch (change) {
    case 'added':
      return 'Added by this layer.';
    case 'modified':
      return 'Changed by this layer; a lower layer keeps the former version.';
    case 'metadata':
      return kind === 'file'
        ? 'Probably the same content with other mode, owner or attributes: the whole file is stored again.'
        : 'Other mode, owner or attributes than in the layers below.';
    default:
      return undefined;
  }
}

const typeLetters: Readonly<Record<FileFacts['kind'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  char: 'c',
  block: 'b',
  fifo: 'p',
  whiteout: '-',
};

/** Type and permissions as `ls -l` shows them: `-rwsr-xr-x`. */
export function modeText(kind: FileFacts['kind'], mode: number): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = mode >> shift;
    const runs = (bits & 1) !== 0;
    const last = (mode & special) !== 0 ? (runs ? letter : letter.toUpperCase()) : runs ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return `${typeLetters[kind]}${triple(6, 0o4000, 's')}${triple(3, 0o2000, 's')}${triple(0, 0o1000, 't')}`;
}

/** A time in UTC: `2001-02-03 04:05:06 UTC`; a number of seconds when no calendar has it. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime())
    ? `${seconds} s since 1970`
    : date
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}
