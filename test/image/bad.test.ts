import { beforeAll, describe, expect, it } from 'vitest';
import { isNothingRead } from '../../server/src/image/archive/archive';
import { reportOf } from '../../server/src/image/report';
import { type BadFile, badFiles } from '../support/imageFixtures';
import { readImageBytes } from '../support/images';

let files: BadFile[];
beforeAll(async () => {
  files = await badFiles();
});

/** What is said of an archive: whether anything can be shown, and its problems wherever they are. */
async function reading(bytes: Uint8Array) {
  const archive = await readImageBytes(bytes);
  const report = reportOf(archive, archive.images, 'x', { overlayMarks: false });
  const layers = new Set(report.images.flatMap((image) => image.layers));
  const problems = [
    ...report.problems,
    ...report.images.flatMap((image) => image.problems),
    ...[...layers].flatMap((layer) => layer.problems),
  ];
  return { isNothing: isNothingRead(archive), problems, report };
}

describe('broken and hostile archives', () => {
  it('are at hand', () => {
    expect(files.length).toBeGreaterThan(120);
  });

  it('are read or refused as a sane reader does', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    for (const { name, expected, bytes } of files) {
      const { isNothing, problems } = await reading(bytes);
      const errors = problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      const [verdict, codes] = expected.split(':') as [string, string?];
      const isNamed = (list: readonly string[]): boolean => list.some((code) => codes!.split('-or-').includes(code));
      const isRight =
        verdict === 'ok'
          ? !isNothing && errors.length === 0
          : verdict === 'error'
            ? isNamed(errors)
            : verdict === 'partial-or-error'
              ? isNamed(problems.map(({ code }) => code))
              : (!isNothing && errors.length === 0) || isNamed(errors);
      if (!isRight) {
        wrong.push(
          `${name}: expected ${expected}, got ${isNothing ? 'nothing' : 'an image'} with ${errors.join(', ') || 'no error'}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });

  it('say what is wrong in one sentence', async () => {
    for (const { bytes } of files.filter((each) => each.bytes.length < 100_000)) {
      for (const { message } of (await reading(bytes)).problems) {
        expect(message).toMatch(/^[A-Z"0-9].*\.$/);
      }
    }
  });

  it('pollute no prototype', async () => {
    for (const name of ['json-config-proto.tar', 'name-proto.tar']) {
      await reading(files.find((each) => each.name === name)!.bytes);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
