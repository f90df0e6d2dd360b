import { platformVariables } from '../hover/variableDocs';
import { scopeAt, type Variable, writingsIn } from '../variables';
import { type Completion, type CompletionPlace, typedSpan } from './place';

/** The variables that the instruction at the cursor sees. `typed` is the name as far as it is typed. */
export function completeVariable(place: CompletionPlace, typed: string): Completion[] {
  const { model, instruction } = place;
  if (!instruction || place.stored) {
    return [];
  }
  const scope = [...scopeAt(model, instruction, place.offset).values()];
  const inContainer =
    instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT' || instruction.name === 'HEALTHCHECK';
  const visible = inContainer ? scope.filter(({ kind }) => kind === 'ENV') : scope;
  return visible.map((variable) => item(place, variable, typed));
}

/** Names behind ARG: global arguments and platform variables that the stage has not brought in yet. */
export function completeArgument(place: CompletionPlace, typed: string): Completion[] {
  const { model, instruction, offset } = place;
  const stage = instruction && model.stageOf(instruction);
  if (!stage || place.stored) {
    return [];
  }
  const declared = new Set(
    stage.instructions
      .flatMap((each) => (each.span.start < offset && each !== instruction ? writingsIn(each) : []))
      .map(({ pair }) => pair.key.text),
  );
  const globals = [...scopeAt(model, stage.from).values()].filter(({ name }) => !declared.has(name));
  return globals.map((variable) => item(place, variable, typed));
}

function item(place: CompletionPlace, { name, kind, value }: Variable, typed: string): Completion {
  const detail = value === undefined ? (kind === 'platform' ? 'set by BuildKit' : undefined) : value.slice(0, longest);
  const about = Object.hasOwn(platformVariables, name) ? platformVariables[name] : undefined;
  return {
    label: name,
    kind: 'variable',
    ...(detail && { detail }),
    ...(about && { documentation: about }),
    span: typedSpan(place, typed),
    text: name,
    isSnippet: false,
  };
}

const longest = 60;
