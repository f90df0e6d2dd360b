import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { createPlaceFinder } from '../../server/src/rules/engine/placesOfCodes';
import type { Suppression } from '../../server/src/rules/engine/suppressions';
import codes from './parity/codes.json';

const above: Suppression = {
  dialect: 'hadolint',
  span: { start: 0, end: 1 },
  scope: 'instruction',
  lines: { first: 1, last: 1 },
  names: [],
};

/** Told of the file, of a comment, or of what a comment or line does not have, so that no instruction tells where. */
const withoutPlace = [
  'DL1001',
  'DL3061',
  'ConsistentInstructionCasing',
  'InvalidBaseImagePlatform',
  'InvalidDefaultArgInFrom',
  'InvalidDefinitionDescription',
  'NoEmptyContinuation',
];

it('knows where every code of hadolint and BuildKit can occur, but those that are not about instructions', () => {
  const cannotOccur = createPlaceFinder(parseDockerfile('FROM a\nSHELL ["/bin/sh", "-c"]\n'));
  const all = [...codes.hadolint.codes, ...codes.BuildKit.codes];
  expect(all.filter((code) => !cannotOccur(code, above)).sort()).toEqual(withoutPlace.sort());
});

it.each([
  ['DL3006', 'FROM reg.io:5000/a', true],
  ['DL3006', 'FROM --platform=linux/arm64 a AS b', true],
  ['DL3006', 'FROM --platform=linux/arm64 reg.io/a:1 AS b', false],
  ['DL3006', 'FROM a@sha256:0', false],
  ['DL3000', 'WORKDIR "a b"', true],
  ['DL3000', 'WORKDIR "/a b"', false],
  ['DL3025', 'CMD ["a", b]', true],
  ['DL3025', 'ONBUILD CMD a', true],
  ['DL3025', 'ONBUILD ENTRYPOINT ["a"]', false],
  ['DL3025', 'HEALTHCHECK CMD a', true],
  ['DL3043', 'ONBUILD RUN a', true],
  ['DL3008', 'ONBUILD RUN apt\\\n# why\n-get', true],
  ['DL4001', 'RUN <<E\ncurl x\nE', true],
  ['SC2086', 'RUN a', true],
  ['SC2086', 'ENV a=b', false],
  ['ReservedStageName', 'FROM a as context', true],
  ['ReservedStageName', 'FROM a', false],
])('%s of %j: %j', (code, instruction, expected) => {
  const cannotOccur = createPlaceFinder(parseDockerfile(`# x\n${instruction}\n`));
  expect(!cannotOccur(code, above)).toBe(expected);
});
