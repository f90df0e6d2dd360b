import { mountsOf } from '../dockerfile/mounts';
import type { Instruction } from '../dockerfile/tree';
import { sourceKind } from '../dockerfile/values/sources';
import type { Span } from '../text/span';
import { copiedFiles } from './copiedFiles';
import { cleanPath } from './dockerignore';
import type { DockerfileModel } from './model';

/** A path of the build context that an instruction takes. */
export interface ContextSource {
  readonly instruction: Instruction;
  /** The word, or the value of a mount's field. */
  readonly span: Span;
  /** Variables replaced, quotes gone. */
  readonly written: string;
  /** From the root of the context, without a slash in front; empty for the root. `..` stops at the root, as in BuildKit. */
  readonly path: string;
  /** True when `..` in it leads above the root. */
  readonly leavesContext: boolean;
  /** True when `*`, `?` and `[` are wildcards, as for COPY and ADD. */
  readonly takesWildcards: boolean;
  /** False when a build argument can change it. */
  readonly isFixed: boolean;
  /** True in a trigger, which is carried out in another build mostly, with another context. */
  readonly isTriggered: boolean;
}

/**
 * What COPY, ADD and bind mounts take out of the build context, in file order, triggers of ONBUILD included.
 * Heredocs, addresses, other stages and images are none of it, and neither is what cannot be known.
 */
export function contextSources(model: DockerfileModel): ContextSource[] {
  const sources: ContextSource[] = [];
  for (const { instructions } of model.stages) {
    for (const instruction of instructions) {
      const { trigger } = instruction;
      const carriedOut = trigger ?? instruction;
      const paths = pathsOf(carriedOut, model.tree.escape);
      for (const { text, span } of paths) {
        const held = text.includes('$') || /["'\\]/.test(text) ? model.variables.heldAt(carriedOut, text) : known(text);
        if (held.kind === 'text' && (carriedOut.name === 'RUN' || sourceKind(held.text) === 'local')) {
          const { path, leavesContext } = placeOf(held.text);
          sources.push({
            instruction,
            span,
            written: held.text,
            path,
            leavesContext,
            takesWildcards: carriedOut.name !== 'RUN',
            isFixed: held.fixed,
            isTriggered: trigger !== undefined,
          });
        }
      }
    }
  }
  return sources;
}

function known(text: string): { readonly kind: 'text'; readonly text: string; readonly fixed: boolean } {
  return { kind: 'text', text, fixed: true };
}

function pathsOf(
  instruction: Instruction,
  escapeToken: string,
): readonly { readonly text: string; readonly span: Span }[] {
  if (instruction.name === 'RUN') {
    return mountsOf(instruction, escapeToken).flatMap(({ type, from, fields, flag }) => {
      if (type !== 'bind' || from !== undefined) {
        return [];
      }
      const field = fields.findLast(({ key }) => key === 'source');
      return { text: field?.value ?? '', span: field?.valueSpan ?? flag.word.span };
    });
  }
  return instruction.flags.some(({ name }) => name === 'from') ? [] : (copiedFiles(instruction)?.sources ?? []);
}

function placeOf(written: string): Pick<ContextSource, 'path' | 'leavesContext'> {
  const relative = cleanPath(written.replace(/^\/+/, ''));
  const path = cleanPath(`/${written}`).slice(1);
  return { path, leavesContext: relative === '..' || relative.startsWith('../') };
}
