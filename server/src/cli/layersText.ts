import type { HistoryEntry } from '../image/history/history';
import type { ImageProblem } from '../image/problems';
import type { ArchiveReport, ImageReport, LayerReport } from '../image/report';
import type { WastedPath } from '../image/stack/waste';
import { shownImageName } from '../image/view/archiveView';
import { counted, percentText, sizeText } from '../image/view/sizes';
import { oneLine } from '../image/view/text';
import { type Colour, paint } from './colours';

/** The report of `strata layers` for people: a table of layers, then what is wasted, biggest first. */
export function formatLayers(report: ArchiveReport, colours: boolean): string {
  const archiveName = report.source.replace(/[/\\]+$/, '').replace(/^.*[/\\]/, '');
  const parts = [
    problemLines(report.problems, colours),
    ...report.images.map((image) => imageText(image, archiveName, colours)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const longestInstruction = 100;
const mostWasted = 20;

function imageText(image: ImageReport, archiveName: string, colours: boolean): string {
  const { totals } = image;
  const name =
    image.names.length > 0
      ? image.names.map((each) => oneLine(shownImageName(each, archiveName))).join(', ')
      : '(no name)';
  const title = `${paint(name, 'bold', colours)}${image.platform === null ? '' : `  ${oneLine(image.platform)}`}\n`;
  const summary = [
    counted(image.layers.length, 'layer', 'layers'),
    `${sizeText(totals.contentBytes)} in files`,
    `${sizeText(totals.visibleBytes)} visible in the end`,
    totals.wastedBytes === 0
      ? 'nothing wasted'
      : `${paint(`${sizeText(totals.wastedBytes)} wasted`, 'yellow', colours)} (${percentText(totals.wastedBytes / totals.contentBytes)})`,
  ].join(' · ');
  return `${title}${summary}\n${problemLines(image.problems, colours)}\n${layerTable(image, colours)}${wasteTable(image, colours)}`;
}

/** Layers with the instructions that made none between them. */
function layerTable(image: ImageReport, colours: boolean): string {
  const { layers, history, totals } = image;
  const madeBy = new Map(history.map((entry) => [entry.layer, entry]));
  const rows: Row[] = [];
  let next = 0;
  const showLayers = (end: number): void => {
    for (; next < end; next++) {
      const layer = layers[next]!;
      rows.push(layerRow(layer, madeBy.get(layer.index), totals.contentBytes, colours));
    }
  };
  for (const entry of history) {
    if (entry.layer === null) {
      rows.push(emptyRow(entry));
    } else {
      showLayers(entry.layer + 1);
    }
  }
  showLayers(layers.length);
  return tableText(
    ['#', 'SIZE', 'SHARE', 'NET', 'WASTED', 'INSTRUCTION'],
    ['right', 'right', 'right', 'right', 'right', 'left'],
    rows,
    colours,
  );
}

interface Row {
  readonly cells: readonly string[];
  /** The colour of the whole line. */
  readonly colour?: Colour;
  /** Lines below the row. */
  readonly notes?: string;
}

function layerRow(layer: LayerReport, history: HistoryEntry | undefined, total: number, colours: boolean): Row {
  const instruction = layer.instruction === null ? '(no history)' : oneLine(layer.instruction, longestInstruction);
  const author = history?.author ? ` by ${oneLine(history.author)}` : '';
  return {
    cells: [
      String(layer.index),
      sizeText(layer.contentBytes),
      total > 0 ? percentText(layer.contentBytes / total) : '',
      sizeText(layer.netBytes),
      layer.wastedHeldBytes > 0 ? sizeText(layer.wastedHeldBytes) : '',
      layer.origin === 'commit'
        ? `docker commit${author}: ${oneLine(history?.comment ?? layer.instruction ?? '', longestInstruction)}`
        : layer.origin === 'base'
          ? `${instruction}  (base)`
          : instruction,
    ],
    notes: problemLines(layer.problems, colours, '      '),
  };
}

function emptyRow({ instruction, createdBy }: HistoryEntry): Row {
  return { cells: ['', '', '', '', '', oneLine(instruction ?? createdBy ?? '', longestInstruction)], colour: 'dim' };
}

function wasteTable({ wasted }: ImageReport, colours: boolean): string {
  if (wasted.count === 0) {
    return '';
  }
  const rows = wasted.first(mostWasted).map((path) => ({ cells: wasteCells(path) }));
  const left = wasted.count - rows.length;
  const more = left > 0 ? `and ${counted(left, 'more path', 'more paths')}; --format json has them all\n` : '';
  const table = tableText(
    ['WASTED', 'IN LAYER', 'GONE BY LAYER', 'PATH'],
    ['right', 'right', 'left', 'left'],
    rows,
    colours,
  );
  return `\n${table}${more}`;
}

function wasteCells({ path, bytes, heldBy, killedBy }: WastedPath): string[] {
  return [
    sizeText(bytes),
    heldBy.map(({ layer }) => layer).join(', '),
    killedBy.map(({ layer, reason }) => `${layer} (${reason})`).join(', '),
    oneLine(path),
  ];
}

function tableText(
  heads: readonly string[],
  sides: readonly ('left' | 'right')[],
  rows: readonly Row[],
  colours: boolean,
): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(({ cells }) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        sides[column] === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const body = rows.map(({ cells, colour, notes }) => {
    const text = colour ? paint(line(cells), colour, colours) : line(cells);
    return `${text}\n${notes ?? ''}`;
  });
  return `${paint(line(heads), 'dim', colours)}\n${body.join('')}`;
}

function problemLines(problems: readonly ImageProblem[], colours: boolean, indent = ''): string {
  return problems
    .map(({ severity, code, message }) => {
      const colour = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
      return `${indent}${paint(`${severity}: ${oneLine(message, 400)} [${code}]`, colour, colours)}\n`;
    })
    .join('');
}
