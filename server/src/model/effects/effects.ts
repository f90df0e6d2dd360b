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
  /** The instruction whose layer holds it. */
  readonly instruction: Instruction;
  /** The words of the first command that wrote it. */
  readonly span: Span;
  /** The words of every command of the instruction that wrote some of it, the first one included. */
  readonly writers: readonly Writer[];
  /** Where it lies in the image, absolute, globs allowed. */
  readonly paths: readonly string[];
  /** The command that cleans it up in the same RUN, such as `rm -rf /var/lib/apt/lists/*`. */
  readonly cleanup: string | undefined;
  /** A cleaning command that does not do it, and why. */
  readonly attempt: { readonly span: Span; readonly why: AttemptProblem } | undefined;
  /** The later instruction that deletes it without freeing anything. */
  readonly removedBy:
    | { readonly instruction: Instruction; readonly span: Span; readonly isWrittenAnew: boolean }
    | undefined;
  /** The later instruction that makes use of it, so that it cannot just be deleted. */
  readonly neededBy: { readonly instruction: Instruction; readonly span: Span } | undefined;
  /** For what a `COPY --from` carried over: the instruction of the other stage that wrote it. */
  readonly origin: { readonly instruction: Instruction; readonly span: Span } | undefined;
  /** What wrote it in a lower layer, when here only its owner or mode is changed, which writes all of it again. */
  readonly below: { readonly instruction: Instruction; readonly span: Span } | undefined;
  /** The FROM that fired the ONBUILD trigger which wrote it. */
  readonly firedBy: Instruction | undefined;
}

/** One command that leaves something behind, and what would keep it from doing so. */
export interface Writer {
  readonly span: Span;
  readonly remedies: readonly Remedy[];
}

/**
 * What keeps residue out of a layer:
 * - `insert`: text to put at an offset of the file, such as ` --no-cache-dir` behind `pip install`.
 * - `append`: a command to run at the end of the same RUN.
 * - `mount`: a folder to keep in a cache mount.
 */
export type Remedy =
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'append'; readonly command: string }
  | { readonly kind: 'mount'; readonly target: string };

/** Why a command that was meant to clean does not: */
export type AttemptProblem =
  /** It runs before the command that writes. */
  | 'early'
  /** It runs in one branch only, or may be skipped. */
  | 'conditional'
  /** Quotes keep the shell from expanding its wildcards. */
  | 'quoted'
  /** This shell does not expand braces. */
  | 'braces'
  /** The exec form has no shell to expand wildcards. */
  | 'noShell'
  /** A leading wildcard leaves names that begin with a dot. */
  | 'hidden'
  /** `rm` without `-r` leaves folders. */
  | 'notRecursive'
  /** It cleans something else, or only a part. */
  | 'other'
  /** A flag that does not reach the builds which the program starts itself. */
  | 'notForBuilds'
  /** The user that runs it may not remove what belongs to root. */
  | 'notAllowed'
  /** It looks for the cache in another home folder. */
  | 'otherHome'
  /** It cleans another folder than the one that was written. */
  | 'elsewhere'
  /** A cache mount over another folder of this name. */
  | 'mountElsewhere'
  /** The program refuses to clean without `--force`. */
  | 'needsForce';

/**
 * How a later instruction kills bytes: it deletes the file, moves it elsewhere, unpacks or packs it in its place, installs
 * another version, writes other contents in its place, or writes the same contents again for a new mode, owner or time, or
 * for one name more.
 */
export type Death = 'deleted' | 'moved' | 'unpacked' | 'packed' | 'replaced' | 'overwritten' | 'metadata' | 'linked';

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
  readonly how: Death;
}
