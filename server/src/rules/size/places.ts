import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import { type Run, runsOf } from '../../model/runs';

/** Where instructions are found without looking through all of them. */
export interface Places {
  /** Where an instruction stands in its stage. */
  readonly positions: ReadonlyMap<Instruction, number>;
  /** By the instruction of the stage, which may be an ONBUILD. */
  readonly runs: ReadonlyMap<Instruction, Run>;
}

const known = new WeakMap<DockerfileModel, Places>();

/** The places of a model; worked out on first use and kept as long as the model. */
export function placesOf(model: DockerfileModel): Places {
  let places = known.get(model);
  if (!places) {
    const positions = new Map(
      model.stages.flatMap(({ instructions }) => instructions.map((each, at) => [each, at] as const)),
    );
    places = { positions, runs: new Map(runsOf(model).runs.map((run) => [run.outer, run])) };
    known.set(model, places);
  }
  return places;
}
