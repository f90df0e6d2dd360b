import type { DockerfileModel } from '../../model/model';
import { rules } from '../../rules';
import { categories, everything, namesOf } from '../../rules/engine/names';
import { readSuppressions, type Suppression } from '../../rules/engine/suppressions';
import type { Rule } from '../../rules/rule';
import { lineAt } from '../../text/lines';
import { touches } from '../../text/span';
import type { HoverText } from './docs';
import { blocks, code, heading } from './render';

/** The hover of a rule's name or code in a comment or directive that suppresses it. */
export function hoverSuppressedName(model: DockerfileModel, offset: number): HoverText | undefined {
  const found = suppressionAt(model, offset)?.names.find(({ span }) => touches(span, offset));
  const markdown = found?.name === undefined ? undefined : describeName(found.name);
  return markdown === undefined ? undefined : { span: found!.span, markdown };
}

/** The hover of the beginning of a comment that suppresses: where it counts. */
export function hoverSuppression(model: DockerfileModel, offset: number): HoverText | undefined {
  const suppression = suppressionAt(model, offset);
  const end = suppression?.names[0]?.span.start;
  return suppression && end !== undefined && offset < end
    ? { span: { start: suppression.span.start, end }, markdown: describeScope(model, suppression) }
    : undefined;
}

function suppressionAt({ tree }: DockerfileModel, offset: number): Suppression | undefined {
  return readSuppressions(tree, namesOf(rules)).find(({ span }) => touches(span, offset));
}

/** What a name stands for; of several rules with one code the one that has hardly any others is told whole. */
function describeName(name: string): string | undefined {
  if (name === everything || categories.some((category) => category === name)) {
    return blocks(
      heading(code(name), 'category'),
      name === everything ? 'All rules.' : `All rules of the category ${name}.`,
    );
  }
  const [first, ...others] = rules
    .filter(({ id, aliases }) => id === name || aliases.includes(name))
    .sort((a, b) => a.aliases.length - b.aliases.length);
  return (
    first &&
    blocks(
      describe(first),
      others.length > 0 &&
        `The code also stands for:\n${others.map(({ id, title }) => `- ${code(id)}: ${title}`).join('\n')}`,
    )
  );
}

function describe({ id, title, category, why, aliases }: Rule): string {
  return blocks(
    heading(code(id), `rule (${category})`),
    `${title}.`,
    why,
    aliases.length > 0 && `Also known as ${aliases.map(code).join(', ')}.`,
  );
}

function describeScope(
  { tree }: DockerfileModel,
  { dialect, scope, lines: { first, last }, span }: Suppression,
): string {
  const written = scope === 'line' ? 'the next line' : scope === 'instruction' ? 'the next instruction' : undefined;
  const place = first === last ? `line ${first + 1}` : `lines ${first + 1} to ${last + 1}`;
  const where =
    written === undefined
      ? scope === 'file'
        ? 'in the whole file'
        : `from line ${lineAt(tree.lines, span.start) + 1} to the end of the stage`
      : first >= tree.lines.starts.length || first > last
        ? `in ${written}, and none follows`
        : `in ${written} (${place})`;
  return blocks(heading('Suppression', tools[dialect]), `The findings named here are not reported ${where}.`);
}

const tools: Readonly<Record<Suppression['dialect'], string>> = {
  strata: 'Strata',
  hadolint: 'hadolint',
  buildkit: 'BuildKit',
  'dockerfile-utils': 'dockerfile-utils',
};
