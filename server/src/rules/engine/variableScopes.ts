import type { Instruction } from '../../dockerfile/tree';
import { oncePerModel } from '../../model/derived';
import type { DockerfileModel } from '../../model/model';
import { isPlatformVariable, type PlacedUse, type VariableWriting } from '../../model/variables';
import { contains } from '../../text/span';

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
  const variables = model.variables;
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
  if (stage && writesItself(instruction, name)) {
    return undefined;
  }
  const global = stage && variables.writingAt(undefined, name, Number.POSITIVE_INFINITY);
  const later = stage && variables.writingAt(stage, name, Number.POSITIVE_INFINITY);
  if (global) {
    return { kind: 'global', writing: global };
  }
  if (later && later.stage === stage) {
    const first = variables.writings.find((it) => it.stage === stage && it.name === name) ?? later;
    // What a variable gets added to itself it already has from the base image.
    return addsToItself(first) ? undefined : { kind: 'later', writing: first };
  }
  if (stage && isPlatformVariable(name)) {
    return { kind: 'platform', writing: undefined };
  }
  const elsewhere = variables.firstInStages(name);
  return elsewhere && elsewhere.stage !== stage ? { kind: 'stage', writing: elsewhere } : undefined;
}

/**
 * The uses where the author has not taken care of the case that the variable is not set: no default, and not inside
 * of one with the same name, as in `${PATHS:+$PATHS:}`.
 */
export const unguardedUses = oncePerModel(readUnguarded);

function readUnguarded({ variables }: DockerfileModel): readonly PlacedUse[] {
  let guard: PlacedUse | undefined;
  return variables.uses.filter((use) => {
    if (isGuarded(use)) {
      guard = use;
      return false;
    }
    return !(guard?.source === use.source && guard.name === use.name && contains(guard.span, use.span));
  });
}

/** True for an instruction of which one part sets the variable, which no other part of it sees. */
export function writesItself({ name: keyword, args }: Instruction, name: string): boolean {
  return (
    (keyword === 'ENV' || keyword === 'ARG') && args.form === 'pairs' && args.pairs.some(({ key }) => key.text === name)
  );
}

function addsToItself({ name, pair: { value } }: VariableWriting): boolean {
  return value !== undefined && new RegExp(`\\$\\{?${name}\\b`).test(value.text);
}

function isGuarded({ lexed }: PlacedUse): boolean {
  return lexed.modifier !== '' && !/^(?:##?|%%?|\/\/?)$/.test(lexed.modifier);
}
