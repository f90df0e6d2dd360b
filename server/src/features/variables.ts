import { lex } from '../dockerfile/shellLexer';
import type { DockerfileTree, Instruction, Pair } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { lineageOf, type Stage } from '../model/stages';
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
 * for FROM and for arguments above the first FROM, the global ones. Of ARG and ENV the later one counts, which is
 * what BuildKit does. Variables of base images are not known.
 *
 * @param offset A place in the instruction. It only matters for global arguments, which see those before them in the
 *   same line.
 */
export function scopeAt(model: DockerfileModel, instruction: Instruction, offset = instruction.span.start): Scope {
  const stage = model.stageOf(instruction);
  const globals = globalScope(model, stage ? Number.POSITIVE_INFINITY : offset);
  return !stage || stage.from === instruction
    ? globals
    : stageScope(model.tree, stage, globals, instruction.span.start);
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

function globalScope({ tree, stages }: DockerfileModel, before: number): Map<string, Variable> {
  const scope = new Map<string, Variable>();
  for (const name of Object.keys(platformVariables)) {
    scope.set(name, platformVariable(name));
  }
  const end = Math.min(before, stages[0]?.from.span.start ?? before);
  for (const instruction of tree.instructions) {
    if (instruction.span.start >= end) {
      break;
    }
    for (const writing of instruction.name === 'ARG' ? writingsIn(instruction) : []) {
      const { key, value } = writing.pair;
      if ((value ?? key).span.end <= end) {
        set(scope, variableOf(tree, scope, writing, 'global'));
      }
    }
  }
  return scope;
}

function platformVariable(name: string, written?: Writing): Variable {
  return { name, kind: 'platform', value: undefined, complete: false, written, global: undefined };
}

function stageScope(tree: DockerfileTree, stage: Stage, globals: Scope, before: number): Map<string, Variable> {
  const scope = new Map<string, Variable>();
  for (const { instructions } of lineageOf(stage)) {
    for (const instruction of instructions) {
      if (instruction.span.start >= before) {
        break;
      }
      const kind = instruction.name === 'ENV' ? 'ENV' : 'ARG';
      // Pairs of one instruction do not see each other, so all are computed before one is set.
      const variables = writingsIn(instruction).map((writing) => variableOf(tree, scope, writing, kind, globals));
      for (const variable of variables) {
        set(scope, variable);
      }
    }
  }
  return scope;
}

function set(scope: Map<string, Variable>, variable: Variable | undefined): void {
  if (variable) {
    scope.set(variable.name, variable);
  }
}

/** What one pair makes of a variable, computed from `scope`; undefined when it leaves things as they are. */
function variableOf(
  tree: DockerfileTree,
  scope: Scope,
  writing: Writing,
  kind: 'ARG' | 'ENV' | 'global',
  globals?: Scope,
): Variable | undefined {
  const { key, value } = writing.pair;
  // Names of ARG are taken as written; those of ENV are unquoted and may hold variables.
  const name = kind === 'ENV' ? expand(key.text, tree.escape, scope).text : key.text;
  if (value) {
    const { text, complete } = expand(value.text, tree.escape, scope);
    return { name, kind, value: text, complete, written: writing, global: undefined };
  }
  const global = globals?.get(name);
  if (global?.kind === 'platform') {
    return platformVariable(name, writing);
  }
  if (!global && scope.has(name)) {
    return undefined;
  }
  const { value: inherited, complete = false } = global ?? {};
  return { name, kind, value: inherited, complete, written: writing, global };
}
