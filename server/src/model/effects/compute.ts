import type { BuildContext } from '../context';
import type { DockerfileModel } from '../model';
import { Builder } from './build';
import type { FileEffects } from './effects';
import { residueOf } from './residue';

/**
 * Computes what the layers of the final image hold that nobody needs. Stages that the final image neither is built
 * from nor copies from are not looked at.
 */
export function computeEffects(model: DockerfileModel, context?: BuildContext): FileEffects {
  const final = model.stages.at(-1);
  return final ? residueOf(new Builder(model, context).build(final)) : { left: [], removedLate: [] };
}
