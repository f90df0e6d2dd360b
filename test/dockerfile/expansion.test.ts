import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expansionOf } from '../../server/src/dockerfile/constants';
import { lex } from '../../server/src/dockerfile/shellLexer';

describe('what a look at a text tells of its expansion', () => {
  it.each([
    ['a/b:1.2', 'plain'],
    ['', 'plain'],
    ['"a b"c', 'quoted'],
    ['$A/b', 'variables'],
    ['"${A_1}"', 'variables'],
    ['${A:-b}', 'any'],
    ['$', 'any'],
    ['$1', 'any'],
    ["'a'", 'any'],
    ['"a', 'any'],
    ['a\\b', 'any'],
  ])('%s: %s', (text, expected) => {
    expect(expansionOf(text, '\\')).toBe(expected);
  });

  it('agrees with the lexer about every text that it settles', () => {
    const unit = fc.constantFrom('a', 'B', '_', '1', '$', '{', '}', '"', "'", '\\', '`', '<', ' ', ':', '-', '\ufeff');
    const texts = fc.string({ unit, maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.constantFrom('\\', '`'), (text, escapeToken) => {
        const known = expansionOf(text, escapeToken);
        const { errors, variables, text: value } = lex(text, { escape: escapeToken });
        if (known !== 'any') {
          expect(errors).toEqual([]);
          expect(variables.length > 0).toBe(known === 'variables');
        }
        if (known === 'plain') {
          expect(value).toBe(text);
        }
        if (known === 'quoted') {
          expect(value).toBe(text.replaceAll('"', ''));
        }
      }),
      { numRuns: 5000 },
    );
  });
});
