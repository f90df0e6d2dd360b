import { describe, it } from 'vitest';
import { checkEffects, contextOf } from './checkEffects';

const context = contextOf({
  'app/big.bin': 3_000_000,
  'app/run.sh': '#!/bin/sh\n',
  'app/empty.bin': '',
  'big.bin': 300_000,
});

/** The command of the last RUN is marked where it kills what was copied. */
function checkOnCopied(copy: string, command: string): void {
  const kills = command.startsWith('«');
  const how = /-delete|-exec rm/.test(command) ? 'deleted' : 'metadata';
  checkEffects(`FROM debian:12\n${copy}\nRUN ${command}\n`, kills ? [how] : [], context);
}

describe('sizes', () => {
  it.each([
    '«find /app -size +1M -exec chmod 600 {} +»',
    '«find /app -size +2M -size -4M -delete»',
    '«find /app -size 3000000c -delete»',
    '«find /app ! -size -100k -delete»',
    'find /app -size -100k -delete',
    'find /app -size +5M -delete',
    'find /app -size +1G -o -size 7k -delete',
    'find /app -empty -delete',
    '«find /app ! -empty -delete»',
    'find /app -size nonsense -delete',
  ])('%s', (command) => checkOnCopied('COPY app /app', command));
});

describe('modes', () => {
  it.each([
    ['COPY --chmod=644 big.bin /x', 'find /x ! -perm 644 -exec chmod 644 {} +'],
    ['COPY --chmod=644 big.bin /x', '«find /x -perm 644 -exec chmod 600 {} +»'],
    ['COPY --chmod=640 big.bin /x', '«find /x -perm -u=rw -exec chmod 600 {} +»'],
    ['COPY --chmod=640 big.bin /x', 'find /x -perm -o+r -exec chmod 600 {} +'],
    ['COPY --chmod=755 big.bin /x', '«find /x -perm /111 -exec chmod a-x {} +»'],
    ['COPY big.bin /x', 'find /x -perm /111 -exec chmod a-x {} +'],
    ['COPY big.bin /x', 'find /x -executable -exec chmod a-x {} +'],
    ['COPY big.bin /x', '«find /x ! -perm 600 -exec chmod 600 {} +»'],
    ['COPY --chmod=$MODE big.bin /x', 'find /x -perm 755 -exec chmod 600 {} +'],
  ])('%s, %s', (copy, command) => checkOnCopied(copy, command));

  it.each([
    'umask 22; head -c 90000 /dev/urandom > /tmp/x && find /tmp -perm 644 -delete',
    'head -c 90000 /dev/urandom > /tmp/x && chmod u+x,go-r /tmp/x && find /tmp -perm 700 -delete',
    'head -c 90000 /dev/urandom > /tmp/x && chmod 4755 /tmp/x && find /tmp -perm -4000 -delete',
    '«head -c 90000 /dev/urandom > /tmp/x» && chmod a=r /tmp/x && find /tmp -perm -222 -delete',
  ])('%s', (run) => checkEffects(`FROM debian:12\nRUN ${run}\n`, run.includes('«') ? ['temporary-files'] : []));
});

describe('ages', () => {
  it.each([
    'head -c 90000 /dev/urandom > /tmp/x && find /tmp -mmin -5 -delete',
    'head -c 90000 /dev/urandom > /tmp/x && find /tmp -mtime 0 -delete',
    'touch /s && head -c 90000 /dev/urandom > /tmp/x && find /tmp -newer /s -delete',
    'touch -d yesterday /s && head -c 90000 /dev/urandom > /tmp/x && find /tmp -newer /s -delete',
    'head -c 90000 /dev/urandom > /tmp/x && find /tmp -newermt 2001-01-01 -delete',
    '«head -c 90000 /dev/urandom > /tmp/x» && find /tmp -mtime +0 -delete',
    '«head -c 90000 /dev/urandom > /tmp/x» && find /tmp -mmin +5 -delete',
    '«head -c 90000 /dev/urandom > /tmp/x» && touch /s && find /tmp -newer /s -delete',
    '«head -c 90000 /dev/urandom > /tmp/x» && find /tmp -ctime +3 -delete',
  ])('%s', (run) => checkEffects(`FROM debian:12\nRUN ${run}\n`, run.includes('«') ? ['temporary-files'] : []));

  it('files of the context are older than what a build writes', () => {
    checkOnCopied('COPY app /app\nRUN touch /s', 'find /app -newer /s -delete');
    checkOnCopied('COPY app /app\nRUN touch /s', '«find /app ! -newer /s -delete»');
  });
});

