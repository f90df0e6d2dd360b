import type { Instruction } from '../../dockerfile/tree';
import type { Span } from '../../text/span';
import type { Stage } from '../stages';

/** What the instructions of a Dockerfile do to their layers, as far as a reader of the file can know it. */
export interface FileEffects {
  /** Residue at the end of the layer that wrote it, in file order. Only stages whose layers reach the final image. */
  readonly left: readonly Leftover[];
  /** What an instruction wrote and a later instruction removed or copied again, although the bytes stay. */
  readonly removedLate: readonly LateRemoval[];
}

/** Something that an instruction leaves in its own layer and that nobody needs at run time. */
export interface Leftover {
  /** What it is, for example `apt-lists` or `pip-cache`; the rules choose by it. */
  readonly cause: string;
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** The words of the command that wrote it. */
  readonly span: Span;
  /** Where it lies in the image, absolute, globs allowed. */
  readonly paths: readonly string[];
  /** The command that cleans it up in the same RUN, such as `rm -rf /var/lib/apt/lists/*`. */
  readonly cleanup: string | undefined;
  /** A cleaning command that does not do it, and why. */
  readonly attempt: { readonly span: Span; readonly why: string } | undefined;
}

/** Bytes written by one instruction and killed by a later one of the same final image. */
export interface LateRemoval {
  readonly cause: string;
  readonly stage: Stage;
  readonly paths: readonly string[];
  readonly writtenBy: Instruction;
  readonly writtenAt: Span;
  readonly removedBy: Instruction;
  readonly removedAt: Span;
  /** How the later instruction killed the bytes. */
  readonly how: 'deleted' | 'overwritten' | 'metadata';
}
