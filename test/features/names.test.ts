import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { occurrencesAt } from '../../server/src/features/occurrences';
import { rename, renameTarget } from '../../server/src/features/rename';
import { buildModel } from '../../server/src/model/model';
import { applyEdits } from '../../server/src/text/edit';
import { marked, withMarks } from '../support/marks';

const modelOf = (text: string) => buildModel(parseDockerfile(text));

/** Checks that the name at `‸` occurs at exactly the places between `«` and `»`. */
function checkPlaces(source: string): void {
  const { text, spans, cursor } = marked(source);
  const found = occurrencesAt(modelOf(text), cursor!);
  const places = (found?.places ?? []).map(({ span }) => span).sort((a, b) => a.start - b.start);
  expect(withMarks(text, places)).toBe(withMarks(text, spans));
}

/** Checks that the name at `‸` is defined at the places between `«` and `»`. */
function checkDefinitions(source: string): void {
  const { text, spans, cursor } = marked(source);
  const found = occurrencesAt(modelOf(text), cursor!)?.definitions ?? [];
  expect(withMarks(text, found)).toBe(withMarks(text, spans));
}

function checkRename(source: string, newName: string, expected: string): void {
  const { text, cursor } = marked(source);
  const result = rename(modelOf(text), cursor!, newName);
  expect(result.kind === 'edits' ? applyEdits(text, result.edits) : result.message).toBe(expected);
}

function checkRefused(source: string, newName: string, message: string): void {
  const { text, cursor } = marked(source);
  expect(rename(modelOf(text), cursor!, newName)).toEqual({
    kind: 'refused',
    message: expect.stringContaining(message),
  });
}

describe('places of a stage', () => {
  it.each([
    [
      'everywhere that BuildKit finds it',
      'FROM a AS «b‸»\nFROM «b» AS c\nCOPY --from=«b» x y\nRUN --mount=from=«B»,target=/x ls',
    ],
    ['by number too', 'FROM a AS «b»\nFROM c\nCOPY --from=«‸0» x y\nCOPY --from=«b» x y'],
    ['without a name', 'FROM a\nFROM c\nCOPY --from=«‸0» x y\nCOPY --from=«0» x y'],
    ['of two with one name the later one', 'FROM a AS b\nFROM c AS «b»\nFROM d\nCOPY --from=«b‸» x y'],
    ['an image is none', 'FROM a AS b\nFROM c\nCOPY --from=al‸pine x y'],
    ['a number that is out of range is none', 'FROM a\nCOPY --from=‸7 x y'],
  ])('%s', (_name, source) => {
    checkPlaces(source);
  });

  it('is defined by its name, else by its FROM', () => {
    checkDefinitions('FROM a AS «b»\nFROM b‸');
    checkDefinitions('«FROM» a\nFROM c\nCOPY --from=‸0 x y');
  });
});

describe('places of a variable', () => {
  it.each([
    ['in one stage', 'FROM a\nARG «V‸»=1\nENV W=$«V» X=${«V»:-z}\nRUN echo $«V» "${«V»}"\nCOPY $«V» /'],
    ['from the place of use', 'FROM a\nARG «V»=1\nRUN echo $«V‸»'],
    ['with the global argument', 'ARG «V»=1\nFROM a:$«V»\nARG «V»\nRUN echo $«V‸»\nFROM b:$«V»'],
    ['without a global argument that is not brought in', 'ARG V=1\nFROM a:$V\nARG «V»=2\nRUN echo $«V‸»'],
    ['only the global argument', 'ARG «V»=1\nFROM a:$«V‸»\nARG V=2\nRUN echo $V'],
    ['not of a stage that is not built from it', 'FROM a\nARG «V‸»=1\nRUN $«V»\nFROM b\nRUN $V\nARG V=2'],
    ['of stages built from one another', 'FROM a AS b\nENV «V»=1\nFROM b\nRUN $«V‸»'],
    ['nested', 'FROM a\nENV W=1 «V»=2\nUSER ${W:-$«V‸»}'],
    ['not in single quotes', "FROM a\nENV «V‸»=2\nRUN echo '$V' $«V»"],
    ['with a quoted key', 'FROM a\nENV "«V‸»"=2\nUSER $«V»'],
    ['no variable of a script', 'FROM a\nRUN x=1; echo $‸x'],
    ['not the value', 'FROM a\nENV V=va‸lue'],
    ['through continuations', 'FROM a\nARG «V‸»=1\nRUN x \\\n  # note\n  $«V»'],
  ])('%s', (_name, source) => {
    checkPlaces(source);
  });

  it.each([
    ['FROM a\nARG V=1\nENV «V»=2\nRUN $V‸'],
    ['ARG «V»=1\nFROM a\nARG V‸'],
    ['ARG «V»=1\nFROM a\nARG «V»\nRUN $V‸'],
    ['FROM a AS b\nENV «V»=1\nFROM b\nUSER $V‸'],
    ['ARG «V»=1\nFROM a:$V‸'],
    ['FROM a\nENV «V»=1\nENV W=$V‸ V=2'],
  ])('is defined where the value comes from: %j', (source) => {
    checkDefinitions(source);
  });
});

