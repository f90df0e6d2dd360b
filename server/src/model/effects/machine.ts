import type { ShellCommand, ShellProgram, ShellScript } from '../../shell/script';
import type { Span } from '../../text/span';
import type { Base } from './bases';
import type { AttemptProblem, Death } from './effects';
import type { Expander, Field } from './expansion';
import type { FileNode, Layer } from './nodes';
import type { ShellState } from './state';

/** How a command ended: `unknown` when only a build can tell. */
export type Status = 'ok' | 'fail' | 'unknown';

/** What carries out the commands of one stage, as the programs see it. */
export interface Machine extends Expander {
  /** The layer that is being written. */
  readonly layer: Layer;
  readonly base: Base;
  /** The home folder that the instruction begins with. */
  readonly home: string;
  /** The account that commands run as: `root` or a name or number; another one while a script of `su` runs. */
  user: string;
  readonly accounts: Accounts;
  /** What bind mounts show of the build context, by the folder in which they show it. */
  readonly mountedSources: ReadonlyMap<string, string>;
  /** Every command that removes or cleans something, for explaining why it did not help. */
  readonly attempts: Attempt[];
  /** By what lower nodes were removed or written again. */
  readonly killings: Map<FileNode, Killing>;
  /** Folders into which this instruction puts things whose names nobody knows. */
  readonly filled: Set<string>;
  /** Archives that something unpacked, with the instruction and words that did. */
  readonly unpacked: Map<FileNode, Unpacking>;
  /** Nodes that something needs later, with the words that need them. */
  readonly needed: Map<FileNode, Need>;
  /** Counts up with everything that happens. */
  tick(): number;
  /** Both are set anew while a script runs in another shell. */
  expandsBraces: boolean;
  inExecForm: boolean;
  capture: Expander['capture'];
  /** Carries out a script in a shell of its own; what it does to files stays. */
  run(script: ShellScript, state: ShellState): void;
}

/** The accounts of a stage by name and by number: their home folders, and whether those exist. */
export type Accounts = Map<
  string,
  { readonly home: string; readonly exists: boolean; readonly number?: string | undefined }
>;

export interface Attempt {
  readonly span: Span;
  readonly time: number;
  /** Absolute patterns that the author meant. */
  readonly patterns: readonly string[];
  /** The cause that a cleaning command such as `apt-get clean` is meant for; undefined for `rm` and the like. */
  readonly cause?: string;
  /** What is wrong with it, if it would not help even at the right place. */
  readonly problem: AttemptProblem | undefined;
}

export interface Killing {
  readonly span: Span;
  readonly how: Death;
  /** What the command calls it, where its own path has parts that nobody knows. */
  readonly path?: string | undefined;
}

export interface Unpacking {
  readonly layer: Layer;
  readonly span: Span;
}

export interface Need {
  readonly layer: Layer;
  readonly span: Span;
}

/** What a command prints, as far as it is known. */
export class Output {
  text = '';
  known = true;
  /** Bytes, also of what is not known. */
  size = 0;
  /** True when it is an archive. */
  archive = false;
  /** The files that it is the contents of. */
  sources: readonly FileNode[] = [];
  /** The packed files that were unpacked into it, as far as nothing else had unpacked them before. */
  unpacked: readonly FileNode[] = [];
  /** What is in it, when it is an archive of known things, with the paths that they get. */
  packed: readonly { readonly node: FileNode; readonly path: string }[] = [];
  /** The address that it was fetched from. */
  address: string | undefined;

  private taken = 0;

  /** The next line that nobody has read yet, undefined at the end. */
  takeLine(): string | undefined {
    if (this.taken >= this.text.length) {
      return undefined;
    }
    const lineBreak = this.text.indexOf('\n', this.taken);
    const end = lineBreak === -1 ? this.text.length : lineBreak;
    const line = this.text.slice(this.taken, end);
    this.taken = end + 1;
    return line;
  }

  write(text: string): void {
    this.text += text;
    this.size += text.length;
  }

  /** Notes that something was printed that only a build can tell. */
  writeUnknown(size: number): void {
    this.known = false;
    this.size += size;
  }
}

/** One run of a program. */
export interface Call {
  readonly name: string;
  readonly machine: Machine;
  readonly state: ShellState;
  readonly program: ShellProgram;
  readonly command: ShellCommand;
  readonly args: readonly Field[];
  /** The account that it runs as, behind `sudo` and the like. */
  readonly user: string;
  /** What comes in by a pipe, a heredoc or a file; undefined when nothing does. */
  readonly input: Output | undefined;
  readonly output: Output;
  /** The value of a variable that the program sees; undefined when it is not set, or set to what only a build can tell. */
  env(name: string): string | undefined;
}

/** What a program does; no result means that it succeeds. */
export type Program = (call: Call) => Status | undefined;
