import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { firedTriggers } from '../../server/src/model/firedTriggers';
import { buildModel } from '../../server/src/model/model';

it.each<[string, string, number[]]>([
  ['the next stage', 'FROM a AS x\nFROM x\n', [0]],
  ['no stage', 'FROM a AS x\nFROM b\n', []],
  ['a stage that nobody needs', 'FROM a AS x\nFROM x AS y\nFROM b\n', []],
  ['a stage further on', 'FROM a AS x\nFROM x AS y\nFROM y\n', [0, 1]],
  ['a stage that a COPY needs', 'FROM a AS x\nFROM x AS y\nFROM b\nCOPY --from=y / /\n', [0]],
  ['a stage that a mount needs', 'FROM a AS x\nFROM x AS y\nFROM b\nRUN --mount=from=y,target=/y true\n', [0]],
])('triggers are fired by %s', (_, text, expected) => {
  const fired = firedTriggers(buildModel(parseDockerfile(text)));
  expect([...fired.keys()].map(({ index }) => index).sort()).toEqual(expected);
});
