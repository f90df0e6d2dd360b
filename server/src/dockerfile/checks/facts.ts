import type { Span } from '../../text/span';
import { lowerCase } from '../instructions';
import type { ProblemSink } from '../problems';
import type { Flag, Instruction } from '../tree';
import { readImageReference } from '../values/imageReference';

/** What the check of an instruction needs to know of the file. */
export interface Facts {
  readonly text: string;
  /** The file's escape character. */
  readonly escape: string;
  /** Names of the stages above, in lower case. */
  readonly stages: ReadonlySet<string>;
  /** Names of all stages of the file, in lower case: what `--from` and `from=` may name. */
  readonly allStages: ReadonlySet<string>;
  readonly report: ProblemSink;
}

/** The first flag of a name, undefined when the instruction has none. A flag given twice is a problem of its own. */
export function flagNamed({ flags }: Instruction, name: string): Flag | undefined {
  return flags.find((flag) => flag.name === name);
}

/** Reports a `--from` or `from=` that can be no stage, no named context and no image; numbers are for `--from` to judge. */
export function checkOrigin(value: string, span: Span, { allStages, report }: Facts): void {
  const reference = allStages.has(lowerCase(value)) || value === 'scratch' ? undefined : readImageReference(value);
  if (typeof reference === 'string') {
    report(
      'invalid-origin',
      'build',
      span,
      `${value} is no stage of this file and cannot be an image; check its name.`,
    );
  }
}
