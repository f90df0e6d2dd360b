import type { Span } from '../text/span';

/** Something that makes BuildKit refuse the file, found while parsing. */
export interface Problem {
  /** Stable kebab-case name, for example `unterminated-heredoc`. */
  readonly code: string;
  /** One readable sentence: what is wrong and what to do. */
  readonly message: string;
  /** The exact words meant. */
  readonly span: Span;
  /** When BuildKit would stop on it: reading lines and shapes, checking one instruction, or building. */
  readonly phase: ProblemPhase;
}

/**
 * When BuildKit stops on a problem. Parse problems of the whole file come first, then those of instructions
 * from the top down; build problems need the stage to be part of the build.
 */
export type ProblemPhase = 'parse' | 'instructions' | 'build';

/** Collects the problems of one file. */
export type ProblemSink = (code: string, phase: ProblemPhase, span: Span, message: string) => void;
