import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import type { ReportedFinding } from '../../server/src/cli/lintReport';
import { runProgram } from '../../server/src/cli/main';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

type Files = Parameters<typeof memoryHost>[0];

async function strataLint(files: Files, args: readonly string[]): Promise<string> {
  const host = memoryHost(files);
  await runProgram({ commands: [lint('1.2.3', lintPorts())], version: '' }, ['lint', ...args, 'Dockerfile'], host);
  return host.out();
}

async function findings(files: Files, args: readonly string[]): Promise<ReportedFinding[]> {
  return JSON.parse(await strataLint(files, ['--format', 'json', ...args]));
}

const dockerfile =
  'FROM debian:12 AS Base\nMAINTAINER x\nRUN apt-get install --no-install-recommends -y curl\nCOPY\nCMD id\n';
const files = { Dockerfile: dockerfile };

describe('the profile of another tool', () => {
  it('shows the codes by which that tool is known, and our names of what only BuildKit refuses', async () => {
    const inText = async (profile: string): Promise<string[]> =>
      [...(await strataLint(files, ['--profile', profile])).matchAll(/^\S+:(\d+):\d+ (\w+) .*\[(.*)\]$/gm)].map(
        ([, line, severity, name]) => `${line} ${severity} ${name}`,
      );
    expect(await inText('hadolint')).toEqual([
      '2 error DL4000',
      '3 warning DL3008',
      '4 error missing-argument',
      '5 warning DL3025',
    ]);
    expect(await inText('buildkit')).toEqual([
      '1 warning StageNameCasing',
      '2 warning MaintainerDeprecated',
      '4 error missing-argument',
      '5 warning JSONArgsRecommended',
    ]);
    expect(await inText('recommended')).toContain('2 warning maintainer-deprecated');
  });

  it('has the code beside the rule in JSON', async () => {
    const [first, second] = await findings(files, ['--profile', 'hadolint']);
    expect(first).toMatchObject({
      rule: 'maintainer-deprecated',
      code: 'DL4000',
      aliases: ['DL4000', 'MaintainerDeprecated', 'DEPRECATED_MAINTAINER'],
    });
    expect(second).toMatchObject({ rule: 'unpinned-package', code: 'DL3008', url: 'docs/rules/unpinned-package.md' });
    const ours = await findings(files, []);
    expect(ours.some((finding) => 'code' in finding)).toBe(false);
  });

  it('has the codes as rules of SARIF, with our names, and as titles on GitHub', async () => {
    const args = ['--profile', 'hadolint', '--select', 'DL3008,DL4000'];
    const [run] = JSON.parse(await strataLint(files, [...args, '--format', 'sarif'])).runs;
    const { rules } = run.tool.driver;
    expect(rules.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual([
      ['DL3008', 'unpinned-package'],
      ['DL4000', 'maintainer-deprecated'],
    ]);
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['DL4000', 'DL3008']);
    expect(await strataLint(files, [...args, '--format', 'github'])).toContain('title=DL3008::');
  });

  it('goes with selecting, ignoring, severities and comments by these codes', async () => {
    const codes = async (given: Files, ...args: string[]): Promise<(string | undefined)[]> =>
      (await findings(given, ['--profile', 'hadolint', ...args])).map(({ code, severity }) => `${code} ${severity}`);
    expect(await codes(files, '--select', 'DL3008')).toEqual(['DL3008 warning']);
    // Of no severity in hadolint unless it is given one.
    expect(await codes(files, '--select', 'DL3057')).toEqual(['DL3057 hint']);
    expect(await codes(files, '--ignore', 'DL3008,DL3025,build')).toEqual(['DL4000 error']);
    const strata = { ...files, 'strata.yaml': 'rules: {DL3008: error, DL3025: off, build: off}\n' };
    expect(await codes(strata)).toEqual(['DL4000 error', 'DL3008 error']);
    const quiet = { Dockerfile: dockerfile.replace('RUN', '# hadolint ignore=DL3008\nRUN') };
    expect(await codes(quiet, '--ignore', 'build')).toEqual(['DL4000 error', 'DL3025 warning']);
  });

  it('may stand in strata.yaml', async () => {
    const given = { ...files, 'strata.yaml': 'profile: hadolint\n' };
    expect(await strataLint(given, [])).toContain('[DL3008]\n');
  });

  it('takes the gravest of several codes', async () => {
    const twice = { Dockerfile: 'FROM debian:12\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n' };
    expect((await findings(twice, ['--profile', 'hadolint'])).map(({ code }) => code)).toEqual(['DL4004']);
  });
});
