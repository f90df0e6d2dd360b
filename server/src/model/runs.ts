import type { Instruction } from '../dockerfile/tree';
import type { ScopedNode } from '../shell/scopedNodes';
import { scopedNodes } from '../shell/scopedNodes';
import type { ShellCommand, ShellProgram, ShellWord } from '../shell/script';
import { oncePerModel } from './derived';
import type { Base } from './effects/bases';
import { baseOf } from './effects/bases';
import type { DockerfileModel } from './model';
import type { PackageCall } from './packages/programs';
import type { RunScript } from './scripts';
import type { Stage } from './stages';

/** A RUN, also one behind ONBUILD, with all that its script runs. */
export interface Run {
  /** The RUN itself. */
  readonly instruction: Instruction;
  /** The ONBUILD in front of it, else the RUN. */
  readonly outer: Instruction;
  readonly stage: Stage;
  /** What is known of the image that the stage is built from in the end. */
  readonly base: Base;
  readonly script: Exclude<RunScript, { readonly kind: 'foreign' }>;
  /** Every piece of the script in the order of the text. */
  readonly nodes: readonly ScopedNode[];
  /** Every command that runs a program whose name is known, in the order of the text. */
  readonly calls: readonly RunCall[];
}

/** A program that a RUN calls, behind `sudo`, `env` and other wrappers. */
export interface RunCall {
  readonly run: Run;
  /** The last component of the command word. */
  readonly name: string;
  readonly program: ShellProgram;
  readonly command: ShellCommand;
  readonly place: ScopedNode;
  /** What `readPackageCall` made of it, so that several rules can ask; `null` when it is no such call. */
  packageCall?: PackageCall | null | undefined;
}

/** Every RUN of a file and what they call; worked out on first use and kept as long as the model. */
export interface FileRuns {
  readonly runs: readonly Run[];
  /** The calls of the given programs, in file order for each name. */
  callsOf(...names: readonly string[]): readonly RunCall[];
}

/** The RUN instructions of a model that a POSIX shell or no shell carries out. */
export const runsOf: (model: DockerfileModel) => FileRuns = oncePerModel(readRuns);

/** The first and the last word of a call, as a span: from the program's name to the last argument. */
export function wordsOf({ program }: RunCall): readonly ShellWord[] {
  return [program.word, ...program.args];
}

const noCalls: readonly RunCall[] = [];

function readRuns(model: DockerfileModel): FileRuns {
  const runs: Run[] = [];
  const byName = new Map<string, RunCall[]>();
  for (const stage of model.stages) {
    const base = baseOf(stage.rootImage);
    for (const outer of stage.instructions) {
      const instruction = outer.trigger ?? outer;
      const script = instruction.name === 'RUN' ? model.scriptOf(instruction) : undefined;
      if (script && script.kind !== 'foreign') {
        runs.push(readRun({ instruction, outer, stage, base, script }, byName));
      }
    }
  }
  return {
    runs,
    callsOf: (...names) => {
      let found: readonly RunCall[] = noCalls;
      for (const name of names) {
        const own = byName.get(name);
        if (own) {
          found = found.length === 0 ? own : [...found, ...own];
        }
      }
      return found;
    },
  };
}

function readRun(given: Omit<Run, 'nodes' | 'calls'>, byName: Map<string, RunCall[]>): Run {
  const { script } = given;
  const settings =
    script.kind === 'shell'
      ? { shell: script.shell.name, errexit: script.shell.errexit, pipefail: script.shell.pipefail }
      : { shell: undefined, errexit: false, pipefail: false };
  const nodes = scopedNodes(script.script, settings);
  const calls: RunCall[] = [];
  const { instruction, outer, stage, base } = given;
  const run: Run = { instruction, outer, stage, base, script, nodes, calls };
  for (const place of nodes) {
    const { node } = place;
    const name = node.kind === 'command' ? node.program?.name : undefined;
    if (node.kind === 'command' && node.program && name !== undefined) {
      const call: RunCall = { run, name, program: node.program, command: node, place, packageCall: undefined };
      calls.push(call);
      const same = byName.get(name);
      if (same) {
        same.push(call);
      } else {
        byName.set(name, [call]);
      }
    }
  }
  return run;
}
