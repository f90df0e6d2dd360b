import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectsOf } from './checkEffects';

const lines = fc.constantFrom(
  'FROM debian:12 AS a',
  'FROM a',
  'FROM node:22 AS b',
  'FROM ${X:-a}',
  'ARG X',
  'ARG X=/t',
  'ENV Y=$X/y Z=${Y%%t*}',
  'WORKDIR $Y',
  'USER app:x',
  'USER 0',
  'SHELL ["/bin/bash", "-ec"]',
  'SHELL ["cmd"]',
  'COPY . .',
  'COPY --from=a / /',
  'COPY --from=0 $X /tmp/',
  'COPY <<E /e\n$X\nE',
  'ADD https://x.test/a.tgz /tmp/',
  'ADD a.tar /',
  'ONBUILD RUN apt-get update',
  'VOLUME /x',
  'RUN --mount=type=cache,target=/tmp <<E\n#!/usr/bin/python3\nf(["rm", "-rf", "/"])\nE',
  'RUN ["sh", "-c", "a \\\\\\n b"]',
);
const words = fc.constantFrom(
  'apt-get update',
  'apt-get install -y x',
  'rm -rf /*',
  'rm -rf $X/{a,b}*',
  'rm',
  'mv /a* /b',
  'mv / /x',
  'cp -r / /c',
  'cd $X',
  'cd ..',
  'pip install .',
  'npm ci',
  'npm prune',
  'yarn',
  'curl -O https://x.test/y',
  'tar xf *',
  'tar x',
  'find / -delete',
  'find . -exec rm {} +',
  'ln -s / /l',
  'ln -s /l /l',
  'git clone x',
  'chown -R a /',
  'touch a',
  'for i in * $X; do',
  'done',
  'while true; do',
  'if [ -z "$X" ]; then',
  'else',
  'fi',
  'f() {',
  '}',
  'f a',
  'f() { f; }',
  '(',
  ')',
  'exit',
  'break',
  'return 1',
  'set -e',
  'trap f EXIT',
  'eval "$X"',
  'sh -c "f; $X"',
  'X=$(mktemp -d)',
  'X=${X#*/}',
  'echo a > $X',
  'sh $X',
  'read X',
  'wait',
  'dpkg -s x',
  '! true',
  'case $X in',
  '*) a ;;',
  'esac',
  'xargs rm',
  "printf '%s\\n' *",
);
const joints = fc.constantFrom(' && ', ' || ', '; ', ' | ', ' & ', ' \\\n ', '\n', ' ');
const scripts = fc.array(fc.tuple(words, joints), { maxLength: 12 }).map((it) => `RUN ${it.flat().join('')}true`);
const dockerfiles = fc
  .array(fc.oneof(lines, scripts, fc.string()), { maxLength: 12 })
  .map((it) => `FROM debian\n${it.join('\n')}\n`);

describe('effects of any text', () => {
  it('are found without an exception, with spans that lie in the text', () => {
    fc.assert(
      fc.property(dockerfiles, (text) => {
        const { left, removedLate } = effectsOf(text);
        const spans = [
          ...left.flatMap((it) => [it.span, ...it.writers.map((writer) => writer.span)]),
          ...removedLate.flatMap((it) => [it.writtenAt, it.removedAt]),
        ];
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const { paths } of left) {
          expect(paths.join()).not.toMatch(/[\uE010-\uE018]/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
