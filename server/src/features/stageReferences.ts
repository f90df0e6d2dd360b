import type { Flag, Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Stage } from '../model/stages';
import type { Span } from '../text/span';
import { mountFields } from './mountFields';

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
  return model.stages.flatMap((stage) => [
    ...inFrom(stage),
    ...stage.instructions.flatMap((instruction) => inInstruction(model.stages, byName, instruction)),
  ]);
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
): StageReference[] {
  if (instruction.name === 'COPY') {
    return instruction.flags.flatMap((flag) => inCopy(stages, byName, instruction, flag));
  }
  return instruction.name === 'RUN' ? instruction.flags.flatMap((flag) => inMount(byName, instruction, flag)) : [];
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

function inMount(
  byName: ReadonlyMap<string, Stage>,
  instruction: Instruction,
  { name, valueWord }: Flag,
): StageReference[] {
  if (name !== 'mount' || !valueWord) {
    return [];
  }
  return mountFields(valueWord).flatMap(({ key, value, valueSpan }) => {
    const stage = key === 'from' && value ? byName.get(value.toLowerCase()) : undefined;
    return stage && valueSpan ? [{ stage, span: valueSpan, kind: 'mount' as const, byIndex: false, instruction }] : [];
  });
}
