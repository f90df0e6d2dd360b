import { describe, expect, it } from 'vitest';
import { fitsLabelType, type LabelType } from '../../server/src/rules/labels/labelTypes';

const right: Readonly<Record<LabelType, readonly string[]>> = {
  text: ['anything', ' '],
  url: ['http://a', 'a:b', 'mailto:x@y', 'HTTP://x', 'http://[::1]/', 'http://u:p@x:80/a?b#c', 'urn:a:b', 'http:'],
  rfc3339: [
    '2020-01-01T00:00:00Z',
    '2020-01-01t00:00:00z',
    '2020-01-01T00:00:00.123+01:00',
    '2020-02-29T23:59:60Z',
    '1999-12-31T00:00:00-23:59',
  ],
  semver: ['1.2.3', '0.0.0', '1.2.3-rc.1+b.2', '1.2.3+001', '1.2.3-0a'],
  hash: ['abcdef1', '0123456789012345678901234567890123456789'],
  spdx: [
    'MIT',
    'Apache-2.0+',
    'MIT OR Apache-2.0',
    '(MIT AND GPL-2.0-only) OR LicenseRef-x',
    'GPL-2.0-only WITH Classpath-exception-2.0',
  ],
  email: ['a@b', 'a.b+c@c-d.de', '"a b"@c.de', 'a@[127.0.0.1]'],
};

const wrong: Readonly<Record<LabelType, readonly string[]>> = {
  text: ['x'.repeat(5000)],
  url: [
    '',
    'x',
    '//x/y',
    'http://a b',
    'git@github.com:x/y',
    'http://ä.de',
    'http://a/%zz',
    '1http://x',
    'http://x:port/',
    'a{b}:c',
  ],
  rfc3339: [
    '',
    '2020-01-01',
    '2020-01-01 00:00:00Z',
    '2020-13-01T00:00:00Z',
    '2021-02-29T00:00:00Z',
    '2020-01-01T24:00:00Z',
    '2020-01-01T00:00:00',
    '2020-01-01T00:00:00+0100',
    '2020-01-01T00:00:00+24:00',
  ],
  semver: ['', 'v1.2.3', '1.2', '01.2.3', '1.2.3-01', '1.2.3-', '1.2.3+', '1.2.3-a..b'],
  hash: ['', 'ABCDEF1', 'abcdef12', 'abcdeg1'],
  spdx: ['', 'mit', 'GPL-2.0', 'MIT OR', 'OR MIT', 'MIT Apache-2.0', 'NONE'],
  email: ['', 'a', 'a@@b', 'A <a@b.de>', 'a b@c.de', '.a@b.de', 'a.@b.de', 'a@b..de', 'a@-b.de', 'ä@b.de'],
};

describe.each(Object.keys(right) as LabelType[])('%s', (type) => {
  it('takes what it asks for', () => {
    expect(right[type].filter((value) => !fitsLabelType(value, type))).toEqual([]);
  });

  it('refuses the rest', () => {
    expect(wrong[type].filter((value) => fitsLabelType(value, type))).toEqual([]);
  });
});
