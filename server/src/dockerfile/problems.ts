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
  readonly phase: 'parse' | 'instructions' | 'build';
}
