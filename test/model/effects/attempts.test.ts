import { describe, expect, it } from 'vitest';
import { effectsOf } from './checkEffects';

/** What a cleaning command in vain is blamed for. */
function whyOf(run: string, base = 'debian:12'): string | undefined {
  return effectsOf(`FROM ${base}\n${run}\n`).left[0]?.attempt?.why;
}

describe('cleaning in vain', () => {
  it.each([
    ['RUN rm -rf /var/lib/apt/lists/* && apt-get update', 'early'],
    ['RUN apt-get update; grep -q a /b && rm -rf /var/lib/apt/lists/*; true', 'conditional'],
    ['RUN apt-get update && rm -rf "/var/lib/apt/lists/*"', 'quoted'],
    ['RUN apt-get update && rm -rf /var/lib/apt/{lists,x}/*', 'braces'],
    ['RUN apt-get update && rm /var/lib/apt/lists || true', 'notRecursive'],
    ['RUN apt-get update && apt-get clean', 'other'],
    ["RUN apt-get update && find /var/lib/apt/lists -name '*.gz' -delete", 'other'],
    ['RUN apt-get update && rm -rf /tmp/*', undefined],
  ])('%s', (run, why) => expect(whyOf(run)).toBe(why));

  it.each([
    ['RUN npm ci && npm cache clean', 'needsForce'],
    ['RUN npm ci && npm cache verify', 'other'],
    ['RUN npm cache clean --force && npm ci', 'early'],
  ])('%s', (run, why) => expect(whyOf(run, 'node:20')).toBe(why));

  it('takes the exec form for what it is', () => {
    const script =
      "RUN <<EOF\n#!/usr/bin/env python3\nrun(['apt-get', 'update'])\nrun(['rm', '-rf', '/var/lib/apt/lists/*'])\nEOF";
    expect(whyOf(script)).toBe('noShell');
  });

  it.each([
    ['RUN npm ci && su node -c "npm cache clean --force"', 'otherHome'],
    ['RUN npm ci && HOME=/srv npm cache clean --force', 'otherHome'],
    ['RUN npm ci --cache /opt/npm && npm cache clean --force', 'elsewhere'],
    ['RUN npm ci && rm -rf /home/node/.npm', 'elsewhere'],
    ['USER node\nRUN npm ci && rm -rf /root/.npm/*', 'elsewhere'],
    ['USER node\nRUN --mount=type=cache,target=/root/.npm npm ci', 'mountElsewhere'],
    ['USER node\nRUN --mount=type=bind,target=/root/.npm npm ci', undefined],
    ['USER node\nRUN --mount=type=cache,target=/root/.cache npm ci', undefined],
  ])('in another place: %s', (run, why) => expect(whyOf(run, 'node:20')).toBe(why));

  it.each([
    ['RUN yum -y install a; grep -q a /b && rm -rf /var/cache/yum; true', 'conditional'],
    ['RUN yum -y install a; grep -q a /b && rm -rf /var/cache/yum/*; true', 'conditional'],
    ['RUN rm -rf /var/cache/yum; yum -y install a', 'early'],
    ['RUN yum -y install a && rm -rf /opt/yum', 'elsewhere'],
  ])('where the folder can only be guessed: %s', (run, why) => expect(whyOf(run, 'example.com/base')).toBe(why));

  it.each([
    ['RUN pip install a && rm -rf /root/*', 'hidden'],
    ['RUN pip install --no-cache-dir -e . && rm -rf /root/*', 'hidden'],
    ['RUN pip install a; grep -q a /b && rm -rf /root/.[a-z]*; true', 'conditional'],
  ])('with a wildcard that takes no names with a dot: %s', (run, why) => expect(whyOf(run, 'python:3.13')).toBe(why));

  it('says that a flag does not reach the builds of projects', () => {
    expect(whyOf('RUN pip install --no-cache-dir .', 'python:3.13')).toBe('notForBuilds');
  });

  it('names who needs what is left', () => {
    const { left } = effectsOf('FROM debian:12\nRUN apt-get update\nRUN apt-get install -y less\n');
    expect(left[0]?.neededBy?.instruction.firstLine).toBe(2);
  });
});
