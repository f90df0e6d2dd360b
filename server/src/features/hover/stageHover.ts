import { type StageReference, stageReferences } from '../../model/stageReferences';
import type { Stage } from '../../model/stages';
import { lineAt } from '../../text/lines';
import { touches } from '../../text/span';
import type { HoverPlace, HoverText } from './docs';
import { blocks, code, heading, list } from './render';

/** The hover of a stage's name, wherever it stands. */
export function hoverStage({ model, instruction, offset }: HoverPlace): HoverText | undefined {
  if (instruction.name !== 'FROM' && instruction.name !== 'COPY' && instruction.name !== 'RUN') {
    return undefined;
  }
  const references = stageReferences(model);
  const found = references.find(({ span }) => touches(span, offset));
  return found && { span: found.span, markdown: describe(found, references, (at) => lineAt(model.tree.lines, at) + 1) };
}

function describe(
  { stage, kind }: StageReference,
  references: readonly StageReference[],
  lineOf: (offset: number) => number,
): string {
  const { name, index, from } = stage;
  const uses = references.filter((each) => each.stage === stage && each.kind !== 'name');
  const places = uses.map(({ kind: use, span }) => `line ${lineOf(span.start)}: ${useTexts[use]}`);
  return blocks(
    heading(code(name ?? String(index)), `build stage ${index}`),
    `${baseText(stage)} Line ${lineOf(from.span.start)}.`,
    layersText(stage),
    kind === 'name' && uses.length === 0 && !stage.final && 'Nothing in this file uses it.',
    places.length > 0 && `Used in\n${list(places)}`,
  );
}

function baseText({ parent, image }: Stage): string {
  if (parent) {
    return `Built from stage ${code(parent.name ?? String(parent.index))}.`;
  }
  return image === undefined ? 'Its base is only known when building.' : `Built from ${code(image)}.`;
}

function layersText({ final }: Stage): string {
  return final
    ? 'Its layers become part of the final image, with everything in them that is deleted or overwritten later.'
    : 'Its layers do not reach the final image: only what `COPY --from` takes from it does. It need not be tidy.';
}

const useTexts: Readonly<Record<StageReference['kind'], string>> = {
  name: 'its name',
  from: '`FROM`, which builds on its layers',
  copy: '`COPY --from`',
  mount: '`RUN --mount`',
};
