import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../server/src/dockerfile/decode';
import { parseDockerfile } from '../../server/src/dockerfile/parse';

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : [part])));

describe('decodeFile', () => {
  it.each(['', 'FROM a\n', '\ufeffFROM a', 'FROM é한😀', 'a\ufffdb', '\u0000'])('keeps %j as it is', (text) => {
    expect(decodeFile(bytes(text))).toEqual({ text, lossy: false, problem: undefined });
  });

  it.each([
    ['a lone byte', bytes('FROM é', 0xff, 'b'), 'FROM é\ufffdb', 6],
    ['a character cut short', bytes('a', 0xe2, 0x82), 'a\ufffd', 1],
    ['half a surrogate pair', bytes('a😀', 0xed, 0xa0, 0x80), 'a😀\ufffd\ufffd\ufffd', 3],
    ['behind a U+FFFD of its own', bytes('\ufffd', 0x80), '\ufffd\ufffd', 1],
    ['Latin-1', bytes('LABEL a=', 0xe9), 'LABEL a=\ufffd', 8],
  ])('says where bytes are no UTF-8: %s', (_name, input, text, start) => {
    expect(decodeFile(input)).toMatchObject({
      text,
      lossy: true,
      problem: { code: 'undecodable', span: { start, end: start + 1 } },
    });
  });

  it('names UTF-16', () => {
    expect(decodeFile(bytes(0xff, 0xfe, 'F', 0)).problem?.message).toContain('UTF-16');
  });

  it('gives BuildKit’s tree for bytes that it takes as they are', () => {
    const tree = parseDockerfile(decodeFile(bytes('FROM a\nLABEL a="', 0xe9, '"\n')).text);
    expect(tree.problems).toEqual([]);
  });
});
