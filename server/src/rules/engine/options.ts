import { closestName } from '../../text/closestName';
import type { OptionSchema, Rule } from '../rule';

/** One sentence about an option that a rule does not have, or a value that does not fit it; undefined when all is well. */
export function mistakeInOption(rule: Rule, name: string, value: unknown): string | undefined {
  const options = rule.options ?? {};
  const schema = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!schema) {
    const suggestion = closestName(name, Object.keys(options));
    return `The rule ${rule.id} has no option "${name}"${suggestion ? `: did you mean "${suggestion}"?` : '.'}`;
  }
  return value === undefined || fits(value, schema)
    ? undefined
    : `The option "${name}" of ${rule.id} must be ${wanted(schema)}.`;
}

function fits(value: unknown, schema: OptionSchema): boolean {
  const choices = schema.items?.enum ?? schema.additionalProperties?.enum ?? schema.enum;
  const isChosen = (each: unknown): boolean =>
    typeof each === 'string' && (choices === undefined || choices.includes(each));
  switch (schema.type) {
    case 'array':
      return Array.isArray(value) && value.every(isChosen);
    case 'object':
      return (
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isChosen)
      );
    case 'string':
      return isChosen(value);
    default:
      return typeof value === schema.type;
  }
}

function wanted({ type, enum: choices, items, additionalProperties }: OptionSchema): string {
  if (type === 'array') {
    return `a list of ${items?.enum ? items.enum.join(', ') : 'texts'}`;
  }
  if (type === 'object') {
    return `an object with values of ${additionalProperties?.enum?.join(', ') ?? 'texts'}`;
  }
  return choices ? `one of ${choices.join(', ')}` : `of type ${type}`;
}
