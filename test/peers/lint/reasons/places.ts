import type { Run, RunCall } from '../../../../server/src/model/runs';
import { runsOf } from '../../../../server/src/model/runs';
import type { Stage } from '../../../../server/src/model/stages';
import type { Case } from '../comparison';

/** The stage of the instruction asked about; undefined above the first FROM. */
export function stageOf({ model, instruction }: Case): Stage | undefined {
  return model.stages.find(
    ({ from, instructions }) => from === instruction || instructions.some((each) => each === instruction),
  );
}

/** True where nothing of the stage gets into the final image but files that are copied from it. */
export function isOnlyCopiedFrom(asked: Case): boolean {
  return stageOf(asked)?.final === false;
}

/** The RUN asked about; undefined when it is none, or no shell that is read here carries it out. */
export function runOf({ model, instruction }: Case): Run | undefined {
  return runsOf(model).runs.find(({ outer }) => outer === instruction);
}

/** The calls of these programs in the RUN asked about. */
export function callsIn(asked: Case, ...names: readonly string[]): readonly RunCall[] {
  return runOf(asked)?.calls.filter(({ name }) => names.includes(name)) ?? [];
}

/** Words of a call behind the program's name, as written. */
export function argumentsOf({ program }: RunCall): readonly string[] {
  return program.args.map(({ text }) => text);
}

/** True when a name is given a value by ENV, ARG or the script itself. */
export function isGivenValue({ text }: Case, name: string): boolean {
  return new RegExp(`(^|[\\s;&|(])${name}[= ]|\\bfor ${name} in\\b`, 'm').test(text);
}

/** The names of the variables that a message or source speaks of. */
export function variablesIn(source: string): string[] {
  return [...source.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!);
}

/** True when a rule of ours says something of the instruction asked about. */
export function isReportedBy(rule: string, { findings, instruction }: Case): boolean {
  return findings.some(
    (each) =>
      each.rule === rule &&
      instruction !== undefined &&
      each.span.start >= instruction.span.start &&
      each.span.start <= instruction.span.end,
  );
}