describe('owners', () => {
  it.each([
    'chown 33 /tmp/x && find /tmp -user www-data -delete',
    'chown 33:50 /tmp/x && find /tmp -group 50 -delete',
    'useradd -u 77 u && chown u /tmp/x && find /tmp -uid 77 -delete',
    'mkdir /tmp/y && find /tmp -user root -delete',
  ])('%s', (rest) => checkEffects(`FROM debian:12\nRUN head -c 90000 /dev/urandom > /tmp/x && ${rest}\n`));

  it.each(['chown 33 /tmp/x && find /tmp -user root -delete', 'find /tmp -user daemon -delete'])('%s', (rest) =>
    checkEffects(`FROM debian:12\nRUN «head -c 90000 /dev/urandom > /tmp/x» && ${rest}\n`, ['temporary-files']),
  );

  it('of accounts that every image has are known by number', () => {
    checkOnCopied('COPY --chown=33 big.bin /x', 'find /x ! -user www-data -exec chown www-data {} +');
    checkOnCopied('COPY --chown=0 big.bin /x', '«find /x ! -user www-data -exec chown www-data {} +»');
  });
});

describe('regular expressions', () => {
  it.each([
    "«find /app -regex '.*/big\\.bin' -delete»",
    "«find /app -regex '.*\\.\\(bin\\|dat\\)' -size +1M -delete»",
    "«find /app -regextype posix-extended -regex '.*/(big|huge).[a-z]in' -delete»",
    "«cd /app && find . -regex '\\./b.*' -delete»".replace('«cd /app && ', 'cd /app && «'),
    "find /app -regex 'big.bin' -delete",
    "find /app -regex '.*/[0-9]+' -delete",
    "find /app -regex '.*\\.txt' -delete",
  ])('%s', (command) =>
    checkEffects(`FROM debian:12\nCOPY app /app\nRUN ${command}\n`, command.includes('«') ? ['deleted'] : [], context),
  );
});

describe('folders of which only the name is known', () => {
  it.each([
    ["«find /app -name '*.bin' -delete»", 'deleted'],
    [
      "find /app -name '*.bin' -print0 | «xargs -0 chmod 600»".replace('«xargs -0 chmod 600»', 'xargs -0 «chmod 600»'),
      'metadata',
    ],
    ['«find /app -mindepth 1 -maxdepth 1 ! -name a.bin -exec rm -rf {} +»', 'deleted'],
    ['«find /app -size +1M -delete»', 'deleted'],
    ["find /app -name '*.sh' -exec chmod +x {} +", ''],
    ["find /app -name '*.pyc' -delete", ''],
    ['find /app -name __pycache__ -prune -exec rm -rf {} +', ''],
    ["find /elsewhere -name '*.bin' -delete", ''],
    ['find /app -size -4k -delete', ''],
  ])('%s', (command, how) => checkEffects(`FROM debian:12\nCOPY app /app\nRUN ${command}\n`, how === '' ? [] : [how]));
});

describe('commands behind -exec', () => {
  it('run for each file on its own behind a semicolon', () => {
    const lines = (end: string) =>
      `FROM debian:12\nRUN apt-get update && find /var/lib/apt/lists -type f -exec sh -c 'rm -f "$1"' _ {} ${end}\n`;
    checkEffects(lines('\\;'));
    checkEffects(lines('+').replace('apt-get update', '«apt-get update»'), ['apt-lists']);
  });

  it.each([
    'find /tmp -type f -exec truncate -s 0 {} +',
    'find /tmp -exec sh -c \'rm -rf "$1"\' _ {} \\;',
    'find /tmp -type f -exec bash -c \'rm -f "$0"\' {} \\;',
    'find /tmp -type f -exec sh -c \'rm -f "$@"\' _ {} +',
    'find /tmp -type f -print -exec rm {} \\;',
    'find /tmp -type f -printf "%p\\n" -delete',
  ])('%s', (command) => checkEffects(`FROM debian:12\nRUN head -c 90000 /dev/urandom > /tmp/x && ${command}\n`));

  it.each(['find /tmp -type f -exec grep -q x {} \\; -delete', 'find /tmp -type f -exec test -w {} \\; -exec rm {} +'])(
    '%s',
    (command) =>
      checkEffects(`FROM debian:12\nRUN «head -c 90000 /dev/urandom > /tmp/x» && ${command}\n`, ['temporary-files']),
  );
});

describe('parts of packages', () => {
  it.each([
    ['static libraries', 'apt-get install -y libc6-dev', "find /usr/lib -name '*.a' -delete"],
    ['static libraries by their names', 'apt-get install -y gcc', 'rm -f /usr/lib/x86_64-linux-gnu/*.a'],
    ['tests', 'pip install --no-cache-dir numpy', 'find /usr/local -depth -type d -name tests -exec rm -rf {} +'],
  ])('%s go too late in a later layer', (_, install, removal) => {
    checkEffects(`FROM python:3.13\nRUN ${install}\nRUN «${removal}»\n`, ['deleted']);
  });

  it.each([
    ['apt-get install -y less', "find /usr/lib -name '*.a' -delete"],
    ['apt-get install -y libc6-dev', "find /usr/lib -name '*.log' -delete"],
    ['pip install --no-cache-dir six', 'find /usr/local -depth -type d -name tests -exec rm -rf {} +'],
  ])('are not guessed where %s brings none: %s', (install, removal) => {
    checkEffects(`FROM python:3.13\nRUN ${install}\nRUN ${removal}\n`);
  });
});
