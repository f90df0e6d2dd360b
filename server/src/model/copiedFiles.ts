import type { Instruction } from '../dockerfile/tree';
import type { Span } from '../text/span';

/** What COPY or ADD takes and where it puts it. */
export interface CopiedFiles {
  /** Without heredocs. */
  readonly sources: readonly CopiedPath[];
  readonly heredocs: number;
  readonly destination: CopiedPath;
  readonly isJson: boolean;
}

export interface CopiedPath {
  /** The value in JSON, else as written with quotes and escapes. */
  readonly text: string;
  /** As a place of the file, in JSON with the quotes. */
  readonly span: Span;
}

/** The paths of COPY or ADD in either form; undefined for other instructions and where one is missing. */
export function copiedFiles(instruction: Instruction): CopiedFiles | undefined {
  const { name, args, heredocs } = instruction;
  if (name !== 'COPY' && name !== 'ADD') {
    return undefined;
  }
  const isJson = args.form === 'json';
  const paths: CopiedPath[] = isJson
    ? args.strings.map(({ value, span }) => ({ text: value, span }))
    : args.form === 'words'
      ? [...args.words]
      : [];
  const destination = paths.at(-1);
  if (!destination || paths.length < 2 || isMarker(destination, heredocs)) {
    return undefined;
  }
  const sources = paths.slice(0, -1);
  if (heredocs.length > 0) {
    const files = sources.filter((source) => !isMarker(source, heredocs));
    return { sources: files, heredocs: sources.length - files.length, destination, isJson };
  }
  return { sources, heredocs: 0, destination, isJson };
}

function isMarker({ span }: CopiedPath, heredocs: Instruction['heredocs']): boolean {
  return heredocs.some(({ marker }) => marker.start === span.start);
}
