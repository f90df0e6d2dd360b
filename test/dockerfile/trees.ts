import { expect } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { Arguments, DockerfileTree, Instruction } from '../../server/src/dockerfile/tree';
import { marked, withMarks } from '../support/marks';

/** The instruction at an index of a Dockerfile, the last one when none is given. */
export function instructionOf(source: string, index = -1): Instruction {
  return parseDockerfile(source).instructions.at(index)!;
}

/** The codes of all problems in file order. */
export function problemCodes(source: string): string[] {
  return parseDockerfile(source).problems.map((problem) => problem.code);
}

/** Keywords as written, one for each instruction. */
export function keywords(source: string): string[] {
  return parseDockerfile(source).instructions.map((instruction) => instruction.keyword);
}

/** The arguments as a flat list of texts: words, JSON values, the one text, or `key` and `key=value`. */
export function argumentTexts(args: Arguments): string[] {
  switch (args.form) {
    case 'none':
      return [];
    case 'json':
      return args.strings.map((string) => string.value);
    case 'text':
      return [args.word.text];
    case 'words':
      return args.words.map((word) => word.text);
    case 'pairs':
      return args.pairs.map(({ key, value }) => (value ? `${key.text}=${value.text}` : key.text));
    case 'healthcheck':
      return [args.type.text, ...argumentTexts(args.command)];
  }
}

/**
 * Checks that a Dockerfile has exactly these problems, and exactly where `«…»` marks them.
 * Codes are given in the order in which the marks open.
 */
export function checkProblems(source: string, ...codes: string[]): DockerfileTree {
  const { text } = marked(source);
  const tree = parseDockerfile(text);
  const spans = tree.problems.map((problem) => problem.span);
  expect({ source: withMarks(text, spans), codes: tree.problems.map((problem) => problem.code) }).toEqual({
    source,
    codes,
  });
  return tree;
}
