import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { buildModel } from '../../server/src/model/model';

/** The values of the last instruction's words, as far as the file tells. */
function lastValue(text: string): string | undefined {
  const model = buildModel(parseDockerfile(text));
  const last = model.tree.instructions.at(-1)!;
  return model.variables.valueAt(last, last.args.form === 'text' ? last.args.word.text : '');
}

describe('the value at an instruction', () => {
  it.each<[string, string, string | undefined]>([
    ['ENV', 'FROM scratch\nENV A=1\nUSER $A', '1'],
    ['the default of ARG', 'FROM scratch\nARG A=1\nUSER $A', '1'],
    ['the later of two', 'FROM scratch\nENV A=1\nARG A=2\nUSER $A', '2'],
    ['not what comes below', 'FROM scratch\nUSER a$A\nENV A=1\nUSER a', 'a'],
    ['a parent stage', 'FROM scratch AS a\nENV A=1\nFROM a\nUSER $A', '1'],
    ['not another stage', 'FROM scratch AS a\nENV A=1\nFROM scratch\nUSER x$A', 'x'],
    ['a global argument that is repeated', 'ARG A=1\nFROM scratch\nARG A\nUSER $A', '1'],
    ['not a global argument by itself', 'ARG A=1\nFROM scratch\nUSER x$A', 'x'],
    ['a default of its own', 'ARG A=1\nFROM scratch\nARG A=2\nUSER $A', '2'],
    ['an argument without a value, which only the build gives', 'FROM scratch\nARG A\nUSER $A', undefined],
    ['what was set before an ARG without a value', 'FROM scratch\nENV A=1\nARG A\nUSER $A', '1'],
    ['a base image, which may set anything', 'FROM alpine\nUSER $A', undefined],
    ['the platform', 'FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH', undefined],
    ['pairs of one ENV, which do not see each other', 'FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $B', '1'],
    ['names of one ARG, which do', 'FROM scratch\nARG A=1 B=$A\nUSER $B', '1'],
    ['modifiers', 'FROM scratch\nENV A=abc\nUSER ${A#a}${B:-x}', 'bcx'],
    ['quotes', 'FROM scratch\nENV "A"=\'1 2\'\nUSER "$A"', '1 2'],
    ['a default of a variable that only the image knows', 'FROM alpine\nENV A=$B\nUSER $A', undefined],
  ])('is known for %s', (_, text, expected) => {
    expect(lastValue(text)).toBe(expected);
  });
});

describe('the value in FROM', () => {
  it.each<[string, string, object]>([
    ['nothing declared', 'FROM x', { text: '', fixed: true, byPlatform: false }],
    ['a default, which a build argument can change', 'ARG A=1\nFROM x', { text: '1', fixed: false, byPlatform: false }],
    ['no default', 'ARG A\nFROM x', { text: '', fixed: false, byPlatform: false }],
    ['an argument of a stage, which does not count', 'FROM x\nARG A=1', { text: '', fixed: true, byPlatform: false }],
    ['a default made of others', 'ARG B\nARG A=x/$B:1\nFROM x', { text: 'x/:1', fixed: false, byPlatform: false }],
    ['a default of itself', 'ARG A=1\nARG A=$A.2\nFROM x', { text: '1.2', fixed: false, byPlatform: false }],
    ['a default from the platform', 'ARG A=$TARGETARCH\nFROM x', { text: 'amd64', fixed: false, byPlatform: true }],
  ])('with %s', (_, text, expected) => {
    expect(buildModel(parseDockerfile(text)).variables.inFrom('$A')).toEqual(expected);
  });

  it('knows what BuildKit sets', () => {
    const { inFrom } = buildModel(parseDockerfile('FROM x')).variables;
    expect(inFrom('$BUILDARCH')).toMatchObject({ fixed: false, byPlatform: true });
  });
});
