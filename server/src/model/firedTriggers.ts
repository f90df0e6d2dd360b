import type { Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from './model';
import { stageReferences } from './stageReferences';
import type { Stage } from './stages';

/**
 * The FROM that has the triggers of a stage carried out in the build of this very file, by the stage that they stand in.
 * Only stages that the last one needs are built, through FROM, `COPY --from` and mounts.
 */
export function firedTriggers(model: DockerfileModel): ReadonlyMap<Stage, Instruction> {
  const needs = new Map<Stage, Stage[]>();
  for (const { kind, stage, instruction } of stageReferences(model)) {
    const user = model.stageOf(instruction);
    if (user && kind !== 'name') {
      needs.set(user, [...(needs.get(user) ?? []), stage]);
    }
  }
  const needed = new Set(model.stages.slice(-1));
  for (const stage of needed) {
    // A set goes on to what is added while it is walked through.
    for (const other of needs.get(stage) ?? []) {
      needed.add(other);
    }
  }
  const fired = new Map<Stage, Instruction>();
  for (const { parent, from } of [...needed].sort((a, b) => a.index - b.index)) {
    if (parent && !fired.has(parent)) {
      fired.set(parent, from);
    }
  }
  return fired;
}
