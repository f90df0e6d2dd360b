import { describe, expect, it } from 'vitest';
import { parseImageReference } from '../../server/src/model/imageReference';

const digest = `sha256:${'0'.repeat(64)}`;

describe('image references', () => {
  it.each([
    ['debian', [undefined, 'debian', undefined, undefined]],
    ['debian:12', [undefined, 'debian', '12', undefined]],
    ['team/app:1.2', [undefined, 'team/app', '1.2', undefined]],
    ['r.example.com/a/b', ['r.example.com', 'a/b', undefined, undefined]],
    ['r.example.com:5000/a/b:c', ['r.example.com:5000', 'a/b', 'c', undefined]],
    ['r:5000/a', ['r:5000', 'a', undefined, undefined]],
    ['localhost/a', ['localhost', 'a', undefined, undefined]],
    ['LocalHost/a', ['LocalHost', 'a', undefined, undefined]],
    [`a@${digest}`, [undefined, 'a', undefined, digest]],
    [`r:5000/a:b@${digest}`, ['r:5000', 'a', 'b', digest]],
    ['', [undefined, '', undefined, undefined]],
    [':', [undefined, '', '', undefined]],
    ['a:b:c', [undefined, 'a:b', 'c', undefined]],
  ])('%s', (text, expected) => {
    const { registry, path, tag, digest: pin } = parseImageReference(text);
    expect([registry?.text, path.text, tag?.text, pin?.text]).toEqual(expected);
  });

  it('counts spans from the given offset', () => {
    const text = 'FROM r:5000/a/b:c@d AS x';
    const { registry, path, tag, digest: pin } = parseImageReference(text.slice(5, 19), 5);
    expect([registry, path, tag, pin].map((it) => it && text.slice(it.span.start, it.span.end))).toEqual([
      'r:5000',
      'a/b',
      'c',
      'd',
    ]);
  });
});
