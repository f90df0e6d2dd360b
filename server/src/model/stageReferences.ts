import { mountsOf } from '../dockerfile/mounts';
import type { Flag, Instruction } from '../dockerfile/tree';
import type { Span } from '../text/span';
import type { DockerfileModel } from './model';
import type { Stage } from './stages';

/** A place that names a build stage. */
export interface StageReference {
  readonly stage: Stage;
  /** The name or number as written. */
  readonly span: Span;
  /** `name`: behind AS; `from`: the base of a stage; `copy`: COPY --from; `mount`: RUN --mount=from=. */
  readonly kind: 'name' | 'from' | 'copy' | 'mount';
  /** True where the stage is meant by its number, which a new name does not change. */
  readonly byIndex: boolean;
  readonly instruction: Instruction;
}

/** Every place that names a stage of the file, in file order, found as BuildKit looks them up. */
export function stageReferences(model: DockerfileModel): StageReference[] {
  const byName = new Map<string, Stage>();
  for (const stage of model.stages) {
    if (stage.name !== undefined) {
      byName.set(stage.name, stage); // Of two stages with one name the later one is found.
    }
  }
  const { escape: escapeToken } = model.tree;
  return model.stages.flatMap((stage) => [
    ...inFrom(stage),
    ...stage.instructions.flatMap((instruction) => inInstruction(model.stages, byName, instruction, escapeToken)),
  ]);
}

/** The places where every stage is called by its name, its own AS included; none where it has no name. */
export function namePlaces(model: DockerfileModel): ReadonlyMap<Stage, readonly Span[]> {
  const places = new Map<Stage, Span[]>();
  for (const { stage, span, byIndex } of stageReferences(model)) {
    if (!byIndex) {
      const known = places.get(stage);
      if (known) {
        known.push(span);
      } else {
        places.set(stage, [span]);
      }
    }
  }
  return places;
}

function inFrom(stage: Stage): StageReference[] {
  const { from: instruction, parent, name } = stage;
  const [base, , alias] = instruction.args.form === 'words' ? instruction.args.words : [];
  const references: StageReference[] = [];
  if (parent && base) {
    references.push({ stage: parent, span: base.span, kind: 'from', byIndex: false, instruction });
  }
  if (name !== undefined && alias) {
    references.push({ stage, span: alias.span, kind: 'name', byIndex: false, instruction });
  }
  return references;
}

function inInstruction(
  stages: readonly Stage[],
  byName: ReadonlyMap<string, Stage>,
  instruction: Instruction,
  escapeToken: string,
): StageReference[] {
  if (instruction.name === 'COPY') {
    return instruction.flags.flatMap((flag) => inCopy(stages, byName, instruction, flag));
  }
  return mountsOf(instruction, escapeToken).flatMap(({ fields }) => {
    const field = fields.findLast(({ key, value }) => key === 'from' && value !== undefined);
    const stage = field?.value ? byName.get(field.value.toLowerCase()) : undefined;
    return stage && field?.valueSpan
      ? [{ stage, span: field.valueSpan, kind: 'mount' as const, byIndex: false, instruction }]
      : [];
  });
}

function inCopy(
  stages: readonly Stage[],
  byName: ReadonlyMap<string, Stage>,
  instruction: Instruction,
  { name, value, valueSpan }: Flag,
): StageReference[] {
  if (name !== 'from' || !value || !valueSpan) {
    return [];
  }
  const byIndex = /^[+-]?\d+$/.test(value);
  const stage = byIndex ? stages[Number(value)] : byName.get(value.toLowerCase());
  return stage ? [{ stage, span: valueSpan, kind: 'copy', byIndex, instruction }] : [];
}
