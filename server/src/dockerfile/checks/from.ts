import { lowerCase } from '../instructions';
import type { Instruction, Word } from '../tree';
import { readImageReference } from '../values/imageReference';
import { platformProblem } from '../values/platforms';
import { checkFlagValue, checkWord } from './expansion';
import { type Facts, flagNamed } from './facts';

const stageName = /^[a-z][a-z0-9\-_.]*$/;

/** Checks a FROM: its words, the stage's name, and what image and platform are as far as no variable decides. */
export function checkFrom(instruction: Instruction, facts: Facts): void {
  const words = instruction.args.form === 'words' ? instruction.args.words : [];
  checkShape(instruction, words, facts);
  const [image, as, name] = words;
  if (name && isAs(as!)) {
    checkStageName(name, facts);
  }
  if (image) {
    checkImage(image, facts);
  }
  const flag = flagNamed(instruction, 'platform');
  const platform = checkFlagValue(flag, facts);
  if (platform === '') {
    facts.report('invalid-platform', 'build', flag!.valueSpan!, 'The platform is empty; write it as os/architecture.');
  } else if (platform !== undefined) {
    const message = platformProblem(platform);
    if (message !== undefined) {
      facts.report('invalid-platform', 'build', flag!.valueSpan!, message);
    }
  }
}

function isAs({ text }: Word): boolean {
  return text === 'AS' || lowerCase(text) === 'as';
}

function checkShape(instruction: Instruction, words: readonly Word[], { report }: Facts): void {
  const [image, as] = words;
  if (!image) {
    const message = 'FROM needs an image: write FROM image, or FROM image AS name.';
    report('missing-arguments', 'instructions', instruction.keywordSpan, message);
    return;
  }
  const hasName = as !== undefined && isAs(as) && words.length > 2;
  if (words.length === 1 || (hasName && words.length === 3)) {
    return;
  }
  const extra = words.slice(hasName ? 3 : 1);
  const span = { start: extra[0]!.span.start, end: extra.at(-1)!.span.end };
  const message =
    as !== undefined && isAs(as) && words.length === 2
      ? 'AS needs the name of the stage behind it.'
      : 'FROM takes an image, and AS with a name; remove the rest, a comment needs a line of its own.';
  report('from-arguments', 'instructions', span, message);
}

function checkStageName(name: Word, { report }: Facts): void {
  const lower = lowerCase(name.text);
  if (!stageName.test(lower)) {
    const message = `${name.text} is no name for a stage; begin with a letter, then use letters, digits, -, _ and dots.`;
    report('invalid-stage-name', 'instructions', name.span, message);
  } else if (lower !== 'scratch' && lower !== 'context' && typeof readImageReference(lower) === 'string') {
    const message = `${name.text} is no name for a stage; it must end in a letter or digit and have single separators in between.`;
    report('invalid-stage-name', 'build', name.span, message);
  }
}

function checkImage(image: Word, facts: Facts): void {
  const constant = checkWord(image, facts);
  if (constant === undefined || constant === 'scratch' || facts.stages.has(constant)) {
    return;
  }
  if (constant === '') {
    facts.report('blank-image', 'build', image.span, 'The name of the image is empty; write FROM image.');
    return;
  }
  const reference = readImageReference(constant);
  if (typeof reference === 'string') {
    const stage = facts.stages.has(lowerCase(constant));
    const message = stage ? `A stage is named in lower case here: write FROM ${lowerCase(constant)}.` : reference;
    facts.report('invalid-image-reference', 'build', image.span, message);
  }
}
