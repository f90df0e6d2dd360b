import type { DockerfileModel } from '../model';
import type { FileEffects } from './effects';

/** Computes what every instruction of a file writes and removes. */
export function computeEffects(_model: DockerfileModel): FileEffects {
  return { left: [], removedLate: [] };
}
