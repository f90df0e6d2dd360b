import { describe, expect, it } from 'vitest';
import { marked, withMarks } from './marks';

describe('marks', () => {
  it('are taken out of a source', () => {
    expect(marked('a«b«c»»‸d«»')).toEqual({
      text: 'abcd',
      spans: [
        { start: 1, end: 3 },
        { start: 2, end: 3 },
        { start: 4, end: 4 },
      ],
      cursor: 3,
    });
    expect(marked('a')).toEqual({ text: 'a', spans: [], cursor: undefined });
  });

  it.each(['a»', '«a', '‸a‸'])('must be right: %s', (source) => expect(() => marked(source)).toThrow());

  it.each(['a«b«c»»d«»', '«»«a»', '«a»«»«b»', ''])('are put back: %s', (source) => {
    const { text, spans } = marked(source);
    expect(withMarks(text, spans)).toBe(source);
  });
});
