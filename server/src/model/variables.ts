import type { DockerfileTree, Instruction, Pair } from '../dockerfile/tree';
import { expand, unquote, variablesIn } from '../dockerfile/variables';
import type { DockerfileModel } from './model';
import { platformValues, type Stage } from './stages';
import { type VariableUse, variableUses } from './variableUses';

/** Everything that a file says of ARG and ENV: where they are written, used, and what they hold. */
export interface FileVariables {
  /** In file order. */
  readonly writings: readonly VariableWriting[];
  /** In file order; also those that a shell expands. The triggers of ONBUILD are left out. */
  readonly uses: readonly PlacedUse[];
  /**
   * The value of a text at an instruction, without quotes, as a build has it that is given the known build arguments alone.
   * Undefined when the base image, an argument without a default or the platform decides, or when it cannot be expanded.
   */
  valueAt(instruction: Instruction, text: string): string | undefined;
  /** As `valueAt`, with whether a build argument can change it; never `unset`. */
  heldAt(instruction: Instruction, text: string): VariableValue;
  /** What a text becomes in FROM: of the arguments above the first one and BuildKit's own. */
  inFrom(text: string): FromValue;
  /** The first writing of a name in any stage, undefined when there is none. */
  firstInStages(name: string): VariableWriting | undefined;
  /** The writing that counts for a name at a place of a stage (of the file's head without one), undefined when there is none. */
  writingAt(stage: Stage | undefined, name: string, offset: number): VariableWriting | undefined;
}

/** One name of an ARG or ENV. */
export interface VariableWriting {
  readonly name: string;
  readonly kind: 'ARG' | 'ENV';
  readonly instruction: Instruction;
  readonly pair: Pair;
  /** Undefined above the first FROM. */
  readonly stage: Stage | undefined;
  /** From where on it counts. */
  readonly from: number;
  readonly value: VariableValue;
  /** Above the first FROM: what FROM makes of it, for which an argument that nobody gives is empty. */
  readonly inFrom: FromValue | undefined;
}

/**
 * What a variable holds in a build that is given the known build arguments alone:
 * - `text`, which is `fixed` when no build argument can change it.
 * - `unset`: an argument that has no default. - `unknown`: only the base image or the platform tells.
 */
export type VariableValue =
  | { readonly kind: 'text'; readonly text: string; readonly fixed: boolean }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown' };

export interface PlacedUse extends VariableUse {
  readonly instruction: Instruction;
  /** Undefined for FROM and above the first one, where only global arguments count. */
  readonly stage: Stage | undefined;
}

/** A text of FROM with what decides about it. */
export interface FromValue {
  /** With known build arguments and defaults only; undefined when it cannot be expanded. */
  readonly text: string | undefined;
  /** True when no build argument and no platform can change it. */
  readonly fixed: boolean;
  /** True when BuildKit's own variables decide. */
  readonly byPlatform: boolean;
}

/** The variables of a file, which the model reads once. */
export function variablesOf({ variables }: DockerfileModel): FileVariables {
  return variables;
}

/** Names that BuildKit sets for FROM, and in a stage behind an `ARG` of that name. */
export function isPlatformVariable(name: string): boolean {
  return Object.hasOwn(platformValues, name);
}

/** Build arguments that BuildKit takes without a declaration, for RUN or for itself. */
export function isBuiltInArgument(name: string): boolean {
  return /^(?:https?|ftp|no|all)_proxy$/i.test(name) || /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$)/.test(name);
}

type Scope = Map<string, VariableWriting[]>;

