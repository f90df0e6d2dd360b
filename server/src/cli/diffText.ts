import type { ComparedImage, ComparedPath, ImageComparison, PathChange } from '../image/compare/compareImages';
import { counted, sizeText } from '../image/view/sizes';
import { oneLine, shownText } from '../image/view/text';
import { type Colour, paint } from './colours';

/** A comparison for people: both images, then every path that differs, with a letter for how. */
export function formatComparison({ a, b, sharedLayers, paths }: ImageComparison, colours: boolean): string {
  const head = [
    `A  ${imageLine(a)}`,
    `B  ${imageLine(b)}`,
    sharedLayers > 0
      ? `The lowest ${sharedLayers === 1 ? 'layer is' : `${counted(sharedLayers, 'layer', 'layers')} are`} the same.`
      : 'No layer is the same.',
    `${signed(b.visibleBytes - a.visibleBytes)} visible, ${countsText(paths)}`,
  ];
  return `${head.join('\n')}\n${paths.length > 0 ? '\n' : ''}${paths.map((path) => pathLine(path, colours)).join('')}`;
}

function imageLine({ names, platform, layers, contentBytes, visibleBytes }: ComparedImage): string {
  const name = names.length > 0 ? oneLine(names.join(', ')) : '(no name)';
  const sizes = `${counted(layers, 'layer', 'layers')}, ${sizeText(contentBytes)}, ${sizeText(visibleBytes)} visible`;
  return `${name}${platform === null ? '' : `  ${oneLine(platform)}`}  ${sizes}`;
}

const looks: Readonly<
  Record<PathChange, { readonly letter: string; readonly colour?: Colour; readonly word: string }>
> = {
  added: { letter: 'A', colour: 'cyan', word: 'added' },
  removed: { letter: 'R', colour: 'red', word: 'removed' },
  modified: { letter: 'M', colour: 'yellow', word: 'modified' },
  metadata: { letter: 'm', word: 'with other attributes' },
  time: { letter: 't', word: 'with another time' },
};

function countsText(paths: readonly ComparedPath[]): string {
  const parts = (Object.keys(looks) as PathChange[]).flatMap((change) => {
    const count = paths.filter((path) => path.change === change).length;
    return count > 0 ? [`${count} ${looks[change].word}`] : [];
  });
  return parts.length > 0 ? parts.join(', ') : 'no path differs';
}

function pathLine({ path, change, sizeA, sizeB, typeA, typeB }: ComparedPath, colours: boolean): string {
  const { letter, colour } = looks[change];
  const isFile = typeA === 'file' || typeB === 'file';
  const size = isFile ? signed((sizeB ?? 0) - (sizeA ?? 0)) : '';
  const kinds = typeA !== null && typeB !== null && typeA !== typeB ? `  (${typeA} to ${typeB})` : '';
  const line = `${letter}  ${size.padStart(9)}  ${shownText(path)}${kinds}`;
  return `${colour ? paint(line, colour, colours) : line}\n`;
}

function signed(bytes: number): string {
  return bytes > 0 ? `+${sizeText(bytes)}` : sizeText(bytes);
}
