import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { buildModel } from '../../server/src/model/model';
import { lineageOf, stageNamed } from '../../server/src/model/stages';

/** The stages of a file as `name<parent or image`, final ones with a star. */
function stagesOf(text: string): string[] {
  const { stages } = buildModel(parseDockerfile(text));
  return stages.map(
    ({ name, parent, image, final }) => `${name ?? ''}<${parent ? parent.index : image}${final ? '*' : ''}`,
  );
}

describe('stages', () => {
  it.each([
    ['FROM debian:12\n', ['<debian:12*']],
    ['FROM a AS x\nFROM x AS y\nFROM y\n', ['x<a*', 'y<0*', '<1*']],
    ['FROM a AS x\nFROM b\n', ['x<a', '<b*']],
    ['FROM a AS Base\nFROM base\n', ['base<a*', '<0*']],
    ['FROM a AS base\nFROM Base\n', ['base<a', '<Base*']],
    ['FROM x\nFROM a AS x\n', ['<x', 'x<a*']],
    ['FROM a AS x\nFROM b AS x\nFROM x\n', ['x<a', 'x<b*', '<1*']],
    ['FROM golang AS golang\n', ['golang<golang*']],
    ['ARG V=12\nFROM debian:$V\n', ['<debian:12*']],
    ['ARG V\nFROM debian:$V\n', ['<undefined*']],
    ['ARG V\nFROM debian:${V:-11}\n', ['<debian:11*']],
    ['ARG A=x\nARG B=${A}y\nFROM $B\n', ['<xy*']],
    ['ARG B=base\nFROM a AS base\nFROM $B\n', ['base<a*', '<0*']],
    ['FROM --platform=$BUILDPLATFORM a-$TARGETARCH\n', ['<a-amd64*']],
    ['FROM "debian:12"\n', ['<debian:12*']],
    ['RUN x\n', []],
  ])('%j', (text, expected) => expect(stagesOf(text)).toEqual(expected));

  it('lists a lineage from the outside in', () => {
    const { stages } = buildModel(parseDockerfile('FROM a AS x\nFROM b AS z\nFROM x AS y\nFROM y\n'));
    expect(lineageOf(stages[3]!).map((it) => it.index)).toEqual([0, 2, 3]);
  });

  it('finds the stage that COPY --from means', () => {
    const { stages } = buildModel(parseDockerfile('FROM a AS x\nFROM b AS X2\nFROM c AS x\n'));
    expect(['x', 'X', 'x2', '0', '+1', '00', '7', 'nginx'].map((it) => stageNamed(stages, it)?.index)).toEqual([
      2,
      2,
      1,
      0,
      1,
      0,
      undefined,
      undefined,
    ]);
  });
});
