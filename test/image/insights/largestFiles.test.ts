import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestFiles } from '../../../server/src/image/insights/largestFiles';
import { pathText } from '../../../server/src/image/names';
import { type Layers, stackOf } from '../../support/stacks';
import { file, hardlink } from '../../support/tarBuilder';

async function largest(layers: Layers, onlyVisible: boolean, most: number): Promise<string[]> {
  const { stack } = await stackOf(layers);
  return largestFiles(stack, onlyVisible, most).map(
    ({ node, layer, bytes, isVisible }) =>
      `${layer} ${pathText(stack.tree.paths, node)} ${bytes}${isVisible ? '' : ' hidden'}`,
  );
}

const layers: Layers = [
  [file('a', 10), file('b', 30), hardlink('c', 'b'), file('empty')],
  [file('a', 20), file('.wh.b')],
];

describe('the largest files', () => {
  it('of all layers', async () => {
    expect(await largest(layers, false, 9)).toEqual(['0 /b 30', '1 /a 20', '0 /a 10 hidden']);
  });

  it('of the final file system: bytes that still have a name', async () => {
    expect(await largest(layers, true, 9)).toEqual(['0 /b 30', '1 /a 20']);
  });

  it('are as many as were asked for', async () => {
    expect(await largest(layers, false, 1)).toEqual(['0 /b 30']);
    expect(await largest(layers, false, 0)).toEqual([]);
  });

  it('are those that sorting all of them gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 50 }), { maxLength: 40 }), fc.nat({ max: 10 }), async (sizes, most) => {
        const { stack } = await stackOf([sizes.map((size, i) => file(`f${i}`, size))]);
        const sorted = sizes.filter((size) => size > 0).sort((a, b) => b - a);
        expect(largestFiles(stack, false, most).map(({ bytes }) => bytes)).toEqual(sorted.slice(0, most));
      }),
    );
  });
});
