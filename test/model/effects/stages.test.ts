import { describe, expect, it } from 'vitest';
import { checkEffects, effectsOf } from './checkEffects';

const dirty = 'RUN apt-get update && apt-get install -y less';
const marked = 'RUN «apt-get update» && apt-get install -y less';

describe('stages', () => {
  it.each([
    [`FROM debian:12 AS dev\n${dirty}\nFROM debian:12\nRUN true`, 0],
    [`FROM debian:12 AS base\n${marked}\nFROM base\nRUN true`, 1],
    [`FROM debian:12 AS base\n${marked}\nFROM base AS b2\nRUN true\nFROM b2`, 1],
    [`FROM debian:12 AS base\n${dirty}\nFROM Base\nRUN true`, 0],
    [`ARG B=base\nFROM debian:12 AS base\n${marked}\nFROM \${B}`, 1],
    [`ARG B=alpine\nFROM debian:12 AS base\n${dirty}\nFROM $B`, 0],
    [`FROM debian:12 AS base\nENV L=/var/lib/apt/lists\nFROM base\n${dirty} && rm -rf $L/*`, 0],
    [`FROM debian:12 AS base\nSHELL ["/bin/bash", "-c"]\nFROM base\n${dirty} && rm -rf /var/lib/apt/{lists,x}/*`, 0],
    [`FROM debian:12\nARG D=/var/lib/apt L=$D/lists\n${dirty} && rm -rf $L/*`, 0],
    [`FROM debian:12\nENV D=/var/lib/apt L=$D/lists\n${marked} && rm -rf $L/*`, 1],
    [`ARG D=/var/lib/apt L=$D/lists\nFROM debian:12\nARG L\n${dirty} && rm -rf $L/*`, 0],
    [`FROM debian:12 AS base\nWORKDIR /var/lib/apt\nFROM base\n${dirty} && rm -rf lists/*`, 0],
    [`FROM debian:12\nENV L=/var/lib/apt/lists\nFROM debian:12\n${marked} && rm -rf $L/*`, 1],
  ])('%s', (source, count) => checkEffects(`${source}\n`, new Array<string>(count).fill('apt-lists')));

  it('removes in a child what the parent has left', () => {
    const { left } = effectsOf(`FROM debian:12 AS base\n${dirty}\nFROM base\nRUN rm -rf /var/lib/apt/lists/*\n`);
    expect(left.map((it) => it.removedBy?.instruction.firstLine)).toEqual([3]);
  });
});

describe('COPY --from', () => {
  it.each([
    ['FROM python:3.13 AS b\nRUN pip install --user six\nFROM python:3.13\nCOPY --from=b «/root /root»', 'pip-cache'],
    [
      'FROM python:3.13 AS b\nRUN pip install --user six\nFROM python:3.13\nCOPY --from=0 «/root/.cache /c»',
      'pip-cache',
    ],
    [
      'FROM python:3.13 AS b\nRUN pip install --user six\nFROM python:3.13\nCOPY --from=b /root/.local /root/.local',
      '',
    ],
    ['FROM node:20 AS b\nWORKDIR /app\nRUN npm ci\nFROM node:20\nCOPY --from=b /app /app', ''],
    [
      'FROM node:20 AS b\nWORKDIR /app\nRUN npm ci && rm -rf ~/.npm\nFROM node:20\nCOPY --from=b /app /app\nRUN «chown -R node /app»',
      'metadata',
    ],
    ['FROM debian:12 AS b\nRUN git clone https://x.test/t.git /t\nFROM debian:12\nCOPY --from=B «/t /t»', 'git-folder'],
    [
      'FROM debian:12 AS b\nRUN git clone https://x.test/t.git /t && cd /t && git submodule init && git submodule update\nFROM debian:12\nCOPY --from=b «/t /t»',
      'git-folder',
    ],
    ['FROM debian:12 AS b\nRUN git clone https://x.test/t.git /t\nFROM debian:12\nCOPY --from=b /t/bin /t', ''],
    ['FROM debian:12\nCOPY --from=nginx /etc/nginx /etc/nginx', ''],
    ...[
      ['COPY --from=a /s /s\nCOPY --from=b «/s /s»', 'overwritten'],
      ['COPY --from=a /s /s\nCOPY --from=a /s/x.bin /s/x.bin', ''],
      ['COPY --from=a /s /s\nCOPY --from=0 /s /s', ''],
      ['COPY --from=a /s /s\nCOPY --from=a --chown=5 «/s /s»', 'overwritten'],
      ['COPY --from=a --chown=5 /s /s\nCOPY --from=a --chown=5 /s /s', ''],
    ].map(([copies, label]) => [
      `FROM debian:12 AS a\nCOPY x.bin /s/x.bin\nFROM debian:12 AS b\nCOPY y.bin /s/x.bin\nFROM debian:12\n${copies}`,
      label!,
    ]),
    ['FROM debian:12 AS b\nCOPY x.bin /s/\nFROM b\nCOPY --from=b /s /s', ''],
    ['FROM debian:12 AS b\nCOPY x.bin /s/\nFROM b\nCOPY --from=b --chown=5 «/s /s»', 'overwritten'],
    [
      'FROM node:20 AS b\nWORKDIR /s\nRUN npm ci && rm -rf ~/.npm\nFROM b\nCOPY --from=b --chown=node «/s /s»',
      'overwritten',
    ],
  ])('%s', (source, label) => checkEffects(`${source}\n`, label === '' ? [] : [label]));

  it('names the line of the other stage', () => {
    const { left } = effectsOf(
      'FROM python:3.13 AS b\nRUN pip install --user six\nFROM python:3.13\nCOPY --from=b /root /root\n',
    );
    expect(left[0]?.origin?.instruction.firstLine).toBe(1);
    expect(left[0]?.paths).toEqual(['/root/.cache/pip']);
  });
});

describe('ONBUILD', () => {
  it('fires for a stage that is built from it, at the end of the file in the builds of others', () => {
    checkEffects(`FROM debian:12 AS base\nONBUILD ${marked}\nFROM base\nRUN true\n`, ['apt-lists']);
    checkEffects(`FROM debian:12\nONBUILD ${marked}\n`, ['apt-lists']);
    checkEffects(`FROM debian:12 AS base\nONBUILD ${dirty}\nFROM base AS b2\nFROM debian:12\n`);
  });

  it('fires once only, before the instructions of the child', () => {
    const text = `FROM debian:12 AS base\nONBUILD ${dirty}\nFROM base AS b2\nFROM b2\nRUN rm -rf /var/lib/apt/lists/*\n`;
    const { left } = effectsOf(text);
    expect(left.map((it) => [it.firedBy?.firstLine, it.removedBy?.instruction.firstLine])).toEqual([[2, 4]]);
  });
});
