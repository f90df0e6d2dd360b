import { describe, expect, it } from 'vitest';
import { checkEffects, contextOf, effectsOf } from './checkEffects';

const install = (names: string) =>
  `RUN apt-get update && apt-get install -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/*`;

describe('files that packages brought', () => {
  it.each([
    [install('git'), '«rm -rf /usr/share/doc/*»', ['deleted']],
    [install('git'), '«rm -rf /usr/share/doc» /usr/share/man', ['deleted']],
    [install('git'), '«find /usr/share/doc -type f ! -name copyright -delete»', ['deleted']],
    [install('make'), '«rm -f /usr/bin/make»', ['deleted']],
    [install('file'), '«rm -rf /usr/lib/file»', ['deleted']],
    [install('git'), '«rm -f /usr/lib/git-core/git-*»', ['deleted']],
    [install('file'), 'rm -rf /usr/lib/git-core', []],
    [install('less'), '«chmod u+s /usr/bin/less»', ['metadata']],
    [install('less'), '«mv /usr/bin/less /usr/bin/more»', ['moved']],
    [install('make'), '«dpkg-divert --rename --add /usr/bin/make»', ['moved']],
    [install('locales-all'), '«find /usr/lib/locale -mindepth 1 ! -name "en*" -exec rm -rf {} +»', ['deleted']],
    [install('perl-modules-5.36'), '«rm -rf /usr/share/perl/5.36*»', ['deleted']],
    [install('make'), 'rm -rf /usr/share/perl', []],
    [install('python3'), 'chmod 755 /usr/bin/python3', []],
    [install('nginx'), 'rm -rf /usr/share/nginx/html/*', []],
    [install('make'), 'rm -f /usr/local/bin/make', []],
    [install('make'), '«apt-get install» -y --reinstall make && rm -rf /var/lib/apt/lists/*', ['overwritten']],
    ['RUN rm -rf /usr/share/man', 'rm -rf /usr/share/doc', []],
  ])('%s, then %s', (first, script, causes) => {
    checkEffects(`FROM debian:12\n${first}\nRUN ${script}\n`, causes);
  });

  it.each([['debian:12-slim'], ['ubuntu:24.04'], ['node:22-slim'], ['nginx:1.27']])('%s brings no manuals', (base) => {
    checkEffects(`FROM ${base}\n${install('git')}\nRUN rm -rf /usr/share/doc /usr/share/man\n`);
  });

  it.each([
    ['if grep -q x /proc/cpuinfo; then apt-get install -y make; else apt-get install -y less; fi', 'make less', 2],
    ['if grep -q x /proc/cpuinfo; then apt-get install -y make less; fi', 'make less', 2],
    [
      'apt-get install -y make less; if grep -q x /proc/cpuinfo; then apt-get purge -y --auto-remove less; fi',
      'make less',
      2,
    ],
    ['apt-get install -y make less; apt-get purge -y --auto-remove less', 'make less', 1],
    ['apt-get install -y less; apt-get purge -y --auto-remove less; apt-get install -y less', 'less', 1],
  ])('%s has brought %s, as far as anybody knows', (script, names, count) => {
    const first = `RUN apt-get update; ${script}; rm -rf /var/lib/apt/lists/*`;
    const second = names.split(' ').map((name) => `rm -f /usr/bin/${name}`);
    const { removedLate } = effectsOf(`FROM debian:12\n${first}\nRUN ${second.join(' && ')}\n`);
    expect(removedLate.map(({ how }) => how)).toEqual(new Array(count).fill('deleted'));
  });

  it.each([
    ['one', '«apt-get purge -y make»', 'rm -f /usr/bin/make', ['deleted']],
    ['base', 'apt-get purge -y make', '«rm -f /usr/bin/make»', ['deleted']],
  ])('that are gone in a stage are so for those made of it (%s) alone', (parent, removal, deletion, labels) => {
    const stages = `FROM debian:12 AS base\n${install('make')}\nFROM base AS one\nRUN ${removal}\n`;
    checkEffects(`${stages}FROM ${parent}\nRUN ${deletion}\n`, labels);
  });

  it('go with the line that brought them', () => {
    checkEffects(`FROM debian:12\n${install('make')} /usr/share/doc/* /usr/bin/make\n`);
  });
});

describe('files that programs make anew', () => {
  it.each([
    [install('ca-certificates'), '«update-ca-certificates»', ['overwritten']],
    [
      'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
      '«update-ca-certificates»',
      ['overwritten'],
    ],
    [install('curl'), 'update-ca-certificates', []],
    [install('locales'), 'localedef -i en_US -f UTF-8 en_US.UTF-8', []],
    [
      `${install('locales')} && localedef -i en_US -f UTF-8 en_US.UTF-8`,
      '«localedef -i de_DE -f UTF-8 de_DE.UTF-8»',
      ['overwritten'],
    ],
    [`${install('locales')} && localedef -i en_US -f UTF-8 en_US.UTF-8`, 'localedef --list-archive', []],
    [`${install('locales')} && localedef --no-archive -i en_US -f UTF-8 en_US`, 'localedef -i de_DE de_DE.UTF-8', []],
  ])('%s, then %s', (first, script, causes) => {
    checkEffects(`FROM debian:12\n${first}\nRUN ${script}\n`, causes);
  });
});

describe('programs that write', () => {
  it.each([
    ['COPY a.bin /a.bin\nRUN cp -n /etc/passwd /a.bin', []],
    ['COPY a.bin /a.bin\nRUN «cp /etc/passwd /a.bin»', ['overwritten']],
    ['COPY a.bin /a.bin\nRUN «exec 3>/a.bin»; echo x >&3', ['overwritten']],
    ['COPY a.bin /a.bin\nRUN exec 3</a.bin', []],
    ['RUN head -c 1M /dev/zero | «tr "\\0" x > /tmp/x»', ['temporary-files']],
    [`RUN «perl -e 'open F, ">/tmp/x"; print F "x" x 900000'»`, ['temporary-files']],
    [`RUN «perl -e 'open(my $f, ">", "/tmp/x"); print $f "x" x 900_000'»`, ['temporary-files']],
    [`RUN perl -e 'open F, ">/tmp/x"; print F "x"'`, []],
    [`RUN «python3 -c "open('/tmp/x', 'w').write('x' * 900000)"»`, ['temporary-files']],
    ['ENV PIP_NO_CACHE_DIR=1\nRUN pip install pipx && «pipx run» cowsay', ['temporary-files']],
  ])('%s', (lines, causes) => {
    checkEffects(`FROM debian:12\n${lines}\n`, causes, contextOf({ 'a.bin': 200_000 }));
  });
});
