import type { Instruction } from '../dockerfile/tree';
import { baseOf } from './effects/bases';
import type { DockerfileModel } from './model';
import type { Stage } from './stages';

/**
 * True when an instruction is known to run as root: by the last USER above it in its stage or in those that it is
 * built from, else because the base image is one that leaves root behind. False also where nobody can tell.
 */
export function isRootAt(model: DockerfileModel, instruction: Instruction): boolean {
  const stage = model.stageOf(instruction);
  const user = userAbove(model, instruction);
  return user !== undefined
    ? /^["']?(root|0)["']?(:|$)/.test(user)
    : stage !== undefined && baseOf(stage.rootImage).user === 'root';
}

/** What the last USER above an instruction names, in its stage or in those that it is built from, as written. */
export function userAbove(model: DockerfileModel, instruction: Instruction): string | undefined {
  const stage = model.stageOf(instruction);
  for (let each: Stage | undefined = stage; each; each = each.parent) {
    const user = each.instructions.findLast(
      (it) => it.name === 'USER' && (each !== stage || it.span.start < instruction.span.start),
    );
    if (user) {
      return user.body.text;
    }
  }
  return undefined;
}
