import type { Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { type StageReference, stageReferences } from '../model/stageReferences';
import type { Stage } from '../model/stages';
import { type VariableUse, variableUses } from '../model/variableUses';
import { type Span, touches } from '../text/span';
import { originSpan } from '../text/view';
import { scopeAt, type Writing, writingsIn } from './variables';

/** Everything in a file that means the same stage or the same variable. */
export interface Occurrences {
  readonly kind: 'stage' | 'variable';
  /** As written where it is defined; of a stage in lower case. */
  readonly name: string;
  /** The occurrence that was asked about. */
  readonly here: Span;
  /** Where it gets its name or value, as seen from the place asked about; the nearest first. */
  readonly definitions: readonly Span[];
  /** All places in file order; each covers just the name (of a stage also its number). */
  readonly places: readonly Occurrence[];
}

export interface Occurrence {
  readonly span: Span;
  /** True where the stage is named or the variable written. */
  readonly writes: boolean;
  /** True where a stage stands as a number, which is no name. */
  readonly byIndex: boolean;
}

/** The stage or variable whose name is at `offset`, with all its occurrences; undefined where there is none. */
export function occurrencesAt(model: DockerfileModel, offset: number): Occurrences | undefined {
  return stageAt(model, offset) ?? variableAt(model, offset);
}

function stageAt(model: DockerfileModel, offset: number): Occurrences | undefined {
  const references = stageReferences(model);
  const found = references.find(({ span }) => touches(span, offset));
  if (!found) {
    return undefined;
  }
  const { stage } = found;
  const same = references.filter((each) => each.stage === stage);
  const name = same.find(({ kind }) => kind === 'name');
  return {
    kind: 'stage',
    name: stage.name ?? String(stage.index),
    here: found.span,
    definitions: [name?.span ?? stage.from.keywordSpan],
    places: same.map(({ span, kind, byIndex }: StageReference) => ({ span, writes: kind === 'name', byIndex })),
  };
}

/** A use or a writing of a variable, with the stage that it stands in; undefined above the first FROM and in FROM itself. */
interface VariablePlace {
  readonly name: string;
  readonly span: Span;
  readonly writing: Writing | undefined;
  readonly use: VariableUse | undefined;
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
}

function variableAt(model: DockerfileModel, offset: number): Occurrences | undefined {
  const holder = model.tree.instructions.find(({ span }) => touches(span, offset));
  // Of nested variables the innermost one is meant, which comes last.
  const found = holder && placesIn(model, holder).findLast((place) => touchesName(place, offset));
  if (!found) {
    return undefined;
  }
  const all = model.tree.instructions.flatMap((each) =>
    placesIn(model, each).filter(({ name }) => name === found.name),
  );
  const places = connected(model.stages, found, all);
  if (!places.some(({ writing }) => writing)) {
    return undefined; // Nothing in this file writes it: a variable of a script, of the base image or of BuildKit.
  }
  return {
    kind: 'variable',
    name: found.name,
    here: found.span,
    definitions: definitionsOf(model, found),
    places: places.map(({ span, writing }) => ({ span, writes: writing !== undefined, byIndex: false })),
  };
}

/** The cursor may stand anywhere in a `${…}` that has no other variable there. */
function touchesName({ span, use }: VariablePlace, offset: number): boolean {
  return touches(use?.span ?? span, offset);
}

function placesIn(model: DockerfileModel, instruction: Instruction): VariablePlace[] {
  const stage = instruction.name === 'FROM' ? undefined : model.stageOf(instruction);
  const writings = writingsIn(instruction).map((writing): VariablePlace => {
    const { key } = writing.pair;
    const { start, end } = nameWithin(key.text, instruction.name === 'ENV');
    const span = originSpan(key.view, { start, end });
    return { name: key.text.slice(start, end), span, writing, use: undefined, instruction, stage };
  });
  const uses = variableUses(model.tree, instruction).map(
    (use): VariablePlace => ({
      name: use.name,
      span: use.nameSpan,
      writing: undefined,
      use,
      instruction,
      stage,
    }),
  );
  return [...writings, ...uses].sort((a, b) => a.span.start - b.span.start);
}

/** Keys of ENV may be quoted. */
function nameWithin(key: string, mayBeQuoted: boolean): Span {
  const quoted = mayBeQuoted && key.length > 2 && /^(["']).*\1$/s.test(key);
  return quoted ? { start: 1, end: key.length - 1 } : { start: 0, end: key.length };
}

/**
 * The places of one name that mean the same variable. Stages that are built from one another share their variables;
 * a bare `ARG name` in one of them ties them to the global argument.
 */
function connected(
  stages: readonly Stage[],
  found: VariablePlace,
  all: readonly VariablePlace[],
): readonly VariablePlace[] {
  const hasGlobal = all.some(({ stage, writing }) => !stage && writing);
  const writers = new Set(all.flatMap(({ writing, stage }) => (writing && stage ? [stage] : [])));
  const { roots, inheriting } = readLineage(stages, writers);
  const rootOf = ({ stage }: VariablePlace): Stage | undefined => stage && roots.get(stage);
  const tied = new Set<Stage | undefined>();
  for (const place of all) {
    if (hasGlobal && place.writing && !place.writing.pair.value) {
      tied.add(rootOf(place));
    }
  }
  const root = rootOf(found);
  const withGlobal = root === undefined || tied.has(root);
  return all.filter((place) => {
    if (!place.stage) {
      return withGlobal;
    }
    const placeRoot = rootOf(place);
    const sameTree = placeRoot === root || (withGlobal && tied.has(placeRoot));
    return sameTree && (place.writing !== undefined || inheriting.has(place.stage));
  });
}

/** For each stage the one at the beginning of its chain; and the stages that see what one of `writers` writes. */
function readLineage(
  stages: readonly Stage[],
  writers: ReadonlySet<Stage>,
): { roots: ReadonlyMap<Stage, Stage>; inheriting: ReadonlySet<Stage> } {
  const roots = new Map<Stage, Stage>();
  const inheriting = new Set<Stage>();
  for (const stage of stages) {
    const { parent } = stage; // Stands above, so it has been seen.
    roots.set(stage, (parent && roots.get(parent)) ?? stage);
    if (writers.has(stage) || (parent && inheriting.has(parent))) {
      inheriting.add(stage);
    }
  }
  return { roots, inheriting };
}

function definitionsOf(model: DockerfileModel, { instruction, span, name, writing }: VariablePlace): Span[] {
  const stage = model.stages[0]?.from;
  if (writing) {
    const global = !writing.pair.value && stage ? scopeAt(model, stage).get(name)?.written : undefined;
    const isItself = global?.pair === writing.pair;
    return [global && !isItself ? global.pair.key.span : span];
  }
  const variable = scopeAt(model, instruction, span.start).get(name);
  return [variable?.written, variable?.global?.written].flatMap((each) => (each ? [each.pair.key.span] : []));
}
