import type { Instruction } from '../dockerfile/tree';

/** A build stage: a FROM and what follows it up to the next one. */
export interface Stage {
  /** 0-based position in the file, which is also the number that `COPY --from` takes. */
  readonly index: number;
  /** The name behind AS in lower case, undefined when the stage has none. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The instructions after FROM, in order. */
  readonly instructions: readonly Instruction[];
  /** The stage that FROM names, undefined when the base is an image or scratch. */
  readonly parent: Stage | undefined;
  /** The base image as written after expanding global ARG defaults; undefined when it cannot be known. */
  readonly image: string | undefined;
  /** True when layers of this stage end up in the final image: the last stage and the stages that it is built FROM. */
  readonly final: boolean;
}
