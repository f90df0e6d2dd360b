import type { Directive, Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { type Span, touches } from '../text/span';
import { directiveDocs } from './hover/directiveDocs';
import type { HoverPlace, HoverText } from './hover/docs';
import { hoverFlag } from './hover/flagHover';
import { hoverHeredoc } from './hover/heredocHover';
import { hoverImage } from './hover/imageHover';
import { hoverKeyword } from './hover/keywordHover';
import { renderDirective } from './hover/render';
import { hoverSuppressedName, hoverSuppression } from './hover/ruleHover';
import { hoverStage } from './hover/stageHover';
import { hoverVariable } from './hover/variableHover';

export type { HoverText } from './hover/docs';

/**
 * What there is to say about the word at `offset` (UTF-16 units): directives, keywords, flags and their values,
 * heredocs, variables with their value at that place, stages, suppressions and what they name. Undefined where there is nothing to explain.
 */
export function hoverAt(model: DockerfileModel, offset: number): HoverText | undefined {
  const { comments, directives, instructions } = model.tree;
  const directive = directives.find(({ span }) => touches(span, offset));
  if (directive) {
    return hoverSuppressedName(model, offset) ?? hoverDirective(directive);
  }
  const comment = comments.find(({ span }) => touches(span, offset));
  if (comment) {
    return hoverSuppressedName(model, offset) ?? hoverSuppression(model, offset);
  }
  const instruction = holderOf(instructions, offset);
  return instruction && hoverInstruction({ model, instruction, offset });
}

function hoverDirective({ name, span }: Directive): HoverText {
  return { span, markdown: renderDirective(directiveDocs[name]) };
}

/** The most special answer comes first: a variable within a flag's value is more than the flag. */
function hoverInstruction(place: HoverPlace): HoverText | undefined {
  return (
    hoverKeyword(place) ??
    hoverVariable(place) ??
    hoverHeredoc(place) ??
    hoverStage(place) ??
    hoverImage(place) ??
    hoverFlag(place)
  );
}

/** The instruction that touches `offset`; of a stored one in an ONBUILD, that one. */
function holderOf(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  const found = lastStartingBefore(instructions, offset);
  if (!found || !touches(found.span, offset)) {
    return undefined;
  }
  return found.trigger && touches(found.trigger.span, offset) ? found.trigger : found;
}

/** Instructions are in order, so the place is found in a few steps in long files too. */
function lastStartingBefore<T extends { readonly span: Span }>(items: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.span.start <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return items[low - 1];
}
