import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/text/edit';
import { contains, textOf, touches } from '../../server/src/text/span';

const edit = (start: number, end: number, newText: string) => ({ span: { start, end }, newText });

describe('applyEdits', () => {
  it.each([
    ['nothing', [], 'abcdef'],
    ['in any order', [edit(4, 5, ''), edit(0, 1, 'X')], 'Xbcdf'],
    ['insertions at one place in the order given', [edit(3, 3, '1'), edit(3, 3, '2')], 'abc12def'],
    ['of those that overlap the first', [edit(1, 4, '-'), edit(2, 6, '!')], 'a-ef'],
    ['at both ends', [edit(0, 0, '<'), edit(6, 6, '>')], '<abcdef>'],
  ])('%s', (_name, edits, expected) => {
    expect(applyEdits('abcdef', edits)).toBe(expected);
  });
});

describe('spans', () => {
  const span = { start: 2, end: 4 };

  it('know their text', () => expect(textOf('abcdef', span)).toBe('cd'));

  it('are touched by a cursor at both ends', () => {
    expect([1, 2, 3, 4, 5].filter((offset) => touches(span, offset))).toEqual([2, 3, 4]);
  });

  it('contain equal and smaller ones', () => {
    expect(contains(span, span)).toBe(true);
    expect(contains(span, { start: 3, end: 3 })).toBe(true);
    expect(contains(span, { start: 1, end: 3 })).toBe(false);
    expect(contains(span, { start: 3, end: 5 })).toBe(false);
  });
});
