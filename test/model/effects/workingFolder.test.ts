import { describe, expect, it } from 'vitest';
import { checkEffects, effectsOf } from './checkEffects';

/** What is left, and the command that the end of its RUN lacks. */
function leftovers(instructions: string): unknown[] {
  return effectsOf(`FROM example.com/base:1\n${instructions}`).left.map(({ paths, cleanup }) => [...paths, cleanup]);
}

describe('the working folder of a base image that nobody knows', () => {
  const clone = 'git clone https://a.test/x.git';
  it.each([
    [`RUN ${clone}\n`, ['x/.git', 'rm -rf x/.git']],
    [`RUN ${clone} && cd x && make\n`, ['x/.git', 'rm -rf .git']],
    [`RUN mkdir y && ${clone} && cd y && make\n`, ['x/.git', 'rm -rf ../x/.git']],
    [`RUN (${clone}; cd x && make)\n`, ['x/.git', 'rm -rf x/.git']],
    [`RUN ${clone} && cd /srv\n`, ['x/.git', undefined]],
    [`RUN cd .. && ${clone} && cd -\n`, ['../x/.git', 'rm -rf ../x/.git']],
    [`WORKDIR sub\nRUN ${clone}\n`, ['sub/x/.git', 'rm -rf x/.git']],
    [`WORKDIR /srv\nRUN ${clone}\n`, ['/srv/x/.git', 'rm -rf /srv/x/.git']],
    [`RUN ${clone} $SRC/x\n`, ['$SRC/x/.git', 'rm -rf "$SRC/x/.git"']],
    [`RUN for a in $(ls); do ${clone} $a; done\n`, ['*/.git', undefined]],
    ['RUN wget https://a.test/x.tar && tar xf x.tar\n', ['x.tar', 'rm -f x.tar']],
  ])('%j', (instructions, expected) => {
    expect(leftovers(instructions)).toEqual([expected]);
  });

  it('of images that are known is theirs', () => {
    const [first] = effectsOf(`FROM golang:1.24\nRUN ${clone}\n`).left;
    expect(first?.paths).toEqual(['/go/x/.git']);
  });
});

describe('what a later instruction needs', () => {
  const needed = (text: string) => effectsOf(text).left.map(({ neededBy }) => neededBy?.instruction.firstLine);

  it('is the history of a clone for git', () => {
    const clone = 'FROM debian:12\nRUN git clone https://a.test/x.git\n';
    expect(needed(`${clone}RUN cd x/src && git describe\n`)).toEqual([2]);
    expect(needed(`${clone}WORKDIR x\nRUN git checkout v1\n`)).toEqual([3]);
    expect(needed(`${clone}RUN git config --global a b && git -C y log\n`)).toEqual([undefined]);
  });

  it('are temporary files in whose folder it works', () => {
    const first = (text: string) => needed(text)[0];
    const clone = 'FROM debian:12\nRUN git clone https://a.test/x.git /tmp/x\n';
    expect(first(`${clone}RUN cd /tmp/x/src && make\n`)).toBe(2);
    expect(first(`${clone}WORKDIR /tmp/x\nRUN make\nWORKDIR /\n`)).toBe(3);
    expect(first(`${clone}RUN cd /tmp && make -C /src\n`)).toBeUndefined();
    expect(
      first('FROM debian:12\nRUN curl https://a.test/x-1.0.tgz | tar xz -C /tmp\nRUN cd /tmp/x-1.0 && ./configure\n'),
    ).toBe(2);
  });

  it('are no lists for a RUN that fetches its own', () => {
    const update = 'FROM debian:12\nRUN apt-get update\n';
    expect(needed(`${update}RUN apt-get install -y less\n`)).toEqual([2]);
    expect(needed(`${update}RUN apt-get update && apt-get install -y less\n`)[0]).toBeUndefined();
    expect(needed(`${update}RUN apt-get install -yU less\n`)[0]).toBeUndefined();
  });
});

describe('an archive that a later instruction unpacks', () => {
  it.each([
    ['RUN wget https://a.test/x.tgz && tar xzf x.tgz\n', undefined],
    ['RUN wget https://a.test/x.tgz\nRUN tar xzf x.tgz\n', 2],
  ])('%j is needed there', (instructions, line) => {
    const [first] = effectsOf(`FROM debian:12\n${instructions}`).left;
    expect(first?.neededBy?.instruction.firstLine).toBe(line);
  });
});

describe('rm without -r', () => {
  it.each(['rm /var/cache/apk/*', 'rm x /var/cache/apk/*', 'rm -f /var/cache/apk/*'])('deletes files: %s', (removal) =>
    checkEffects(`FROM alpine:3.22\nRUN apk add -U less && touch x && ${removal}\n`),
  );
  it('leaves folders', () => {
    const text = 'FROM python:3.13\nRUN pip install --no-compile a && rm -f /root/.cache/*\n';
    expect(effectsOf(text).left.map(({ attempt }) => attempt?.why)).toEqual(['notRecursive']);
  });
});

describe('a name that is taken for an unknown thing', () => {
  const unpacked = 'FROM example.com/base:1\nRUN curl https://a.test/x.tgz | tar xz\n';
  it('is not that of a script', () => checkEffects(`${unpacked}RUN chmod +x run.sh\n`));
  it('is not made larger by a pattern at its end', () =>
    checkEffects('FROM debian:12\nCOPY environment.yml* /tmp/a/\nRUN rm -rf /tmp/a\n'));
  it('is not that of a folder which every image has', () =>
    checkEffects('FROM example.com/base:1 AS a\nFROM debian:12\nCOPY --from=a /root-out/ /\nRUN rm -rf /tmp/*\n'));
});

describe('apt-get install --update', () => {
  it.each(['-U', '--update', '-qqUy'])('leaves lists with %s', (option) =>
    checkEffects(`FROM debian:13\nRUN «apt-get install» ${option} less\n`, ['apt-lists']),
  );
});
