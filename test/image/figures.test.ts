import { describe, expect, it } from 'vitest';
import { type Layers, stackOf } from '../support/stacks';
import { file, folder } from '../support/tarBuilder';

const base = [
  folder('etc'),
  file('etc/keep', 5),
  file('etc/gone', 1000),
  folder('d'),
  file('d/old', 111),
  folder('d/sub'),
  file('d/sub/x', 333),
];

describe('figures', () => {
  it('add up layer by layer', async () => {
    const { report } = await stackOf([base, [file('etc/.wh.gone'), file('etc/keep', 6)], [file('new', 10)]]);
    expect(
      report.layers.map(({ contentBytes, netBytes, wastedHeldBytes, wastedCausedBytes }) => [
        contentBytes,
        netBytes,
        wastedHeldBytes,
        wastedCausedBytes,
      ]),
    ).toEqual([
      [1449, 1449, 1005, 0],
      [6, -999, 0, 1005],
      [10, 10, 0, 0],
    ]);
    expect(report.totals).toEqual({
      contentBytes: 1465,
      visibleBytes: 460,
      wastedBytes: 1005,
      efficiency: 460 / 1465,
      files: 4,
      directories: 3,
      symlinks: 0,
    });
  });

  it('of an image without a byte have no efficiency', async () => {
    expect((await stackOf([[folder('d')]])).report.totals.efficiency).toBeNull();
  });

  it('count folders that are only implied', async () => {
    expect((await stackOf([[file('a/b/c', 1)]])).report.totals).toMatchObject({ files: 1, directories: 2 });
  });
});

describe('dive', () => {
  const figures = async (layers: Layers) => (await stackOf(layers)).report.dive;

  it('counts all copies of a path, and a folder that is deleted not at all', async () => {
    expect(await figures([[file('a', 100)], [file('a', 60)]])).toEqual({
      efficiency: 60 / 160,
      wastedBytes: 160,
      userWastedPercent: 160 / 60,
    });
    expect(await figures([[folder('d'), file('d/a', 2000), file('d/b', 3000)], [file('.wh.d')]])).toMatchObject({
      efficiency: 1,
      wastedBytes: 0,
    });
  });

  it('counts what a deleted folder without a header held as nothing', async () => {
    expect(await figures([[file('d/a', 2000)], [file('.wh.d'), file('x', 1)]])).toMatchObject({
      efficiency: 1,
      wastedBytes: 0,
    });
  });

  it('counts a deleted file', async () => {
    expect(await figures([[file('a', 100)], [file('.wh.a')]])).toEqual({
      efficiency: 0,
      wastedBytes: 100,
      userWastedPercent: null,
    });
  });

  it('goes on after a whiteout of nothing, where dive itself stops and says 0', async () => {
    expect(await figures([[file('a', 1000)], [file('.wh.nothere'), file('a', 1000)]])).toMatchObject({
      wastedBytes: 2000,
    });
  });
});
