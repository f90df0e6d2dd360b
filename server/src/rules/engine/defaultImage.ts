import type { Word } from '../../dockerfile/tree';
import { variablesInWord } from '../../dockerfile/variables';
import type { DockerfileModel } from '../../model/model';
import type { Stage } from '../../model/stages';
import type { Span } from '../../text/span';

/** The image that a FROM with variables takes where nobody gives a build argument. */
export interface DefaultImage {
  readonly image: string;
  /** The default that ends the name of the image. */
  readonly span: Span;
  /** The variable that holds it. */
  readonly name: string;
}

/**
 * What the defaults of arguments make of the image of a FROM, where they alone decide: no build argument is known, and no
 * platform has a say.
 */
export function defaultImageOf(
  { stages, variables, buildArgs, tree }: DockerfileModel,
  stage: Stage,
): DefaultImage | undefined {
  const { from, parent } = stage;
  const word = !parent && from.args.form === 'words' ? from.args.words[0] : undefined;
  const last = word?.text.includes('$') ? lastVariable(word, tree.escape) : undefined;
  if (!word || !last || last.modifier !== '' || last.span.end !== word.span.end) {
    return undefined;
  }
  const writing = variables.writingAt(undefined, last.name, from.span.start);
  const value = writing?.pair.value;
  const { text: image, byPlatform } = variables.inFrom(word.text);
  const isGiven = buildArgs.size > 0 && variablesInWord(word, tree.escape).some(({ name }) => buildArgs.has(name));
  const isStage = stages.some(({ name, index }) => name === image?.toLowerCase() && index < stage.index);
  if (!value || value.text.includes('$') || !image || image === 'scratch' || byPlatform || isGiven || isStage) {
    return undefined;
  }
  return { image, span: value.span, name: last.name };
}

function lastVariable(word: Word, escapeToken: string) {
  return variablesInWord(word, escapeToken).at(-1);
}
