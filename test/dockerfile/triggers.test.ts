import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { triggerOf, triggerProblems } from '../../server/src/dockerfile/triggers';
import { marked, withMarks } from '../support/marks';

describe('triggerOf', () => {
  it.each([
    ['ONBUILD RUN a \\\n  b', ' RUN a   b'],
    ['onbuild --x RUN a', ' --x RUN a'],
    ['ONBUILD COPY <<A <<B /x\n1\nA\n2\n\tB\nB\n', ' COPY <<A <<B /x\n1\nA\n2\n\tB\nB'],
    ['ONBUILD RUN cat <<-E\n\tx\n\tE\n', ' RUN cat <<-E\n\tx\nE'],
    ['ONBUILD RUN <<E', ' RUN <<E'],
  ])('%j', (source, text) => {
    const tree = parseDockerfile(source);
    expect(triggerOf(tree, tree.instructions[0]!)?.view.text).toBe(text);
  });

  it('is undefined for others', () => {
    const tree = parseDockerfile('FROM a\nONBUILD\n');
    expect(tree.instructions.map((instruction) => triggerOf(tree, instruction))).toEqual([undefined, undefined]);
  });

  it('is parsed with a backslash as escape character', () => {
    const tree = parseDockerfile('# escape=`\nONBUILD ENV a=b` c\n');
    expect(tree.instructions[0]!.trigger!.args).toMatchObject({ pairs: [{ value: { text: 'b` c' } }] });
    expect(triggerProblems(tree, tree.instructions[0]!)).toMatchObject([{ code: 'pair-without-equals' }]);
  });
});

describe('triggerProblems', () => {
  it.each([
    ['FROM a\nONBUILD «FOO» x\n', 'unknown-instruction'],
    ['FROM a\nONBUILD« # foo»\n', 'no-instructions'],
    ['FROM a\nONBUILD COPY \\\n  «a»\n', 'missing-arguments'],
    ['FROM a\nONBUILD RUN --mount=type=«foo»,target=/x ls\n', 'invalid-mount'],
    ['FROM a\nONBUILD COPY <<E /x\n${a«^»^}\nE\n', 'unsupported-modifier'],
    ['FROM a\nONBUILD COPY --from=Builder a b\n'],
    ['FROM a\nONBUILD RUN ls\n'],
  ])('%j', (source, ...codes) => {
    const tree = parseDockerfile(marked(source).text);
    const problems = triggerProblems(tree, tree.instructions[1]!);
    const spans = problems.map((problem) => problem.span);
    expect([withMarks(tree.text, spans), problems.map(({ code }) => code)]).toEqual([source, codes]);
    expect(problems.every((problem) => problem.phase === 'build')).toBe(true);
    expect(tree.problems).toEqual([]);
  });
});
