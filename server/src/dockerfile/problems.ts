import type { Span } from '../text/span';

/** Something that makes BuildKit refuse the file, found while parsing. */
export interface Problem {
  /** A stable name. */
  readonly code: ProblemCode;
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
export type ProblemSink = (code: ProblemCode, phase: ProblemPhase, span: Span, message: string) => void;

/** What a problem is about, by the phase in which BuildKit stops on it. */
export type ProblemCode = ParseCode | InstructionCode | BuildCode;

type ParseCode =
  | 'duplicate-directive'
  | 'empty-file'
  | 'invalid-check-option'
  | 'invalid-escape-directive'
  | 'invalid-heredoc-name'
  | 'json-not-strings'
  | 'line-too-long'
  | 'no-instructions'
  | 'pair-without-equals'
  | 'pair-without-value'
  | 'unterminated-heredoc';

type InstructionCode =
  | 'blank-name'
  | 'blank-volume'
  | 'duplicate-flag'
  | 'from-arguments'
  | 'healthcheck-arguments'
  | 'heredoc-as-destination'
  | 'instruction-before-from'
  | 'invalid-device'
  | 'invalid-flag-value'
  | 'invalid-mount'
  | 'invalid-stage-name'
  | 'invalid-trigger'
  | 'missing-arguments'
  | 'shell-not-json'
  | 'unknown-flag'
  | 'unknown-instruction'
  | 'variable-in-mount-from';

/** `invalid-mount`, `invalid-stage-name` and `blank-volume` belong to both this and the phase before. */
type BuildCode =
  | 'bad-substitution'
  | 'blank-image'
  | 'chown-name-with-link'
  | 'invalid-checksum'
  | 'invalid-chmod'
  | 'invalid-git-source'
  | 'invalid-image-reference'
  | 'invalid-origin'
  | 'invalid-pattern'
  | 'invalid-platform'
  | 'invalid-port'
  | 'invalid-signal'
  | 'missing-replacement'
  | 'no-stages'
  | 'remote-copy-source'
  | 'unbalanced-quote'
  | 'unclosed-substitution'
  | 'unsupported-modifier'
  | 'variable-in-from-flag';