describe('renaming', () => {
  it.each([
    [
      'FROM a AS b‸\nFROM c\nCOPY --from=b x y\nCOPY --from=0 x y',
      'build',
      'FROM a AS build\nFROM c\nCOPY --from=build x y\nCOPY --from=0 x y',
    ],
    [
      'FROM a AS b‸\nFROM b\nRUN --mount=type=bind,from=b,target=/x ls',
      'b2',
      'FROM a AS b2\nFROM b2\nRUN --mount=type=bind,from=b2,target=/x ls',
    ],
    ['ARG V=1\nFROM a:${V‸}\nARG V\nRUN echo "$V"', 'W', 'ARG W=1\nFROM a:${W}\nARG W\nRUN echo "$W"'],
    ['FROM a\nENV V 1 2\nUSER ${V‸:-x}', 'W', 'FROM a\nENV W 1 2\nUSER ${W:-x}'],
  ])('%j to %s', (source, newName, expected) => {
    checkRename(source, newName, expected);
  });

  it.each([
    ['FROM a AS b‸', 'B', 'lower-case'],
    ['FROM a AS b‸', '', 'lower-case'],
    ['FROM a AS b‸', 'a b', 'lower-case'],
    ['FROM a AS b‸', 'a..b', 'lower-case'],
    ['FROM a AS b‸', 'scratch', 'meaning of its own'],
    ['FROM a AS b‸\nFROM c AS d', 'd', 'already'],
    ['FROM a\nFROM b\nCOPY --from=‸0 x y', 'c', 'no name'],
    ['FROM a\nARG V‸=1', '1V', 'variable name'],
    ['FROM a\nARG V‸=1\nENV W=2', 'W', 'already'],
    ['FROM a\nARG TARGETARCH‸', 'X', 'BuildKit knows'],
    ['FROM a\nARG http_proxy‸', 'X', 'BuildKit knows'],
    ["FROM a\nARG V‸=1\nRUN sh -c 'echo $V'", 'W', 'line 3'],
    ['FROM a\nARG V‸=1\nRUN V=2 && echo $V', 'W', 'line 3'],
    ['FROM a\nRUN l‸s', 'W', 'Only stages and variables'],
  ])('%j to %j is refused', (source, newName, message) => {
    checkRefused(source, newName, message);
  });

  it('tells beforehand what would be renamed', () => {
    const { text, cursor } = marked('FROM a AS bui‸ld');
    expect(renameTarget(modelOf(text), cursor!)).toEqual({ kind: 'name', span: { start: 10, end: 15 }, name: 'build' });
    expect(renameTarget(modelOf('FROM a\nRUN ls'), 9)).toBeUndefined();
  });

  it('and back gives the same file', () => {
    const pieces = fc.constantFrom(
      'ARG V=1\n',
      'FROM a AS s\n',
      'FROM s\n',
      'FROM b:$V AS t\n',
      'ARG V\n',
      'ENV V=$V W=${V:-x}\n',
      'RUN echo "$V"\n',
      'COPY --from=s $V /\n',
      'RUN --mount=from=t,target=$V ls\n',
      'USER ${W#$V}\n',
      'CMD echo $V\n',
      '# $V\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(200), (parts, offset) => {
        const text = parts.join('');
        const at = Math.min(offset, text.length);
        const target = renameTarget(modelOf(text), at);
        if (target?.kind !== 'name') {
          return;
        }
        const there = rename(modelOf(text), at, 'unused');
        if (there.kind === 'refused') {
          return;
        }
        const renamed = applyEdits(text, there.edits);
        expect(renamed).not.toBe(text);
        const back = rename(modelOf(renamed), renamed.indexOf('unused') + 1, target.name);
        if (back.kind === 'refused') {
          expect(back.message).toContain('already'); // Two of one name cannot be made by renaming.
        } else {
          expect(applyEdits(renamed, back.edits)).toBe(text);
        }
      }),
    );
  });
});
