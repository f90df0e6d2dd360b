import { expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import { runProgram } from '../../server/src/cli/main';
import { nodeProcesses } from '../../server/src/host/node/processes';
import type { Processes } from '../../server/src/ports';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';
import { countingProcesses, describeWithShellCheck } from '../support/shellcheck';

type Files = Parameters<typeof memoryHost>[0];

async function strataLint(files: Files, args: readonly string[], processes: Processes = nodeProcesses()) {
  const host = memoryHost(files);
  const code = await runProgram(
    { commands: [lint('1.2.3', { ...lintPorts(), processes })], version: '' },
    ['lint', ...args],
    host,
  );
  const text = (path: string): string => new TextDecoder().decode(host.readFile(path));
  return { code, out: host.out(), err: host.err(), text };
}

const dirty = 'FROM alpine:3.22\nRUN cp $1 x \\\n  && ls | grep "$2"\n';

describeWithShellCheck('--shellcheck', () => {
  it('reports what ShellCheck says, by its codes', async () => {
    const { code, out } = await strataLint({ Dockerfile: dirty }, ['--shellcheck', '--select', 'shellcheck', '.']);
    expect(code).toBe(1);
    expect(out).toContain('Dockerfile:2:8 info Double quote to prevent globbing and word splitting. [SC2086]\n');
    expect(out).toContain("Dockerfile:3:6 warning Don't use ls | grep.");
  });

  it('is what it takes', async () => {
    const { code, out } = await strataLint({ Dockerfile: dirty }, ['--select', 'shellcheck', '.']);
    expect([code, out]).toEqual([0, '']);
  });

  it('gives page and fix as JSON', async () => {
    const args = ['--shellcheck', '--select', 'SC2086', '--format', 'json', 'Dockerfile'];
    const [finding, ...more] = JSON.parse((await strataLint({ Dockerfile: dirty }, args)).out);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      line: 2,
      column: 8,
      endLine: 2,
      endColumn: 10,
      rule: 'shellcheck',
      aliases: ['SC2086'],
      url: 'https://www.shellcheck.net/wiki/SC2086',
      fix: {
        safe: false,
        edits: [
          { column: 8, newText: '"' },
          { column: 10, newText: '"' },
        ],
      },
    });
  });

  it('has its codes as rules of SARIF, and as titles on GitHub', async () => {
    const args = ['--shellcheck', '--select', 'SC2086', '--format', 'sarif', 'Dockerfile'];
    const [run] = JSON.parse((await strataLint({ Dockerfile: dirty }, args)).out).runs;
    expect(run.tool.driver.rules).toEqual([{ id: 'SC2086', helpUri: 'https://www.shellcheck.net/wiki/SC2086' }]);
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['SC2086']);
    const github = await strataLint({ Dockerfile: dirty }, args.with(4, 'github'));
    expect(github.out).toContain('title=SC2086::');
  });

  it('can be ignored by code and by suppression', async () => {
    const text = dirty.replace('RUN', '# hadolint ignore=SC2010\nRUN');
    const args = ['--shellcheck', '--select', 'shellcheck', '--ignore', 'SC2086', 'Dockerfile'];
    expect(await strataLint({ Dockerfile: text }, args)).toMatchObject({ code: 0, out: '', err: '' });
  });

  it('asks once for a script that stands in many files', async () => {
    const processes = countingProcesses();
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}/Dockerfile`, dirty]));
    const args = ['--shellcheck', '--select', 'SC2086', '--format', 'json', '.'];
    const { out } = await strataLint(files, args, processes);
    expect(JSON.parse(out).map(({ file }: { file: string }) => file)).toEqual(Object.keys(files).sort());
    expect(processes.runs).toBe(1);
  });

  it('speaks of the text behind the fixes', async () => {
    const files = { Dockerfile: `FROM alpine:3.22\nMAINTAINER x\n${dirty.replace(/^.*\n/, '')}` };
    const args = [
      '--shellcheck',
      '--fix',
      '--select',
      'maintainer-deprecated,SC2086',
      '--format',
      'json',
      'Dockerfile',
    ];
    const { out, text } = await strataLint(files, args);
    const [finding] = JSON.parse(out);
    expect(
      text('Dockerfile')
        .split('\n')
        [finding.line - 1]!.slice(finding.column - 1, finding.endColumn - 1),
    ).toBe('$1');
  });
});

it('--shellcheck ends with one line where there is no ShellCheck', async () => {
  const real = nodeProcesses();
  const processes: Processes = {
    ...real,
    run: (request, cancel) => real.run({ ...request, program: 'no-such-program' }, cancel),
  };
  expect(await strataLint({ Dockerfile: dirty }, ['--shellcheck', 'Dockerfile'], processes)).toMatchObject({
    code: 2,
    out: '',
    err: 'strata lint: ShellCheck is not installed: install it, or leave --shellcheck out.\n',
  });
});

it('--shellcheck says what went wrong and goes on', async () => {
  const real = nodeProcesses();
  const processes: Processes = {
    ...real,
    run: (request, cancel) => real.run({ ...request, program: process.execPath }, cancel),
  };
  const { code, out, err } = await strataLint(
    { Dockerfile: 'FROM alpine:3.22\nMAINTAINER x\nRUN id\n' },
    ['--shellcheck', '--select', 'DL4000', 'Dockerfile'],
    processes,
  );
  expect([code, err]).toEqual([
    1,
    'strata lint: Dockerfile: shellcheck (exit code 9) did not answer as ShellCheck 0.7 or newer does.\n',
  ]);
  expect(out).toContain('[maintainer-deprecated]');
});
