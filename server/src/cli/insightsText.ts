import { counted, sizeText } from '../image/view/sizes';
import { shownText } from '../image/view/text';
import { paint } from './colours';
import type { InsightFile, InsightReport } from './insights';

/** What stands out in an image, for people: one paragraph for each topic that was asked for. */
export function formatInsights({ largest, duplicates, secrets }: InsightReport, colours: boolean): string {
  const parts: string[] = [];
  if (largest) {
    parts.push(
      section(
        'Largest files',
        largest.map((file) => line(file, '', colours)),
        'There are no files.',
        colours,
      ),
    );
  }
  if (duplicates) {
    const rows = duplicates.groups.map(({ bytes, wastedBytes, files }) => {
      const [first, ...others] = files.map((file) => line(file, '', colours));
      const note = `${counted(files.length, 'time', 'times')} ${sizeText(bytes)}, ${sizeText(wastedBytes)} could be saved`;
      return `${paint(note, 'dim', colours)}\n${first}${others.join('')}`;
    });
    parts.push(section('Duplicates', rows, 'No two files of 1 kB or more have the same content.', colours));
  }
  if (secrets) {
    const rows = secrets.map((file) => line(file, note(file.what, file.verdict), colours));
    parts.push(section('Files that look like secrets', rows, 'No file looks like a secret.', colours));
  }
  return parts.join('\n');
}

function section(title: string, rows: readonly string[], none: string, colours: boolean): string {
  return `${paint(title, 'bold', colours)}\n${rows.length === 0 ? `${none}\n` : rows.join('')}`;
}

function line({ layer, bytes, path, visible }: InsightFile, what: string, colours: boolean): string {
  const notes = [...(what === '' ? [] : [what]), ...(visible ? [] : ['gone later, still in the image'])];
  const text = `${String(layer).padStart(3)}  ${sizeText(bytes).padStart(9)}  ${shownText(path)}`;
  return `${visible ? text : paint(text, 'yellow', colours)}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}\n`;
}

function note(what: string, verdict: string): string {
  return verdict === 'secret' ? what : verdict === 'encrypted' ? `${what}, encrypted` : `perhaps ${what}`;
}
