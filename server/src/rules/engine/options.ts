import { closestName } from '../../text/closestName';
import type { OptionSchema, Rule } from '../rule';

/** An option that a rule does not have, or a value that does not fit it. */
export interface OptionMistake {
  /** One sentence. */
  readonly message: string;
  /** True where the option is unknown, false where its value does not fit. */
  readonly isOfName: boolean;
  /** The name or the value that was probably meant. */
  readonly suggestion: string | undefined;
}

/** What is wrong with an option that somebody has set; undefined when all is well. */
export function mistakeInOption(rule: Rule, name: string, value: unknown): OptionMistake | undefined {
  const options = rule.options ?? {};
  const schema = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!schema) {
    const suggestion = closestName(name, Object.keys(options));
    const advice = suggestion ? `did you mean "${suggestion}"?` : 'remove it.';
    return { message: `The rule ${rule.id} has no option "${name}": ${advice}`, isOfName: true, suggestion };
  }
  if (value === undefined || fits(value, schema)) {
    return undefined;
  }
  const suggestion = typeof value === 'string' ? closestName(value, schema.enum ?? []) : undefined;
  const meant = suggestion ? `: did you mean "${suggestion}"?` : '.';
  const message = `The option "${name}" of ${rule.id} must be ${wanted(schema)}${meant}`;
  return { message, isOfName: false, suggestion };
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
