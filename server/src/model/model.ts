import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { type BuildArguments, noBuildArguments } from './buildArguments';
import type { BuildContext } from './context';
import { computeEffects } from './effects/compute';
import type { FileEffects } from './effects/effects';
import type { RunScript } from './scripts';
import { readScript } from './scripts';
import type { ShellInForce } from './shells';
import { defaultShell, shellAtStart, shellNamedIn, shellOf } from './shells';
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
  /** What others have worked out of the model, by the function that did; see `oncePerModel`. */
  readonly derived: Map<unknown, object>;
  /** What the build is given, as far as the host knows. */
  readonly buildArgs: BuildArguments;
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
  readonly buildArgs?: BuildArguments | undefined;
}

/** Builds the model of a parsed file. Nothing is computed before somebody asks for it, and nothing twice. */
export function buildModel(
  tree: DockerfileTree,
  { context, buildArgs = noBuildArguments }: ModelFacts = {},
): DockerfileModel {
  return new Model(new FileReading(tree, buildArgs), context);
}

/** The same model in another build context; all that does not depend on the context is shared with the one given. */
export function modelInContext(model: DockerfileModel, context: BuildContext): DockerfileModel {
  return new Model((model as Model).reading, context);
}

/** What is known of a file in every build context. */
class FileReading {
  readonly stages: readonly Stage[];
  private readonly scripts = new Map<Instruction, RunScript | undefined>();
  private turns: readonly ShellTurn[] | undefined;
  private readVariables: FileVariables | undefined;

  constructor(
    readonly tree: DockerfileTree,
    readonly buildArgs: BuildArguments,
  ) {
    this.stages = readStages(tree, buildArgs);
  }

  variablesFor(model: DockerfileModel): FileVariables {
    this.readVariables ??= readVariables(model);
    return this.readVariables;
  }

  shellAt({ firstLine }: Instruction): ShellInForce {
    this.turns ??= readShellTurns(this.tree, this.stages);
    return lastAtOrAbove(this.turns, firstLine, lineOfTurn)?.shell ?? defaultShell;
  }

  scriptOf(instruction: Instruction): RunScript | undefined {
    const { name } = instruction;
    if (name !== 'RUN' && name !== 'CMD' && name !== 'ENTRYPOINT') {
      return undefined;
    }
    let script = this.scripts.get(instruction);
    if (!script) {
      script = readScript(this.tree, instruction, this.shellAt(instruction));
      this.scripts.set(instruction, script);
    }
    return script;
  }
}

/** A class, so that all models look alike to the engine that runs this; see the tree of the parser. */
class Model implements DockerfileModel {
  readonly tree: DockerfileTree;
  readonly stages: readonly Stage[];
  readonly buildArgs: BuildArguments;
  readonly derived = new Map<unknown, object>();
  private computed: FileEffects | undefined;

  constructor(
    readonly reading: FileReading,
    private readonly context: BuildContext | undefined,
  ) {
    this.tree = reading.tree;
    this.stages = reading.stages;
    this.buildArgs = reading.buildArgs;
  }

  get effects(): FileEffects {
    this.computed ??= computeEffects(this, this.context);
    return this.computed;
  }

  get variables(): FileVariables {
    return this.reading.variablesFor(this);
  }

  stageOf({ firstLine }: Instruction): Stage | undefined {
    return lastAtOrAbove(this.stages, firstLine, lineOfStage);
  }

  shellAt(instruction: Instruction): ShellInForce {
    return this.reading.shellAt(instruction);
  }

  scriptOf(instruction: Instruction): RunScript | undefined {
    return this.reading.scriptOf(instruction);
  }
}

/** The shell from an instruction on, up to the next turn. */
interface ShellTurn {
  /** 0-based line of that instruction. */
  readonly line: number;
  readonly shell: ShellInForce;
}

/** Where the shell changes, in file order: at each FROM, behind each SHELL, and behind comments that name one. */
function readShellTurns(tree: DockerfileTree, stages: readonly Stage[]): ShellTurn[] {
  const { comments, instructions } = tree;
  const turns: ShellTurn[] = [];
  const named = comments.flatMap(({ text, line, inside }) => {
    const shell = inside ? undefined : shellNamedIn(text);
    return shell ? [{ line, shell }] : [];
  });
  // A comment in front of everything speaks of the images of all stages, one in a stage of what follows there.
  const everywhere = named.findLast(({ line }) => line < (instructions[0]?.firstLine ?? 0))?.shell;
  const atEnd = new Map<Stage, ShellInForce>();
  let next = 0;
  const namedBefore = (line: number): ShellTurn[] => {
    const start = next;
    while (next < named.length && named[next]!.line < line) {
      next++;
    }
    return named.slice(start, next);
  };
  for (const [index, stage] of stages.entries()) {
    namedBefore(stage.from.firstLine);
    const first = (stage.parent && atEnd.get(stage.parent)) ?? everywhere ?? shellAtStart(stage, tree.escape);
    const set = stage.instructions
      .filter(({ name, args }) => name === 'SHELL' && args.form === 'json')
      .map((instruction) => ({ line: instruction.firstLine, shell: shellOf(instruction) }));
    const said = namedBefore(stages[index + 1]?.from.firstLine ?? Number.POSITIVE_INFINITY);
    const inStage = said.length === 0 ? set : [...set, ...said].sort((a, b) => a.line - b.line);
    turns.push({ line: stage.from.firstLine, shell: first }, ...inStage);
    atEnd.set(stage, inStage.at(-1)?.shell ?? first);
  }
  return turns;
}

function lineOfTurn({ line }: ShellTurn): number {
  return line;
}

function lineOfStage({ from }: Stage): number {
  return from.firstLine;
}

/** The last of the items, which are in ascending order, that begins at `line` or above it; undefined when none does. */
function lastAtOrAbove<T>(items: readonly T[], line: number, lineOf: (item: T) => number): T | undefined {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineOf(items[middle]!) <= line) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return items[low];
}
