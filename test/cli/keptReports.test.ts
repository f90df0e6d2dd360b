import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import { runProgram } from '../../server/src/cli/main';
import type { KeptRun } from '../../server/src/ports';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

type Files = Record<string, string | Uint8Array | Error>;

/** As many Dockerfiles as it takes for reports to be kept, each of which copies from a build context. */
const project: Files = {
  ...Object.fromEntries(
    Array.from({ length: 25 }, (_, n) => [
      `s${n}/Dockerfile`,
      `FROM a:${n}\nMAINTAINER me${n}\nCOPY app.txt /app/\nCOPY ${n}.txt /\n`,
    ]),
  ),
  's3/app.txt': 'x',
  's4/.dockerignore': 'app.txt\n',
  's4/app.txt': 'x',
  '5.txt': 'in the working directory',
};

/** A place that keeps one value, and says how often it was given one. */
function place(bytes?: Uint8Array) {
  const kept = { bytes, times: 0 };
  const run = (): KeptRun => ({
    before: kept.bytes,
    async keep(given) {
      kept.bytes = given;
      kept.times++;
    },
  });
  return { kept, run };
}

async function strataLint(files: Files, kept: KeptRun | undefined, args: readonly string[] = []) {
  const host = memoryHost(files);
  const command = lint('1.2.3', { ...lintPorts(), kept });
  const code = await runProgram({ commands: [command], version: '' }, ['lint', ...args, '.'], host);
  return { code, out: host.out(), err: host.err() };
}

/** What was kept, with another text in it, under a digest that is right. */
function rewritten(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = new TextDecoder().decode(bytes.subarray(64));
  expect(text).toContain(from);
  const changed = text.replaceAll(from, to);
  return new TextEncoder().encode(createHash('sha256').update(changed).digest('hex') + changed);
}

const message = 'MAINTAINER is deprecated';
const marked = 'This is what was kept';

describe('the second run', () => {
  it('says the same, and has nothing new to keep', async () => {
    const { kept, run } = place();
    const first = await strataLint(project, run());
    expect(first.out).toContain(message);
    expect(kept.times).toBe(1);
    expect(await strataLint(project, run())).toEqual(first);
    expect(kept.times).toBe(1);
  });

  it('takes what was kept for what has not changed, and nothing else', async () => {
    const { kept, run } = place();
    await strataLint(project, run());
    kept.bytes = rewritten(kept.bytes!, message, marked);
    const changed = { ...project, 's7/Dockerfile': 'FROM a:7\nMAINTAINER other\n' };
    const { out } = await strataLint(changed, run());
    expect(out.split(marked)).toHaveLength(25);
    expect(out.split(message)).toHaveLength(2);
  });

  it('checks anew with --no-cache, and keeps nothing', async () => {
    const { kept, run } = place();
    const first = await strataLint(project, run());
    kept.bytes = rewritten(kept.bytes!, message, marked);
    expect(await strataLint(project, run(), ['--no-cache'])).toEqual(first);
    expect(kept.times).toBe(1);
  });

  it('does without what is damaged or not ours', async () => {
    const { kept, run } = place();
    const first = await strataLint(project, run());
    const whole = kept.bytes!;
    const flipped = whole.map((byte, at) => (at === 5000 ? byte ^ 1 : byte));
    for (const bytes of [new Uint8Array(0), whole.subarray(0, 5000), flipped, new Uint8Array(100)]) {
      kept.bytes = bytes;
      expect(await strataLint(project, run())).toEqual(first);
      expect(kept.bytes).toEqual(whole);
    }
  });
});

const changes: Readonly<Record<string, Files>> = {
  'a Dockerfile': { 's1/Dockerfile': 'FROM b\nCOPY app.txt /\n' },
  'a new Dockerfile': { 's99/Dockerfile': 'FROM b\nMAINTAINER z\n' },
  'a Dockerfile that cannot be read': { 's1/Dockerfile': new Error('Access to it is not permitted.') },
  'a file that appears in a context': { 's3/3.txt': 'x' },
  'a file that appears in the working directory': { 'app.txt': 'x', '6.txt': 'x' },
  'an ignore file that appears': { 's3/.dockerignore': '*\n' },
  'an ignore file that changes': { 's4/.dockerignore': '# nothing\n' },
  'an ignore file for one Dockerfile': { 's3/Dockerfile.dockerignore': 'app.txt\n' },
  'a configuration of all': { 'strata.yaml': 'rules:\n  deprecated-maintainer: off\n' },
  'a configuration of one folder': { 's8/strata.yaml': 'rules:\n  deprecated-maintainer: error\n' },
  'a configuration of hadolint': { '.hadolint.yaml': 'ignored: [DL4000]\n' },
  'a configuration that is broken': { 'strata.yaml': 'rules: [\n' },
};

describe('a change is seen:', () => {
  for (const [name, files] of Object.entries(changes)) {
    it(name, async () => {
      const { run } = place();
      const before = await strataLint(project, run());
      const after = await strataLint({ ...project, ...files }, run());
      expect(after).not.toEqual(before);
      expect(after).toEqual(await strataLint({ ...project, ...files }, undefined));
      expect(await strataLint(project, run())).toEqual(before);
    });
  }
});

describe('reports are not kept', () => {
  it.each([['--fix'], ['--no-cache']])('with %s', async (option) => {
    const { kept, run } = place();
    await strataLint(project, run(), [option]);
    expect(kept.times).toBe(0);
  });

  it('of a few files', async () => {
    const { kept, run } = place();
    await strataLint({ Dockerfile: 'FROM a\n' }, run());
    expect(kept.times).toBe(0);
  });
});
