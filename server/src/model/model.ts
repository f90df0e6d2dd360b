import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { BuildContext } from './context';
import { computeEffects } from './effects/compute';
import type { FileEffects } from './effects/effects';
import type { RunScript } from './scripts';
import { readScript } from './scripts';
import type { ShellInForce } from './shells';
import { defaultShell, shellAtStart, shellOf } from './shells';
import type { Stage } from './stages';
import { readStages } from './stages';
import type { FileVariables } from './variables';
import { readVariables } from './variables';

/** What a Dockerfile means: its build stages, scripts and what each instruction does to its layer. */
export interface DockerfileModel {
  readonly tree: DockerfileTree;
  /** Build stages in file order. */
  readonly stages: readonly Stage[];
  /** What every instruction writes and removes; computed on first use. */
  readonly effects: FileEffects;
  /** Where ARG and ENV are written and used, and what they hold; read on first use. */
  readonly variables: FileVariables;
  /** The stage that an instruction belongs to, its FROM included; undefined above the first FROM. */
  stageOf(instruction: Instruction): Stage | undefined;
  /** The shell that carries out the shell form at an instruction; SHELL is inherited along FROM. */
  shellAt(instruction: Instruction): ShellInForce;
  /**
   * What RUN, CMD or ENTRYPOINT carry out, also as the trigger of an ONBUILD, parsed on first use and then kept;
   * undefined for other instructions.
   */
  scriptOf(instruction: Instruction): RunScript | undefined;
}

/** What a host knows beside the text; a model built with more of it tells more. */
export interface ModelFacts {
  readonly context?: BuildContext | undefined;
}

/** Builds the model of a parsed file. Nothing is computed before somebody asks for it, and nothing twice. */
export function buildModel(tree: DockerfileTree, { context }: ModelFacts = {}): DockerfileModel {
  const stages = readStages(tree);
  const scripts = new Map<Instruction, RunScript | undefined>();
  let places: Map<Instruction, Place> | undefined;
  let effects: FileEffects | undefined;
  let variables: FileVariables | undefined;
  const placeOf = (instruction: Instruction) => {
    places ??= readPlaces(stages);
    return places.get(instruction);
  };
  const model: DockerfileModel = {
    tree,
    stages,
    get effects() {
      effects ??= computeEffects(model, context);
      return effects;
    },
    get variables() {
      variables ??= readVariables(model);
      return variables;
    },
    stageOf: (instruction) => placeOf(instruction)?.stage,
    shellAt: (instruction) => placeOf(instruction)?.shell ?? defaultShell,
    scriptOf: (instruction) => {
      if (!scripts.has(instruction)) {
        scripts.set(instruction, readScript(tree, instruction, model.shellAt(instruction)));
      }
      return scripts.get(instruction);
    },
  };
  return model;
}

interface Place {
  readonly stage: Stage;
  readonly shell: ShellInForce;
}

function readPlaces(stages: readonly Stage[]): Map<Instruction, Place> {
  const places = new Map<Instruction, Place>();
  for (const stage of stages) {
    let shell = shellAtStart(stage);
    places.set(stage.from, { stage, shell });
    for (const instruction of stage.instructions) {
      shell = instruction.name === 'SHELL' && instruction.args.form === 'json' ? shellOf(instruction) : shell;
      const place = { stage, shell };
      places.set(instruction, place);
      if (instruction.trigger) {
        places.set(instruction.trigger, place);
      }
    }
  }
  return places;
}
