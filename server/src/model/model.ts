import type { DockerfileTree } from '../dockerfile/tree';
import type { FileEffects } from './effects/effects';
import type { Stage } from './stages';

/** What a Dockerfile means: its build stages, variables and what each instruction does to its layer. */
export interface DockerfileModel {
  readonly tree: DockerfileTree;
  /** Build stages in file order. */
  readonly stages: readonly Stage[];
  /** What every instruction writes and removes; computed on first use. */
  readonly effects: FileEffects;
}
