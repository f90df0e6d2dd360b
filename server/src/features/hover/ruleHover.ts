import type { DockerfileModel } from '../../model/model';
import { rules } from '../../rules';
import { namesOf } from '../../rules/engine/names';
import { readSuppressions } from '../../rules/engine/suppressions';
import type { Rule } from '../../rules/rule';
import { touches } from '../../text/span';
import type { HoverText } from './docs';
import { blocks, code, heading } from './render';

/** The hover of a rule's name or code in a comment that suppresses it. */
export function hoverSuppressedRule(model: DockerfileModel, offset: number): HoverText | undefined {
  const found = readSuppressions(model.tree, namesOf(rules))
    .flatMap(({ names }) => names)
    .find(({ span }) => touches(span, offset));
  if (!found?.name) {
    return undefined;
  }
  const { name, span } = found;
  const meant = rules.filter(({ id, aliases }) => id === name || aliases.includes(name));
  return meant.length === 0 ? undefined : { span, markdown: meant.map(describe).join('\n\n---\n\n') };
}

function describe({ id, title, category, why, aliases }: Rule): string {
  return blocks(
    heading(code(id), `rule (${category})`),
    `${title}.`,
    why,
    aliases.length > 0 && `Also known as ${aliases.map(code).join(', ')}.`,
  );
}
