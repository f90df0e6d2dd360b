import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { expand, unquote, variablesIn } from '../dockerfile/variables';
import { type BuildArguments, noBuildArguments } from './buildArguments';

/** A build stage: a FROM and what follows it up to the next one. */
export interface Stage {
  /** 0-based position in the file, which is also the number that `COPY --from` takes. */
  readonly index: number;
  /** The name behind AS in lower case, undefined when the stage has none. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The instructions after FROM, in order. */
  readonly instructions: readonly Instruction[];
  /** The stage that FROM names, undefined when the base is an image or scratch. */
  readonly parent: Stage | undefined;
  /** The base image as written after expanding build arguments, given or by default; undefined when it cannot be known. */
  readonly image: string | undefined;
  /** The `image` of the outermost stage that this one is built from, its own when it is built from none. */
  readonly rootImage: string | undefined;
  /** True when layers of this stage end up in the final image: the last stage and the stages that it is built FROM. */
  readonly final: boolean;
}

type MutableStage = { -readonly [K in keyof Stage]: Stage[K] } & { instructions: Instruction[] };

/**
 * The build stages of a file. FROM finds only stages above it, and compares its text as written with their
 * lower-cased names, so `FROM Base` never finds the stage `base`. `buildArgs` replace the defaults of global arguments.
 */
export function readStages(
  { instructions, escape: escapeToken }: DockerfileTree,
  buildArgs: BuildArguments = noBuildArguments,
): readonly Stage[] {
  const globals = new Map<string, string | undefined>();
  const byName = new Map<string, Stage>();
  const stages: MutableStage[] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') {
      const stage = startStage(instruction, stages.length, globals, byName, escapeToken);
      stages.push(stage);
      if (stage.name !== undefined) {
        byName.set(stage.name, stage);
      }
    } else if (stages.length > 0) {
      stages.at(-1)!.instructions.push(instruction);
    } else {
      readGlobals(instruction, globals, buildArgs, escapeToken);
    }
  }
  for (let stage: MutableStage | undefined = stages.at(-1); stage; stage = stage.parent as MutableStage | undefined) {
    stage.final = true;
  }
  return stages;
}

/** A stage and those that it is built from, the outermost first. */
export function lineageOf(stage: Stage): readonly Stage[] {
  const lineage: Stage[] = [];
  for (let each: Stage | undefined = stage; each; each = each.parent) {
    lineage.push(each);
  }
  return lineage.reverse();
}

/**
 * The stage that `COPY --from` means: by number over all stages, else by name in any case, the last of that name.
 * A later stage is found as well, although BuildKit will refuse the order. Undefined when an image is meant.
 */
export function stageNamed(stages: readonly Stage[], reference: string): Stage | undefined {
  if (/^\+?\d+$/.test(reference)) {
    return stages[Number(reference)];
  }
  const name = reference.toLowerCase();
  return stages.findLast((stage) => stage.name === name);
}

/** Values that BuildKit sets for FROM, read as a build for the most common platform. */
export const platformValues: Readonly<Record<string, string>> = {
  BUILDPLATFORM: 'linux/amd64',
  BUILDOS: 'linux',
  BUILDOSVERSION: '',
  BUILDARCH: 'amd64',
  BUILDVARIANT: '',
  TARGETPLATFORM: 'linux/amd64',
  TARGETOS: 'linux',
  TARGETOSVERSION: '',
  TARGETARCH: 'amd64',
  TARGETVARIANT: '',
  TARGETSTAGE: 'default',
};

function readGlobals(
  instruction: Instruction,
  globals: Map<string, string | undefined>,
  buildArgs: BuildArguments,
  escapeToken: string,
): void {
  if (instruction.name !== 'ARG' || instruction.args.form !== 'pairs') {
    return;
  }
  for (const { key, value } of instruction.args.pairs) {
    globals.set(key.text, buildArgs.get(key.text) ?? (value && resolve(value.text, globals, escapeToken)));
  }
}

/** Expands from global arguments; undefined when something in it has no value in the file. */
function resolve(
  text: string,
  globals: ReadonlyMap<string, string | undefined>,
  escapeToken: string,
): string | undefined {
  if (!text.includes('$')) {
    return unquote(text, escapeToken);
  }
  const lookup = (name: string) => globals.get(name) ?? platformValue(name);
  const { value } = expand(text, escapeToken, lookup);
  const complete = variablesIn(text, escapeToken).every(({ name, modifier }) => modifier || lookup(name) !== undefined);
  return complete && value !== '' ? value : undefined;
}

function platformValue(name: string): string | undefined {
  return Object.hasOwn(platformValues, name) ? platformValues[name] : undefined;
}

function startStage(
  from: Instruction,
  index: number,
  globals: ReadonlyMap<string, string | undefined>,
  byName: ReadonlyMap<string, Stage>,
  escapeToken: string,
): MutableStage {
  const words = from.args.form === 'words' ? from.args.words : [];
  const alias = words.length === 3 && /^as$/i.test(words[1]!.text) ? words[2]!.text.toLowerCase() : undefined;
  const base = words[0] && resolve(words[0].text, globals, escapeToken);
  const parent = base === undefined ? undefined : byName.get(base);
  const image = parent ? undefined : base;
  const rootImage = parent ? parent.rootImage : image;
  return { index, name: alias, from, instructions: [], parent, image, rootImage, final: false };
}