/** Reads the variables of a file; ask the model for them, which does it once. */
export function readVariables(model: DockerfileModel): FileVariables {
  const { tree } = model;
  const globals: Scope = new Map();
  const scopes = new Map<Stage, Scope>();
  const writings: VariableWriting[] = [];
  const uses: PlacedUse[] = [];
  const firsts = new Map<string, VariableWriting>();

  const writingAt = (stage: Stage | undefined, name: string, offset: number): VariableWriting | undefined => {
    if (!stage) {
      return lastBefore(globals.get(name), offset);
    }
    for (let each: Stage | undefined = stage; each; each = each.parent) {
      const found = lastBefore(scopes.get(each)?.get(name), offset);
      if (found) {
        return found;
      }
    }
    return undefined;
  };
  const heldBy = (stage: Stage | undefined, name: string, offset: number): VariableValue => {
    const writing = writingAt(stage, name, offset);
    if (writing) {
      return writing.value;
    }
    if (stage ? baseOf(stage) !== 'scratch' : isPlatformVariable(name)) {
      return { kind: 'unknown' };
    }
    return { kind: 'text', text: '', fixed: true };
  };
  const evaluate = (stage: Stage | undefined, text: string, offset: number): VariableValue => {
    let fixed = true;
    let complete = true;
    const { value } = expand(text, tree.escape, (name) => {
      const held = heldBy(stage, name, offset);
      complete &&= held.kind === 'text';
      fixed &&= held.kind === 'text' && held.fixed;
      return held.kind === 'text' && (held.text !== '' || writingAt(stage, name, offset)) ? held.text : undefined;
    });
    return value === undefined || !complete ? { kind: 'unknown' } : { kind: 'text', text: value, fixed };
  };
  const write = (instruction: Instruction, pair: Pair, stage: Stage | undefined, scope: Scope): void => {
    const kind = instruction.name === 'ENV' ? 'ENV' : 'ARG';
    const at = kind === 'ENV' ? instruction.span.start : pair.key.span.start;
    const name = kind === 'ENV' ? nameOfEnv(pair.key.text, tree) : pair.key.text;
    if (name === undefined) {
      return;
    }
    const writing: VariableWriting = {
      name,
      kind,
      instruction,
      pair,
      stage,
      // The pairs of one ENV do not see each other; those of one ARG do, from left to right.
      from: kind === 'ENV' ? instruction.span.end : (pair.value ?? pair.key).span.end,
      value: valueWritten(pair, kind, name, stage, at),
      inFrom: stage ? undefined : valueForFrom(pair, name, at),
    };
    writings.push(writing);
    if (stage && !firsts.has(name)) {
      firsts.set(name, writing);
    }
    const list = scope.get(name);
    if (list) {
      list.push(writing);
    } else {
      scope.set(name, [writing]);
    }
  };
  const valueWritten = (
    { value }: Pair,
    kind: 'ARG' | 'ENV',
    name: string,
    stage: Stage | undefined,
    at: number,
  ): VariableValue => {
    const given = kind === 'ARG' ? model.buildArgs.get(name) : undefined;
    if (given !== undefined) {
      return { kind: 'text', text: given, fixed: false };
    }
    if (value) {
      const held = evaluate(stage, value.text, at);
      return held.kind === 'text' && kind === 'ARG' ? { ...held, fixed: false } : held;
    }
    if (kind === 'ENV') {
      return { kind: 'unknown' };
    }
    const outer = stage && lastBefore(globals.get(name), Number.POSITIVE_INFINITY);
    if (outer) {
      return outer.value;
    }
    // Without a value, what was set before stays.
    const before = writingAt(stage, name, at);
    return before?.value ?? { kind: isPlatformVariable(name) ? 'unknown' : 'unset' };
  };

  const valueForFrom = ({ value }: Pair, name: string, at: number): FromValue | undefined => {
    const given = model.buildArgs.get(name);
    if (given !== undefined) {
      return { text: given, fixed: false, byPlatform: false };
    }
    if (value) {
      return { ...readFrom(value.text, tree, globals, at), fixed: false };
    }
    const before = writingAt(undefined, name, at);
    return before ? before.inFrom : { text: undefined, fixed: false, byPlatform: isPlatformVariable(name) };
  };

  // Instructions are visited in file order, so that the text is looked through once for all of them.
  let nextDollar = tree.text.indexOf('$');
  const hasDollar = ({ span }: Instruction): boolean => {
    if (nextDollar !== -1 && nextDollar < span.start) {
      nextDollar = tree.text.indexOf('$', span.start);
    }
    return nextDollar !== -1 && nextDollar < span.end;
  };
  const visit = (instruction: Instruction, stage: Stage | undefined, scope: Scope | undefined): void => {
    if (hasDollar(instruction)) {
      for (const { name, span, nameSpan, lexed, source } of variableUses(tree, instruction)) {
        uses.push({ name, span, nameSpan, lexed, source, instruction, stage });
      }
    }
    const { name, args } = instruction;
    if (scope && (name === 'ARG' || (name === 'ENV' && stage)) && args.form === 'pairs') {
      for (const pair of args.pairs) {
        write(instruction, pair, stage, scope);
      }
    }
  };
  for (const instruction of tree.instructions) {
    if (instruction === model.stages[0]?.from) {
      break;
    }
    visit(instruction, undefined, globals);
  }
  for (const stage of model.stages) {
    const scope: Scope = new Map();
    scopes.set(stage, scope);
    visit(stage.from, undefined, undefined);
    for (const instruction of stage.instructions) {
      visit(instruction, stage, scope);
    }
  }
  const heldAt = (instruction: Instruction, text: string): VariableValue =>
    evaluate(model.stageOf(instruction), text, instruction.span.start);
  return {
    writings,
    uses,
    writingAt,
    firstInStages: (name) => firsts.get(name),
    valueAt: (instruction, text) => {
      const held = heldAt(instruction, text);
      return held.kind === 'text' ? held.text : undefined;
    },
    heldAt,
    inFrom: (text) => readFrom(text, tree, globals, Number.POSITIVE_INFINITY),
  };
}

function readFrom(text: string, { escape: escapeToken }: DockerfileTree, globals: Scope, at: number): FromValue {
  let fixed = true;
  let byPlatform = false;
  const lookup = (name: string): string | undefined => {
    const value = lastBefore(globals.get(name), at)?.inFrom;
    if (value) {
      fixed &&= value.fixed;
      byPlatform ||= value.byPlatform;
      return value.text;
    }
    if (isPlatformVariable(name)) {
      fixed = false;
      byPlatform = true;
      return platformValues[name];
    }
    return undefined;
  };
  return { text: expand(text, escapeToken, lookup).value, fixed, byPlatform };
}

/** Keys of ENV are unquoted; one with a variable in it has a name that is not looked into. */
function nameOfEnv(key: string, { escape: escapeToken }: DockerfileTree): string | undefined {
  return variablesIn(key, escapeToken).length > 0 ? undefined : unquote(key, escapeToken);
}

/** What the stage begins with in the end: an image, `scratch`, or undefined when a variable decides. */
export function baseOf(stage: Stage): string | undefined {
  return stage.rootImage;
}

function lastBefore(writings: readonly VariableWriting[] | undefined, offset: number): VariableWriting | undefined {
  if (!writings) {
    return undefined;
  }
  let low = 0;
  let high = writings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (writings[middle]!.from <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return writings[low - 1];
}
