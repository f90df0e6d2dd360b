/**
 * How many steps may still be taken for one file; a step is about one look at a node. It is shared by everything that is
 * carried out for the file, since what a later instruction looks at grows with all that stand above it.
 */
export interface Budget {
  left: number;
}

/** Never used up by a file that somebody wrote; a text made to take long is looked at up to some instruction. */
const stepsForAny = 1_000_000;
const stepsPerCharacter = 10;

/** What a text may take: in proportion to its length, so that the time for long texts grows no faster than they do. */
export function budgetFor(text: string): Budget {
  return { left: stepsForAny + stepsPerCharacter * text.length };
}

/** Takes steps away; false when nothing is left, so that what asks should not be done. */
export function spend(budget: Budget, steps: number): boolean {
  budget.left -= steps;
  return budget.left >= 0;
}
