import { describe, expect, it } from 'vitest';
import { checkEffects, contextOf, effectsOf } from './checkEffects';

describe('rm with a variable that is or may be empty', () => {
  const context = contextOf({ 'data/a.bin': 600_000 });
  const dies = ['deleted'];
  it.each([
    ['is unset in a plain image', 'FROM debian:12\nCOPY data /srv\nRUN «rm -rf /srv/$X»\n', dies],
    ['is quoted', 'FROM debian:12\nCOPY data /srv\nRUN «rm -rf "/srv/${X}"»\n', dies],
    ['was unset by the script', 'FROM debian:12\nCOPY data /srv\nRUN X=b; unset X; «rm -rf /srv/$X»\n', dies],
    ['was set empty', 'FROM debian:12\nENV X=\nCOPY data /srv\nRUN «rm -rf /srv/$X»\n', dies],
    ['is an argument above FROM only', 'ARG X=b\nFROM debian:12\nCOPY data /srv\nRUN «rm -rf /srv/$X»\n', dies],
    ['is an argument without a value', 'FROM debian:12\nARG X\nCOPY data /srv\nRUN «rm -rf /srv/$X»\n', dies],
    ['names nothing that is there', 'FROM debian:12\nENV X=b\nCOPY data /srv\nRUN rm -rf /srv/$X\n', []],
    ['may come from an unknown image', 'FROM a.test/b\nCOPY data /srv\nRUN rm -rf /srv/$X\n', []],
    ['may come from it as an argument', 'FROM a.test/b\nARG X\nCOPY data /srv\nRUN rm -rf /srv/$X\n', []],
    ['may come from it through ENV', 'FROM a.test/b\nARG X\nENV Y=$X\nCOPY data /srv\nRUN rm -rf /srv/$Y\n', []],
    ['comes from a file', 'FROM debian:12\nCOPY data /srv\nRUN . /etc/env; rm -rf /srv/$X\n', []],
    ['is all there is to remove', 'FROM debian:12\nWORKDIR /srv\nCOPY data .\nRUN rm -rf $X\n', []],
    ['runs over unknown names', 'FROM debian:12\nCOPY data /srv\nRUN for X in $(cat a); do rm -rf /srv/$X; done\n', []],
  ])('%s', (_, source, labels) => checkEffects(source, labels, context));

  it('cleans what is in the same layer', () => {
    checkEffects('FROM debian:12\nRUN apt-get update && apt-get install -y less && rm -rf /var/lib/apt/lists/$X\n');
  });

  it.each(['debian:12', 'buildpack-deps:12'])('removes what was written by the same name on %s', (base) => {
    checkEffects(`FROM ${base}\nRUN curl -LO https://a.test/go$V.tgz && tar -xzf go$V.tgz && rm -f go$V.tgz\n`);
    checkEffects(`FROM ${base}\nRUN git clone https://a.test/b /src/$V && cp /src/$V/c /usr/bin/ && rm -rf /src/$V\n`);
  });

  it('takes the default of an argument that an unknown image may set', () => {
    checkEffects(
      'FROM a.test/b\nARG X\nRUN apt-get update && apt-get install -y less && rm -rf ${X:-/var/lib/apt/lists}\n',
    );
  });
});

describe('the home folder in instructions other than RUN', () => {
  const unpack = 'cd $D && wget http://a.test/x.tar.gz && tar xf x.tar.gz';
  const left = (text: string) => effectsOf(text).left.map(({ paths, cleanup }) => [...paths, cleanup]);

  it.each([
    ['is empty in a known image', 'FROM debian:12\nENV D=$HOME/d', '/d/x.tar.gz', 'rm -f /d/x.tar.gz'],
    ['is what the file sets', 'FROM debian:12\nENV HOME=/h\nENV D=$HOME/d', '/h/d/x.tar.gz', 'rm -f /h/d/x.tar.gz'],
    [
      'is what the image sets',
      'FROM jupyter/base-notebook\nENV D=$HOME/d',
      '/home/jovyan/d/x.tar.gz',
      'rm -f /home/jovyan/d/x.tar.gz',
    ],
    ['is not the one of the shell in others', 'FROM a.test/b\nENV D=${HOME}/d', '*/d/x.tar.gz', undefined],
  ])('%s', (_, head, path, cleanup) => {
    expect(left(`${head}\nRUN ${unpack}\n`)).toEqual([[path, cleanup]]);
  });

  it('is no place that a removal in a shell meets', () => {
    const context = contextOf({ 'data/a.bin': 600_000 });
    checkEffects('FROM debian:12\nCOPY data $HOME/d\nRUN rm -rf "$HOME/d"\n', [], context);
    checkEffects('FROM debian:12\nCOPY data $HOME/d\nRUN «rm -rf /d»\n', ['deleted'], context);
  });
});
