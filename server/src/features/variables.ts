import { lex } from '../dockerfile/shellLexer';
import type { Instruction, Pair } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { lineageOf, type Stage } from '../model/stages';
import type { VariableWriting } from '../model/variables';
import { platformVariables } from './hover/variableDocs';

/** A variable as it stands at some place of the file. */
export interface Variable {
  readonly name: string;
  /** `global`: an ARG above the first FROM; `platform`: set by BuildKit. */
  readonly kind: 'ARG' | 'ENV' | 'global' | 'platform';
  /** With variables in it replaced as far as the file tells; undefined when only the build knows it. */
  readonly value: string | undefined;
  /** False when `value` still holds variables that come from the base image or the build. */
  readonly complete: boolean;
  /** Where it was last written; undefined for platform variables that BuildKit sets without a declaration. */
  readonly written: Writing | undefined;
  /** The global argument that a bare `ARG name` in a stage brings in. */
  readonly global: Variable | undefined;
}

/** One `name` or `name=value` of an ARG or ENV. */
export interface Writing {
  readonly instruction: Instruction;
  readonly pair: Pair;
}

export type Scope = ReadonlyMap<string, Variable>;

/**
 * The variables that an instruction sees: those written above it in its stage and in the stages that it is built from;
 * for FROM and for arguments above the first FROM, the global ones. Which writing counts is what the model says;
 * variables of base images are not known.
 *
 * @param offset A place in the instruction. It matters for ARG, whose names see those before them in the same line.
 */
export function scopeAt(model: DockerfileModel, instruction: Instruction, offset = instruction.span.start): Scope {
  const stage = model.stageOf(instruction);
  const isInStage = stage !== undefined && stage.from !== instruction;
  const globals = new Map<string, Variable>();
  for (const name of Object.keys(platformVariables)) {
    globals.set(name, platformVariable(name));
  }
  addWritings(model, undefined, stage ? Number.POSITIVE_INFINITY : offset, globals, undefined);
  if (!isInStage) {
    return globals;
  }
  const scope = new Map<string, Variable>();
  addWritings(model, stage, offset, scope, globals);
  return scope;
}

/** Every ARG and ENV pair of an instruction, stored ones of ONBUILD excepted. */
export function writingsIn(instruction: Instruction): Writing[] {
  const { name, args } = instruction;
  return (name === 'ARG' || name === 'ENV') && args.form === 'pairs'
    ? args.pairs.map((pair) => ({ instruction, pair }))
    : [];
}

/** What a text becomes when its variables are replaced from a scope; `complete` is false when some are not known. */
export function expand(text: string, escapeCharacter: string, scope: Scope): { text: string; complete: boolean } {
  let complete = true;
  const lookup = (name: string): string | undefined => {
    const variable = scope.get(name);
    complete &&= variable?.value !== undefined && variable.complete;
    return variable?.value;
  };
  const result = lex(text, { escape: escapeCharacter, keepUnset: true, lookup });
  return { text: result.text, complete };
}

/** Writes what counts up to an offset into a scope: of a stage and those that it is built from, or of the file's head. */
function addWritings(
  model: DockerfileModel,
  stage: Stage | undefined,
  offset: number,
  scope: Map<string, Variable>,
  globals: Scope | undefined,
): void {
  const lineage = new Set<Stage | undefined>(stage ? lineageOf(stage) : [undefined]);
  const waiting: Variable[] = [];
  let env: Instruction | undefined;
  const settle = () => {
    for (const variable of waiting.splice(0)) {
      scope.set(variable.name, variable);
    }
  };
  for (const writing of model.variables.writings) {
    if (writing.from > offset || !lineage.has(writing.stage)) {
      continue;
    }
    // The pairs of one ENV do not see each other.
    if (writing.kind === 'ARG' || writing.instruction !== env) {
      settle();
    }
    env = writing.instruction;
    const variable = variableOf(model, scope, writing, globals);
    if (variable) {
      waiting.push(variable);
    }
  }
  settle();
}

function platformVariable(name: string, written?: Writing): Variable {
  return { name, kind: 'platform', value: undefined, complete: false, written, global: undefined };
}

/** What one writing makes of a variable, computed from `scope`; undefined when it leaves things as they are. */
function variableOf(
  { tree, buildArgs }: DockerfileModel,
  scope: Scope,
  writing: VariableWriting,
  globals: Scope | undefined,
): Variable | undefined {
  const { name, stage, pair } = writing;
  const kind = stage ? writing.kind : 'global';
  const given = kind === 'ENV' ? undefined : buildArgs.get(name);
  const global = pair.value ? undefined : globals?.get(name);
  if (given !== undefined) {
    return { name, kind, value: given, complete: true, written: writing, global };
  }
  if (pair.value) {
    const { text, complete } = expand(pair.value.text, tree.escape, scope);
    const isShort = text.length <= longestValue;
    return {
      name,
      kind,
      value: isShort ? text : undefined,
      complete: complete && isShort,
      written: writing,
      global: undefined,
    };
  }
  if (global?.kind === 'platform') {
    return platformVariable(name, writing);
  }
  if (!global && scope.has(name)) {
    return undefined;
  }
  const { value: inherited, complete = false } = global ?? {};
  return { name, kind, value: inherited, complete, written: writing, global };
}

/** A value that is made of itself again and again would grow without an end. */
const longestValue = 10_000;
