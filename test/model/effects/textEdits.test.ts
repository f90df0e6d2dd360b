import { describe, expect, it } from 'vitest';
import { anyText, opaque } from '../../../server/src/model/effects/symbols';
import { recased, replaced, sliced } from '../../../server/src/model/effects/textEdits';
import { checkEffects } from './checkEffects';

describe('edits of texts', () => {
  it.each([
    [2, 'rest', 'llo'],
    [1, 2, 'el'],
    [-3, 2, 'll'],
    [0, -2, 'hel'],
    [9, 2, ''],
    [-9, 2, 'he'],
    [undefined, 2, undefined],
    [1, undefined, undefined],
  ] as const)('a part from %j of %j', (offset, length, part) => expect(sliced('hello', offset, length)).toBe(part));

  it.each([
    ['^', 'Ab c'],
    ['^^', 'AB C'],
    [',', 'ab c'],
    [',,', 'ab c'],
  ])('letters by %s', (operator, text) => expect(recased('ab c', operator)).toBe(text));

  it.each([
    ['/', 'a', 'x.y.a'],
    ['//', 'a', 'x.y.x'],
    ['/#', 'a', 'x.y.a'],
    ['/%', 'a', 'a.y.x'],
    ['/#', 'y', 'a.y.a'],
    ['/', `a${anyText}y`, 'x.a'],
  ])('replaces by %s', (operator, pattern, text) => expect(replaced('a.y.a', pattern, 'x', operator)).toBe(text));

  it('are not made of what nobody knows', () => {
    expect(sliced(opaque('$x'), 0, 1)).toBeUndefined();
    expect(recased(opaque('$x'), '^')).toBeUndefined();
    expect(replaced(opaque('$x'), 'a', 'b', '/')).toBeUndefined();
  });
});

describe('edits in scripts', () => {
  it.each([
    'd=xx/var/lib/apt/lists; rm -rf "${d:2}"/*',
    'd=/var/lib/apt/listsxx; rm -rf "${d:0:${#d}-2}"/*',
    'd=/var/lib/apt/listsxx; rm -rf "${d:0:$((${#d} - 2))}"/*',
    'd=/VAR/LIB/APT/LISTS; rm -rf "${d,,}"/*',
    'd=/tmp/lib/apt/lists; rm -rf "${d/#\\/tmp/\\/var}"/*',
    'printf -v d "/var/%s/apt/lists" lib; rm -rf "$d"/*',
    'l=lists; if [ ${#l} -eq 5 ]; then rm -rf /var/lib/apt/$l/*; fi',
  ])('%s', (clean) => checkEffects(`FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN apt-get update; ${clean}\n`));
});

describe('pipes that may fail', () => {
  const clean = 'grep -q x /etc/passwd | cat; rm -rf /var/lib/apt/lists/*';

  it('stop a script with pipefail before it cleans', () => {
    checkEffects(`FROM debian:12\nRUN bash -euo pipefail -c '«apt-get update»; ${clean}' || true\n`, ['apt-lists']);
  });

  it('do not stop it without', () => {
    checkEffects(`FROM debian:12\nRUN bash -eu -c 'apt-get update; ${clean}' || true\n`);
    checkEffects(`FROM debian:12\nRUN bash -uo pipefail -c 'apt-get update; ${clean}' || true\n`);
  });

  it('fail a build that nobody catches', () => {
    checkEffects(`FROM debian:12\nRUN bash -euo pipefail -c 'apt-get update; ${clean}'\n`);
  });
});
