/** A field of a comma-separated line: its text, and for each unit of it the offset in the line. */
export interface CsvField {
  readonly text: string;
  readonly offsets: readonly number[];
  /** Where the field is in the line, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** The fields of a line, or the offset of the quote that makes it invalid. */
export type CsvResult = readonly CsvField[] | { readonly badQuote: number };

/**
 * Reads one line of comma-separated values by the strict rules of Go's `encoding/csv`: a field in double quotes may
 * hold commas, and double quotes written twice; a quote anywhere else is an error. An empty line has no fields.
 */
export function readCsvLine(line: string): CsvResult {
  const fields: CsvField[] = [];
  let at = 0;
  while (line !== '') {
    const start = at;
    const offsets: number[] = [];
    let text = '';
    if (line[at] === '"') {
      at++;
      while (at < line.length && (line[at] !== '"' || line[at + 1] === '"')) {
        at += line[at] === '"' ? 1 : 0;
        text += line[at];
        offsets.push(at);
        at++;
      }
      if (at >= line.length) {
        return { badQuote: start };
      }
      at++;
      if (at < line.length && line[at] !== ',') {
        return { badQuote: at - 1 };
      }
    } else {
      for (; at < line.length && line[at] !== ','; at++) {
        if (line[at] === '"') {
          return { badQuote: at };
        }
        text += line[at];
        offsets.push(at);
      }
    }
    fields.push({ text, offsets, start, end: at });
    if (at >= line.length) {
      break;
    }
    at++;
  }
  return fields;
}
