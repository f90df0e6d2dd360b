import { expect, it } from 'vitest';
import { lintText } from '../../server/src/features/diagnostics';

const rulesFor = (text: string) => lintText(text).findings.map(({ rule }) => rule);

it('an image that only a stage declares is told by its error alone', () => {
  expect(rulesFor('FROM $BASE AS a\nARG BASE=alpine:3.22\nRUN id\n')).toEqual(['impossible-base-image']);
});

it('what is no name for a stage is no matter of upper and lower case', () => {
  expect(rulesFor('ARG NAME=a\nFROM alpine:3.22 AS ${NAME}\n')).not.toContain('stage-name-not-lower-case');
});
