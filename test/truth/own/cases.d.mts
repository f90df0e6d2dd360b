/** One Dockerfile of a family file, with what its author expects the instrument to measure. */
export interface TruthCase {
  /** Name of the case and of its folder. */
  readonly name: string;
  /** Name of the family file, without its ending. */
  readonly family: string;
  readonly dockerfile: string;
  /** Files of the build context beside the Dockerfile. */
  readonly context: readonly ContextFile[];
  readonly leaves: ExpectedVerdicts;
}

/** A text, or so many random bytes, plain or as the only member of an archive. */
export interface ContextFile {
  /** Relative to the build context, with `/`. */
  readonly path: string;
  readonly text?: string;
  readonly bytes?: number;
  readonly archive?: 'tar';
  readonly member?: string;
}

/** First lines (1-based) of instructions, as measured: positiveLines without softLines, softLines, neutralLines. */
export interface ExpectedVerdicts {
  readonly dirty: readonly number[];
  readonly compileCache: readonly number[];
  readonly notScored: readonly number[];
}

export function readCases(): TruthCase[];
export function writeCases(out: string): number;
export function readTruth(): Record<string, object>;
export function writeTruth(truth: Readonly<Record<string, object>>): void;
