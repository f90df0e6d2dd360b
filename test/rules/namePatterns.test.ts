import { expect, it } from 'vitest';
import { parseImageReference } from '../../server/src/model/imageReference';
import { isImageAmong, matchesPattern } from '../../server/src/rules/engine/namePatterns';

it.each([
  ['alpine', 'alpine', true],
  ['alpine', 'alp*', true],
  ['alpine', '*', true],
  ['alpine', 'a*i*e', true],
  ['alpine', 'a*i', false],
  ['', '*', true],
  ['', '', true],
  ['a', '', false],
  ['a.b', 'a?b', false],
  ['abab', '*ab', true],
])('%j is meant by %j: %j', (name, pattern, expected) => expect(matchesPattern(name, pattern)).toBe(expected));

it.each([
  ['alpine:3', 'alpine', true],
  ['alpine', 'docker.io/library/alpine', true],
  ['docker.io/alpine', 'alpine', true],
  ['library/alpine@sha256:0', 'alpine', true],
  ['team/app', 'docker.io/team/*', true],
  ['team/app', 'app', false],
  ['ghcr.io/team/app:1', 'ghcr.io/*', true],
  ['ghcr.io/team/app:1', 'team/app', false],
  ['localhost:5000/base', 'localhost:5000/base', true],
])('the image %s is among %s: %j', (image, pattern, expected) =>
  expect(isImageAmong(parseImageReference(image), [pattern])).toBe(expected),
);
