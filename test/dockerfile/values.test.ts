import { describe, expect, it } from 'vitest';
import { durationProblem, readDuration, retriesProblem } from '../../server/src/dockerfile/values/durations';
import { modeProblem, namesOwner } from '../../server/src/dockerfile/values/fileModes';
import { isDigest, readImageReference } from '../../server/src/dockerfile/values/imageReference';
import { platformProblem } from '../../server/src/dockerfile/values/platforms';
import { portProblem } from '../../server/src/dockerfile/values/ports';
import { isSignal } from '../../server/src/dockerfile/values/signals';
import { isMemorySize } from '../../server/src/dockerfile/values/sizes';
import { gitQueryProblem, sourceKind } from '../../server/src/dockerfile/values/sources';

/** Checks which of some values are taken. */
function checkTaken(isTaken: (value: string) => boolean, taken: readonly string[], refused: readonly string[]): void {
  expect(taken.filter((value) => !isTaken(value))).toEqual([]);
  expect(refused.filter(isTaken)).toEqual([]);
}

const a64 = 'a'.repeat(64);

describe('values are taken as BuildKit takes them', () => {
  it('ports', () => {
    checkTaken(
      (value) => portProblem(value) === undefined,
      [
        ...[
          '80',
          '0',
          '65535',
          '+80',
          '080',
          '80/',
          '80/tcp',
          '80/UDP',
          '80/sctp',
          '8000-8010',
          '80-80',
          ':80',
          '81:80',
        ],
        ...['8000-8010:80', '80-90:80-90', '1.2.3.4:81:80', '[::1]:81:80', '::1:81:80', '[]:81:80', '1.2.3.4::80'],
        ...['::ffff:1.2.3.4:81:80', '1:2:3:4:5:6:7:8:81:80'],
      ],
      [
        ...[
          '',
          '65536',
          '-1',
          'abc',
          '80-',
          '-80',
          '90-80',
          '/tcp',
          '80/icmp',
          '80/tcp/udp',
          'host:81:80',
          '1.2.3:81:80',
        ],
        ...[
          '1.2.3.256:81:80',
          '01.2.3.4:81:80',
          '80-90:80-91',
          '99999:80',
          '[::1:81:80',
          'fe80::1%eth0:81:80',
          '1::2::3:81:80',
        ],
        ...['1:2:3:4:5:6:7:8:9:81:80', '99999999999999999999'],
      ],
    );
  });

  it('signals', () => {
    checkTaken(
      isSignal,
      [
        'SIGTERM',
        'term',
        '9',
        '-1',
        '+7',
        '999',
        'SIGRTMIN+15',
        'RTMAX-14',
        '9223372036854775807',
        '-9223372036854775808',
      ],
      ['', '0', '+0', '00', 'SIG', 'SIGSIGTERM', 'FOO', 'RTMIN+16', 'RTMAX-15', '1.5', '0x9', '9223372036854775808'],
    );
  });

  it('durations', () => {
    checkTaken(
      (value) => durationProblem(value) === undefined,
      [
        '',
        '0',
        '-0',
        '0s',
        '1ms',
        '999999999ns',
        '1000us',
        '1000µs',
        '1000μs',
        '1.5h',
        '.5s',
        '1.s',
        '1h2m3s',
        '+5s',
        '0.0000001ns',
      ],
      ['5', 's', '.s', '1d', '1 s', '-1s', '999us', '1e3s', '2562048h', '1h2'],
    );
    expect(readDuration('1h2m3.5s')).toBe(3723.5e9);
    expect(readDuration('-1m')).toBe(-60e9);
  });

  it('retries', () => {
    checkTaken(
      (value) => retriesProblem(value) === undefined,
      ['', '0', '3', '+3', '03', '2147483647'],
      ['-1', 'x', '1.5', '2147483648', ' 1'],
    );
  });

  it('file modes', () => {
    checkTaken(
      (value) => modeProblem(value) === undefined,
      ['', '755', '0755', '07777', '0', 'u+x', 'u=rwX,go=rX', '+x', '=', 'a+', 'g=u', 'u+r-w', 'ug=rwst', '-x'],
      ['10000', '999', '8', '0o755', '+755', '-1', 'u', 'rwx', 'u+x,', ',u+x', 'abc', 'u+q'],
    );
  });

  it('owners that --link cannot look up', () => {
    checkTaken(
      namesOwner,
      ['me', 'me:1', '1:me', '1:2:3', '2147483648'],
      ['', '0', '1:2', '1:', ':2', ':', 'root', 'root:root', '+1', '-1'],
    );
  });

  it('platforms', () => {
    checkTaken(
      (value) => platformProblem(value) === undefined,
      [
        'linux',
        'LINUX/AMD64',
        'amd64',
        'x86_64',
        'macos',
        'foo/bar',
        'linux/arm/v7',
        'windows(10.0.1)/amd64',
        'windows(10+a+b)/x',
        'windows',
      ],
      ['', 'foo', 'linux/', '/amd64', 'a/b/c/d', 'linux(', 'linux(%zz)/a', '*', 'a b/c', 'linux/a+b'],
    );
  });

  it('memory sizes', () => {
    checkTaken(
      isMemorySize,
      ['0', '10', '64m', '1g', '1.5GiB', '1 ', '1e3', '1e3m', '1 kb', '10b', '.5m', '5.', '2T', '1kib'],
      ['', 'abc', '-1', '1kbb', '1x', '1  k', '1kibb', 'm', '1..5', '1e999'],
    );
  });

  it('image references', () => {
    checkTaken(
      (value) => typeof readImageReference(value) !== 'string',
      [
        ...[
          'a',
          'a:b',
          'a/b/c:d',
          'localhost/x',
          'localhost:5000/x',
          'Reg/x',
          '[::1]:5000/x',
          'a__b',
          'a--b',
          'a.b',
          `a@sha256:${a64}`,
        ],
        ...[
          `a:1@sha256:${a64}`,
          `a@sha512:${a64}${a64}`,
          `a:${'x'.repeat(128)}`,
          'x'.repeat(247),
          `r.io/${'x'.repeat(255)}`,
          'a.b_c/d',
        ],
      ],
      [
        ...[
          '',
          'A',
          'a/B',
          '-a',
          'a-',
          'a___b',
          'a..b',
          'a//b',
          'a/',
          '/a',
          'a:',
          'a:-b',
          'a:1:2',
          `a:${'x'.repeat(129)}`,
          a64,
        ],
        ...[
          `a@sha256:${a64}a`,
          `a@sha256:${'A'.repeat(64)}`,
          `a@md5:${'a'.repeat(32)}`,
          'a@b',
          'é',
          'x'.repeat(248),
          'a b',
          'a-.b/x',
        ],
      ],
    );
    expect(readImageReference(`reg.example:80/a/b:1@sha256:${a64}`)).toEqual({
      registry: 'reg.example:80',
      path: 'a/b',
      tag: '1',
      digest: `sha256:${a64}`,
    });
  });

  it('digests', () => {
    checkTaken(
      isDigest,
      [`sha256:${a64}`, `sha384:${'0'.repeat(96)}`],
      ['', a64, `sha256:${a64}0`, `SHA256:${a64}`, `sha1:${a64}`],
    );
  });

  it.each([
    ['a', 'local'],
    ['./a.git', 'local'],
    ['github.com/a/b', 'local'],
    ['HTTP://x/y', 'local'],
    ['ftp://x/y', 'local'],
    ['a@b', 'local'],
    ['git@h:a?b;c', 'local'],
    ['git://h[x/a', 'local'],
    ['http://x/y', 'url'],
    ['https://x/y?z.git', 'url'],
    ['https://x/%zz.git', 'url'],
    ['https://x/y.git', 'git'],
    ['HTTPS://x/y.git#main:sub', 'git'],
    ['git@h:a/b', 'git'],
    ['ssh://h/a', 'git'],
    ['git://user@h:1/a', 'git'],
  ])('sources: %s is %s', (source, kind) => expect(sourceKind(source)).toBe(kind));

  it('queries of Git addresses', () => {
    const address = (query: string) => `https://x/y.git?${query}`;
    checkTaken(
      (query) => gitQueryProblem(address(query)) === undefined,
      ['', 'ref=a&subdir=b', 'keep-git-dir', 'submodules=false', 'mtime=commit', 'foo;bar=1', 'ref=a#foo=1'],
      ['foo=1', 'ref=', 'ref', 'keep-git-dir=x', 'mtime=x', 'ref=a&ref=b'],
    );
  });
});
