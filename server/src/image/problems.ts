import { limits } from './limits';

export type ProblemSeverity = 'error' | 'warning' | 'info';

/** The words that name what is wrong; other tools parse them. */
export type ProblemCode =
  | 'empty'
  | 'not-an-image'
  | 'truncated'
  | 'bad-header'
  | 'bad-json'
  | 'bad-manifest'
  | 'bad-config'
  | 'missing-layer'
  | 'missing-config'
  | 'missing-manifest'
  | 'no-image'
  | 'corrupt-compression'
  | 'digest-mismatch'
  | 'unsupported'
  | 'limit'
  | 'unreadable';

/** Where a problem is; what is not known or does not apply is null. */
export interface ProblemPlace {
  /** A file of the archive, by its path there. */
  readonly file: string | null;
  /** Bytes from the start of that file (of its uncompressed tar, for a layer), or of the archive. */
  readonly offset: number | null;
}

/**
 * Something wrong with an archive, an image or a layer. `error`: something is missing from what is shown.
 * `warning`: all is shown, but other tools may refuse it or figures may mislead. `info`: worth knowing.
 */
export interface ImageProblem {
  readonly severity: ProblemSeverity;
  readonly code: ProblemCode;
  /** One sentence for the user. */
  readonly message: string;
  readonly where: ProblemPlace | null;
}

/** Makes a problem; `file` and `offset` say where. */
export function problem(
  severity: ProblemSeverity,
  code: ProblemCode,
  message: string,
  file: string | null = null,
  offset: number | null = null,
): ImageProblem {
  return { severity, code, message, where: file === null && offset === null ? null : { file, offset } };
}

/** Problems in the order in which they are found, at most as many as are worth keeping; errors are always kept. */
export class ProblemList {
  readonly items: ImageProblem[] = [];

  add(item: ImageProblem): void {
    if (this.items.length < limits.problems || (item.severity === 'error' && !this.has(item.code))) {
      this.items.push(item);
    }
  }

  has(code: ProblemCode): boolean {
    return this.items.some((item) => item.code === code);
  }
}

/** True when one of the problems means that something could not be read. */
export function hasErrors(problems: readonly ImageProblem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
