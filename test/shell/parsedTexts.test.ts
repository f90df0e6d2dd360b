import { describe, expect, it } from 'vitest';
import { parseText } from '../../server/src/shell/parsedTexts';

describe('trees of scripts', () => {
  it('are made once for the same text', () => {
    const text = 'apt-get update && apt-get install -y less';
    const [first, second] = [parseText(text), parseText(`${text.slice(0, 7)}${text.slice(7)}`)];
    expect(second).toBe(first);
    expect(first.commands).toHaveLength(1);
  });

  it('are forgotten when many others came since, but not while they are asked for', () => {
    const [seldom, often] = ['echo seldom', 'echo often'].map((text) => ({ text, tree: parseText(text) }));
    for (let n = 0; n < 2_000; n++) {
      parseText(`echo ${n} ${'x'.repeat(100)}`);
      expect(parseText(often!.text)).toBe(often!.tree);
    }
    expect(parseText(seldom!.text)).not.toBe(seldom!.tree);
  });

  it('of very long scripts are not kept', () => {
    const long = `echo ${'x'.repeat(50_000)}`;
    expect(parseText(long)).not.toBe(parseText(long));
  });
});
