import type { ProblemSink } from '../problems';
import type { Flag, Instruction } from '../tree';

/** What the check of an instruction needs to know of the file. */
export interface Facts {
  readonly text: string;
  /** The file's escape character. */
  readonly escape: string;
  /** Names of the stages above, in lower case. */
  readonly stages: ReadonlySet<string>;
  readonly report: ProblemSink;
}

/** The first flag of a name, undefined when the instruction has none. A flag given twice is a problem of its own. */
export function flagNamed({ flags }: Instruction, name: string): Flag | undefined {
  return flags.find((flag) => flag.name === name);
}
