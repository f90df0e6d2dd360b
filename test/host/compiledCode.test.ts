import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadCompiled } from '../../server/src/host/node/compiledCode';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-code-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface Exports {
  readonly answer: () => string;
  readonly here: string;
}

function script(text: string): string {
  const file = join(folder, 'script.js');
  writeFileSync(
    file,
    `exports.answer = () => { ${text} };\nexports.here = require('node:path').basename(__filename);\n`,
  );
  return file;
}

const kept = (): string[] => {
  try {
    return readdirSync(join(folder, 'cache', 'strata', 'code'));
  } catch {
    return [];
  }
};

describe('compiled code', () => {
  it('is kept after a run and used by the next one', async () => {
    const file = script('return "first"');
    const first = await loadCompiled<Exports>(file);
    expect([first.exports.answer(), first.exports.here, first.isFromCache]).toEqual(['first', 'script.js', false]);
    await first.keep();
    expect(kept()).toHaveLength(1);
    const second = await loadCompiled<Exports>(file);
    expect([second.exports.answer(), second.exports.here, second.isFromCache]).toEqual(['first', 'script.js', true]);
  });

  it('of another version of the script is not used', async () => {
    await (await loadCompiled<Exports>(script('return "old version"'))).keep();
    const changed = await loadCompiled<Exports>(script('return "new"'));
    expect([changed.exports.answer(), changed.isFromCache]).toEqual(['new', false]);
  });

  it('that was damaged is not used', async () => {
    const file = script('return "whole"');
    await (await loadCompiled<Exports>(file)).keep();
    const path = join(folder, 'cache', 'strata', 'code', kept()[0]!);
    const bytes = readFileSync(path);
    for (const damaged of [bytes.subarray(0, 20), bytes.subarray(0, 200), Buffer.from(bytes).fill(7, 60, 90)]) {
      writeFileSync(path, damaged);
      const loaded = await loadCompiled<Exports>(file);
      expect([loaded.exports.answer(), loaded.isFromCache]).toEqual(['whole', false]);
    }
  });

  it("is not kept where Node's own switch is set, or where nothing can be written", async () => {
    const file = script('return "all the same"');
    vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
    await (await loadCompiled<Exports>(file)).keep();
    expect(kept()).toEqual([]);
    vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '');
    mkdirSync(join(folder, 'cache'));
    writeFileSync(join(folder, 'cache', 'strata'), 'a file where the folder should be');
    const loaded = await loadCompiled<Exports>(file);
    await loaded.keep();
    expect(loaded.exports.answer()).toBe('all the same');
  });

  it('leaves places in stack traces as they are', async () => {
    const file = script('throw new Error("here")');
    const { exports } = await loadCompiled<Exports>(file);
    expect(() => exports.answer()).toThrow(
      expect.objectContaining({ stack: expect.stringContaining(`${file}:1:32`) }) as Error,
    );
  });
});
