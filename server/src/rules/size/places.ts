import type { Instruction } from '../../dockerfile/tree';
import { oncePerModel } from '../../model/derived';
import type { DockerfileModel } from '../../model/model';
import { type Run, runsOf } from '../../model/runs';
import type { Stage } from '../../model/stages';

/** Where instructions are found without looking through all of them. */
export interface Places {
  /** Where an instruction stands in its stage. */
  readonly positions: ReadonlyMap<Instruction, number>;
  /** The working directory that an instruction begins in, undefined where the base image or a build decides. */
  readonly folders: ReadonlyMap<Instruction, string | undefined>;
  /** By the instruction of the stage, which may be an ONBUILD. */
  readonly runs: ReadonlyMap<Instruction, Run>;
}

/** The places of a model; worked out on first use and kept as long as the model. */
export const placesOf: (model: DockerfileModel) => Places = oncePerModel((model) => ({
  positions: new Map(model.stages.flatMap(({ instructions }) => instructions.map((each, at) => [each, at] as const))),
  folders: foldersIn(model),
  runs: new Map(runsOf(model).runs.map((run) => [run.outer, run])),
}));

function foldersIn({ stages, variables }: DockerfileModel): ReadonlyMap<Instruction, string | undefined> {
  const folders = new Map<Instruction, string | undefined>();
  const endings = new Map<Stage, string | undefined>();
  for (const stage of stages) {
    let folder = stage.parent && endings.get(stage.parent);
    for (const instruction of stage.instructions) {
      folders.set(instruction, folder);
      const { name, args } = instruction;
      if (name === 'WORKDIR') {
        const written = args.form === 'text' ? args.word.text : '';
        const path = /["'\\$]/.test(written) ? variables.valueAt(instruction, written) : written;
        folder = path === undefined ? undefined : absolutePath(folder, path);
      }
    }
    endings.set(stage, folder);
  }
  return folders;
}

/** A path without a slash at its end, taken from a folder where it is relative; undefined where that is not known. */
export function absolutePath(folder: string | undefined, path: string): string | undefined {
  const isAbsolute = path.startsWith('/');
  if (!isAbsolute && folder === undefined) {
    return undefined;
  }
  const parts: string[] = [];
  for (const part of `${isAbsolute ? '' : folder}/${path}`.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}
