import { type Completion, type CompletionPlace, typedSpan } from './place';

interface StageChoice {
  /** True where only stages above the cursor can be meant, which is so for FROM. */
  readonly above: boolean;
  /** False where the number of a stage is not taken. */
  readonly numbers?: boolean;
}

/** Stages above the one at the cursor: by name, and those without one by number. */
export function completeStages(
  place: CompletionPlace,
  typed: string,
  { above, numbers = true }: StageChoice,
): Completion[] {
  const { model, instruction, offset } = place;
  const own = instruction && model.stageOf(instruction);
  const stages = model.stages.filter((stage) => stage !== own && stage.from.span.start < offset);
  return stages.flatMap((stage) => {
    const label = stage.name ?? (numbers && !above ? String(stage.index) : undefined);
    const detail = stage.parent ? `from ${stage.parent.name}` : stage.image && `from ${stage.image}`;
    return label === undefined
      ? []
      : {
          label,
          kind: 'stage' as const,
          ...(detail && { detail }),
          span: typedSpan(place, typed),
          text: label,
          isSnippet: false,
        };
  });
}
