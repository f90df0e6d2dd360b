import type { Instruction } from '../../dockerfile/tree';
import { firedTriggers } from '../../model/firedTriggers';
import type { DockerfileModel } from '../../model/model';
import type { Report } from '../rule';

/** The FROM of the same file that runs the trigger of an ONBUILD in this build, undefined when none does. */
export function firingFrom(model: DockerfileModel, onbuild: Instruction): Instruction | undefined {
  const stage = model.stageOf(onbuild);
  return stage && firedTriggers(model).get(stage);
}

/** A trigger that fails breaks this build where it is run by it, else only those of others. */
export function severityOfTrigger(firing: Instruction | undefined): Pick<Report, 'severity' | 'category'> {
  return firing ? { severity: 'error', category: 'build' } : { severity: 'warning', category: 'correctness' };
}

/** As `severityOfTrigger`, with the message for either case and the FROM as a related place. */
export function judgeTrigger(
  firing: Instruction | undefined,
  elsewhere: string,
  here: string,
  problem: string,
): Omit<Report, 'span'> {
  return firing
    ? {
        ...severityOfTrigger(firing),
        message: here,
        params: { problem, line: firing.firstLine + 1 },
        related: [{ span: firing.span, message: 'It is carried out here.' }],
      }
    : { ...severityOfTrigger(firing), message: elsewhere, params: { problem } };
}
