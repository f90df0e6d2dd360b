import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { Problem } from '../../server/src/dockerfile/problems';
import type { DockerfileTree, Instruction } from '../../server/src/dockerfile/tree';
import { lineAt } from '../../server/src/text/lines';
import { contains } from '../../server/src/text/span';
import { asBuildKit } from '../support/buildKitTree';
import { type ParserCase, parserCases } from './parserCases';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: names of cases.
/** Errors of a build that the text of one instruction does not show, with what decides them. */
const decidedElsewhere: Readonly<Record<string, string>> = {
  'mount: from later': 'the order of stages',
  'mount: target none': 'the working directory of the base image',
  'expansion error: ${u?}': 'what the variable holds',
  'expansion error: ${e:?}': 'what the variable holds',
  'expansion: only paths': 'what the variable holds',
  'expansion: unused path': 'what the variable holds',
  'copy --from: self idx': 'the order of stages',
  'copy --from: later': 'the order of stages',
  'copy --from: cycle': 'the order of stages',
  'whole file: lower': 'the order of stages',
  'onbuild: comment': 'a stage that triggers it; see triggers.test.ts',
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

describe('the tree is BuildKit’s own', () => {
  for (const { name, dockerfile, ast, escape: escapeCharacter, emptyContinuation } of parserCases) {
    it(name, () => {
      const tree = parseDockerfile(dockerfile);
      if (ast) {
        expect(tree.escape).toBe(escapeCharacter ?? '\\');
        expect(asBuildKit(tree)).toEqual(ast);
        const withEmptyLines = tree.instructions.filter((instruction) => instruction.emptyLines.length > 0);
        expect(withEmptyLines.map((instruction) => lastLineBeforeHeredocs(tree, instruction))).toEqual(
          emptyContinuation ?? [],
        );
      }
    });
  }
});

describe('BuildKit’s first error is among the problems', () => {
  for (const { name, dockerfile, error } of parserCases) {
    const phases = error ? phasesUpTo(error.phase) : ['parse', 'instructions', 'build'];
    it(`${name}: ${error?.message ?? 'no error'}`, () => {
      const tree = parseDockerfile(dockerfile);
      if (error && !(name in decidedElsewhere)) {
        expect(tree.problems.map((problem) => placeOf(tree, problem, error))).toContainEqual({
          phase: error.phase,
          line: error.line,
        });
      }
      const earlier = tree.problems.filter((problem) => phases.includes(problem.phase));
      expect(earlier.map((problem) => `${problem.code}: ${problem.message}`)).toEqual([]);
    });
  }

  it('excludes no case that is not there', () => {
    const names = parserCases.map((parserCase) => parserCase.name);
    expect(Object.keys(decidedElsewhere).filter((name) => !names.includes(name))).toEqual([]);
  });
});

type CaseError = NonNullable<ParserCase['error']>;

/** The phases that come before one: what BuildKit would have said first. */
function phasesUpTo(phase: CaseError['phase']): string[] {
  return phase === 'parse' ? [] : phase === 'instructions' ? ['parse'] : ['parse', 'instructions'];
}

/** Phase and line of a problem as BuildKit gives them: those of the whole instruction, from 0 for directives, null where it has none. */
function placeOf(
  tree: DockerfileTree,
  { phase, span }: Problem,
  error: CaseError,
): { phase: string; line: number | null } {
  const line = lineAt(tree.lines, span.start);
  const instruction = tree.instructions.find((it) => line >= it.firstLine && line <= it.lastLine);
  const isDirective = tree.directives.some((directive) => contains(directive.span, span));
  const own = instruction ? instruction.firstLine + 1 : isDirective ? line : line + 1;
  return { phase, line: error.line === null ? null : own };
}

/** 1-based: where BuildKit puts its warning about empty continuation lines. */
function lastLineBeforeHeredocs(tree: DockerfileTree, { heredocs, lastLine }: Instruction): number {
  return heredocs[0] ? lineAt(tree.lines, heredocs[0].body.start) : lastLine + 1;
}
