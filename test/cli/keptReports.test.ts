import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type LintPorts, lint } from '../../server/src/cli/lint';
import { runProgram } from '../../server/src/cli/main';
import type { KeptRun, ProcessEnd, Processes } from '../../server/src/ports';
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

async function strataLint(
  files: Files,
  kept: KeptRun | undefined,
  args: readonly string[] = [],
  { ports = {} as Partial<LintPorts>, variables = {} } = {},
) {
  const host = memoryHost(files, { variables });
  const command = lint('1.2.3', { ...lintPorts(), ...ports, kept });
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

/** A ShellCheck of some version, which has something to say of every script unless it fails; it counts how often it is asked. */
function shellCheckOf(version: string, fails = false): Processes & { asked: number } {
  const comment = { line: 1, column: 1, endLine: 1, endColumn: 2, level: 'info', code: 2086, message: 'm', fix: null };
  const shellCheck = {
    atOnce: 1,
    mostFiles: 0,
    asked: 0,
    async run({ args }: { readonly args: readonly string[] }): Promise<ProcessEnd> {
      if (args[0] === '--version') {
        return { kind: 'ended', exitCode: 0, output: `version: ${version}\n`, fileNames: [] };
      }
      shellCheck.asked++;
      return fails
        ? { kind: 'failed', reason: 'it took too long.' }
        : { kind: 'ended', exitCode: 1, output: JSON.stringify({ comments: [comment] }), fileNames: [] };
    },
  };
  return shellCheck;
}

describe('what ShellCheck says', () => {
  const files = { ...project, 's1/Dockerfile': 'FROM a:1\nRUN cp $1 x\n', 's2/Dockerfile': 'FROM a:2\nRUN cp $2 x\n' };
  const asked = (processes: Processes & { asked: number }, run: KeptRun, options = '', changed: Files = files) =>
    strataLint(changed, run, ['--shellcheck'], { ports: { processes }, variables: { SHELLCHECK_OPTS: options } });

  it('is kept for scripts that have not changed', async () => {
    const { run } = place();
    const shellCheck = shellCheckOf('0.9.0');
    const first = await asked(shellCheck, run());
    expect([first.out.split('[SC2086]').length, shellCheck.asked]).toEqual([3, 2]);
    expect(await asked(shellCheck, run())).toEqual(first);
    expect(shellCheck.asked).toBe(2);
    await asked(shellCheck, run(), '', { ...files, 's1/Dockerfile': 'FROM a:1\nRUN cp $3 x\n' });
    expect(shellCheck.asked).toBe(3);
  });

  it('is asked anew of another ShellCheck, and with other options', async () => {
    const { run } = place();
    await asked(shellCheckOf('0.9.0'), run());
    const another = shellCheckOf('0.10.0');
    await asked(another, run());
    await asked(another, run(), '--severity=error');
    expect(another.asked).toBe(4);
  });

  it('is asked anew where it failed', async () => {
    const { run } = place();
    const broken = shellCheckOf('0.9.0', true);
    const first = await asked(broken, run());
    expect(first.err).toContain('s1/Dockerfile: shellcheck did not end well');
    expect(await asked(broken, run())).toEqual(first);
    expect(broken.asked).toBe(4);
  });
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
