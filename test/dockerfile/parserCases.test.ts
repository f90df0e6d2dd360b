import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { DockerfileTree, Instruction } from '../../server/src/dockerfile/tree';
import { lineAt } from '../../server/src/text/lines';
import { asCase, parserCases } from './parserCases';

describe('the tree is BuildKit’s own', () => {
  for (const { name, dockerfile, ast, escape: escapeCharacter, emptyContinuation } of parserCases) {
    it(name, () => {
      const tree = parseDockerfile(dockerfile);
      if (ast) {
        expect(tree.escape).toBe(escapeCharacter ?? '\\');
        expect(asCase(tree)).toEqual(ast);
        const withEmptyLines = tree.instructions.filter((instruction) => instruction.emptyLines.length > 0);
        expect(withEmptyLines.map((instruction) => lastLineBeforeHeredocs(tree, instruction))).toEqual(
          emptyContinuation ?? [],
        );
      }
    });
  }
});

/** 1-based: where BuildKit puts its warning about empty continuation lines. */
function lastLineBeforeHeredocs(tree: DockerfileTree, { heredocs, lastLine }: Instruction): number {
  return heredocs[0] ? lineAt(tree.lines, heredocs[0].body.start) : lastLine + 1;
}
