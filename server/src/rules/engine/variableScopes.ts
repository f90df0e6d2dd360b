import type { DockerfileModel } from '../../model/model';
import type { Stage } from '../../model/stages';
import { isPlatformVariable, type PlacedUse, type VariableWriting, variablesOf } from '../../model/variables';

/**
 * Where a variable is set, as seen from a use of it:
 * - `here`: it counts there. - `later`: below in the same stage.
 * - `global`: above the first FROM, where it counts only for FROM. - `platform`: BuildKit would set it, if it were declared.
 * - `stage`: in a stage that this one is not built from; for FROM in any stage.
 */
export type WritingPlace =
  | { readonly kind: 'here' | 'later' | 'global' | 'stage'; readonly writing: VariableWriting }
  | { readonly kind: 'platform' | 'default'; readonly writing: undefined };

/** Where the file sets the variable of a use, undefined when it does not. */
export function placeOfWriting(model: DockerfileModel, use: PlacedUse): WritingPlace | undefined {
  const { name, stage, span, instruction } = use;
  const variables = variablesOf(model);
  const isFrom = instruction.name === 'FROM';
  const here = variables.writingAt(stage, name, isFrom ? Number.POSITIVE_INFINITY : span.start);
  if (here) {
    return { kind: 'here', writing: here };
  }
  if (!stage && isPlatformVariable(name)) {
    return { kind: 'default', writing: undefined };
  }
  // BuildKit gives a PATH to every image that has none.
  if (stage && name === 'PATH') {
    return { kind: 'default', writing: undefined };
  }
  const global = stage && variables.writingAt(undefined, name, Number.POSITIVE_INFINITY);
  const later = stage && variables.writingAt(stage, name, Number.POSITIVE_INFINITY);
  if (global) {
    return { kind: 'global', writing: global };
  }
  // What an instruction itself sets, it does not see.
  if (later && later.stage === stage && later.instruction !== instruction) {
    return { kind: 'later', writing: later };
  }
  if (stage && isPlatformVariable(name)) {
    return { kind: 'platform', writing: undefined };
  }
  const elsewhere = writingElsewhere(model, name, stage);
  return elsewhere && { kind: 'stage', writing: elsewhere };
}

/** True where the author has taken care of the case that the variable is not set, or made another mistake. */
export function isHandled({ lexed }: PlacedUse): boolean {
  return lexed.modifier !== '' && !/^(?:##?|%%?|\/\/?)$/.test(lexed.modifier);
}

const indexes = new WeakMap<DockerfileModel, Map<string, VariableWriting>>();

function writingElsewhere(model: DockerfileModel, name: string, stage: Stage | undefined): VariableWriting | undefined {
  let index = indexes.get(model);
  if (!index) {
    index = new Map();
    for (const writing of variablesOf(model).writings) {
      if (writing.stage && !index.has(writing.name)) {
        index.set(writing.name, writing);
      }
    }
    indexes.set(model, index);
  }
  const found = index.get(name);
  return found && found.stage !== stage ? found : undefined;
}
