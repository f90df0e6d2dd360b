import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import type { ReportedFinding } from '../../server/src/cli/lintReport';
import { runProgram } from '../../server/src/cli/main';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

type Files = Parameters<typeof memoryHost>[0];

async function strataLint(files: Files, args: readonly string[], settings = {}) {
  const host = memoryHost(files, settings);
  const program = { commands: [lint('1.2.3', lintPorts())], version: '' };
  const code = await runProgram(program, ['lint', ...args], host);
  return { code, out: host.out(), err: host.err() };
}

/** Checks the findings, each as `file:line rule severity`. */
async function checkLint(files: Files, args: readonly string[], expected: readonly string[]): Promise<void> {
  const { out, err } = await strataLint(files, ['--format', 'json', ...args]);
  expect(err).toBe('');
  const findings: ReportedFinding[] = JSON.parse(out);
  expect(findings.map(({ file, line, rule, severity }) => `${file}:${line} ${rule} ${severity}`)).toEqual(expected);
}

const dockerfile = 'FROM alpine\nMAINTAINER x\n';
const untagged = 'untagged-image warning';
const maintainer = 'maintainer-deprecated warning';

describe('configuration files', () => {
  it.each<[string, Files, string[], string[]]>([
    ['none', {}, ['a/Dockerfile'], [`a/Dockerfile:1 ${untagged}`, `a/Dockerfile:2 ${maintainer}`]],
    [
      'strata.yaml in the folder, not above it',
      { 'a/strata.yaml': 'rules: {DL4000: off}\n', 'strata.yaml': 'rules: {DL3006: off}\n' },
      ['a/Dockerfile'],
      [`a/Dockerfile:1 ${untagged}`],
    ],
    [
      'strata.yaml far above',
      { '/strata.yaml': 'rules: {reproducibility: off, deprecated: hint}\n' },
      ['a/Dockerfile'],
      ['a/Dockerfile:2 maintainer-deprecated hint'],
    ],
    [
      '.hadolint.yaml in the working directory',
      { '.hadolint.yaml': 'ignored: [DL3006]\noverride: {error: [DL4000]}\n' },
      ['a/Dockerfile'],
      ['a/Dockerfile:2 maintainer-deprecated error'],
    ],
    [
      '.hadolint.yml beside the Dockerfile',
      { 'a/.hadolint.yml': 'ignored: [DL3006]\n', '.hadolint.yaml': 'ignored: [DL4000]\n' },
      ['a/Dockerfile'],
      [`a/Dockerfile:2 ${maintainer}`],
    ],
    [
      'the file of hadolint that a user has for all projects',
      { '.config/hadolint.yaml': 'ignored: [DL3006]\n', '.hadolint/config.yaml': 'ignored: [DL4000]\n' },
      ['a/Dockerfile'],
      [`a/Dockerfile:2 ${maintainer}`],
    ],
    [
      'that file in the folder .hadolint',
      { '.hadolint/config.yaml': 'ignored: [DL4000]\n' },
      ['a/Dockerfile'],
      [`a/Dockerfile:1 ${untagged}`],
    ],
    [
      'strata.yaml above .hadolint.yaml in strength, rule by rule',
      {
        'strata.yaml': 'rules: {untagged-image: info}\n',
        '.hadolint.yaml': 'ignored: [DL3006, DL4000]\n',
      },
      ['a/Dockerfile'],
      ['a/Dockerfile:1 untagged-image info'],
    ],
    [
      'a profile, which an option beats',
      { 'strata.yaml': 'profile: buildkit\n' },
      ['a/Dockerfile', '--profile', 'hadolint'],
      [`a/Dockerfile:1 ${untagged}`, 'a/Dockerfile:2 maintainer-deprecated error'],
    ],
    [
      'a file that was named, alone',
      { 'strata.yaml': 'rules: {DL3006: off}\n', 'ci/checks.yaml': 'rules: {DL4000: off}\n' },
      ['a/Dockerfile', '--config', 'ci/checks.yaml'],
      [`a/Dockerfile:1 ${untagged}`],
    ],
    [
      'files that do not count',
      { 'strata.yaml': 'rules: {DL3006: off}\n', '.hadolint.yaml': 'ignored: [DL4000]\n' },
      ['a/Dockerfile', '--no-config'],
      [`a/Dockerfile:1 ${untagged}`, `a/Dockerfile:2 ${maintainer}`],
    ],
    [
      'mistakes, each once, beside what is right',
      { 'strata.yaml': 'rules:\n  DL3006: off\n  DL4001: loud\n', 'b/Dockerfile': dockerfile },
      ['a/Dockerfile', 'b/Dockerfile'],
      [`a/Dockerfile:2 ${maintainer}`, `b/Dockerfile:2 ${maintainer}`, 'strata.yaml:3 invalid-configuration warning'],
    ],
    [
      'a file that cannot be read',
      { 'strata.yaml': new Error('Access to it is not permitted.') },
      ['a/Dockerfile', '--ignore', 'reproducibility'],
      [`a/Dockerfile:2 ${maintainer}`, 'strata.yaml:1 unreadable-file error'],
    ],
  ])('with %s', (_, files, args, expected) => checkLint({ 'a/Dockerfile': dockerfile, ...files }, args, expected));

  it('give build arguments and say where the context is', async () => {
    await checkLint(
      {
        'docker/Dockerfile': 'ARG BASE\nFROM $BASE\nCOPY app.js /srv/\n',
        'docker/strata.yaml': 'buildArgs: {BASE: "alpine:3.22"}\ncontext: ../app\n',
        'app/app.js': '',
      },
      ['docker/Dockerfile'],
      [],
    );
  });

  it('are told of a context that is no folder, and get along without it', async () => {
    await checkLint(
      {
        'docker/Dockerfile': 'FROM alpine:3.22\nCOPY app.js /srv/\n',
        'docker/app.js': '',
        'docker/strata.yaml': 'context: app\n',
      },
      ['docker/Dockerfile'],
      ['docker/strata.yaml:1 invalid-configuration warning'],
    );
  });

  it('count for standard input under the name that it gets', async () => {
    const { out } = await strataLint(
      { 'a/strata.yaml': 'rules: {all: off, DL4000: info}\n' },
      ['--format', 'json', '--stdin-filename', 'a/Dockerfile', '-'],
      { stdin: dockerfile },
    );
    expect(JSON.parse(out)).toMatchObject([{ file: 'a/Dockerfile', severity: 'info' }]);
  });

  it.each<[string, string, string[], number]>([
    ['a threshold', 'failure-threshold: error\n', [], 0],
    ['a threshold that an option beats', 'failure-threshold: error\n', ['--fail-on', 'warning'], 1],
    ['a milder threshold', 'failure-threshold: info\noverride: {info: [DL3006, DL4000]}\n', [], 1],
    ['no failing', 'no-fail: true\n', [], 0],
  ])('of hadolint with %s decide about the exit code', async (_, text, args, code) => {
    expect((await strataLint({ Dockerfile: dockerfile, '.hadolint.yaml': text }, ['Dockerfile', ...args])).code).toBe(
      code,
    );
  });

  it('of hadolint choose the format and take colours away', async () => {
    const files = { Dockerfile: dockerfile, '.hadolint.yaml': 'format: sarif\nno-color: true\n' };
    expect(JSON.parse((await strataLint(files, ['Dockerfile'])).out)).toMatchObject({ version: '2.1.0' });
    const { out } = await strataLint(files, ['Dockerfile', '--format', 'text'], { colours: true });
    expect(out).not.toContain('\u001b');
  });

  it.each<[string, Readonly<Record<string, string>>, string, readonly string[]]>([
    ['alone', { HADOLINT_IGNORE: 'DL3006' }, '', [`Dockerfile:2 ${maintainer}`]],
    ['beside the file, as one list', { HADOLINT_IGNORE: ' DL3006 ,' }, 'ignored: [DL4000]\n', []],
    [
      'with ignoring above overriding',
      { HADOLINT_IGNORE: 'DL3006' },
      'override: {error: [DL3006, DL4000]}\n',
      ['Dockerfile:2 maintainer-deprecated error'],
    ],
    [
      'with the worse of two severities',
      { HADOLINT_OVERRIDE_INFO: 'DL3006,DL4000', HADOLINT_OVERRIDE_ERROR: 'DL4000' },
      'override: {style: [DL3006]}\n',
      ['Dockerfile:1 untagged-image info', 'Dockerfile:2 maintainer-deprecated error'],
    ],
    [
      'with a policy',
      { HADOLINT_TRUSTED_REGISTRIES: 'registry.example.com', HADOLINT_IGNORE: 'DL3006,DL4000' },
      'trustedRegistries: [ghcr.io]\n',
      ['Dockerfile:1 untrusted-registry warning'],
    ],
    [
      'with registries of both places',
      { HADOLINT_TRUSTED_REGISTRIES: 'docker.io', HADOLINT_IGNORE: 'DL3006,DL4000' },
      'trustedRegistries: [ghcr.io]\n',
      [],
    ],
    [
      'with labels',
      { HADOLINT_REQUIRE_LABELS: 'maintainer:email,version', HADOLINT_IGNORE: 'DL3006,DL4000' },
      'label-schema: {version: semver}\n',
      ['Dockerfile:1 label-against-schema info', 'Dockerfile:1 label-against-schema info'],
    ],
    [
      'with mistakes, which are findings under the name of the variable',
      { HADOLINT_IGNORE: 'DL3006,DL400', HADOLINT_FORMAT: 'xml' },
      '',
      [
        '$HADOLINT_FORMAT:1 invalid-configuration warning',
        '$HADOLINT_IGNORE:1 invalid-configuration warning',
        `Dockerfile:2 ${maintainer}`,
      ],
    ],
  ])('count as variables of hadolint, %s', async (_, variables, text, expected) => {
    const files = { Dockerfile: dockerfile, ...(text && { '.hadolint.yaml': text }) };
    const { out, err } = await strataLint(files, ['--format', 'json', 'Dockerfile'], { variables });
    expect(err).toBe('');
    const findings: ReportedFinding[] = JSON.parse(out);
    expect(findings.map(({ file, line, rule, severity }) => `${file}:${line} ${rule} ${severity}`)).toEqual(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, string, string[], number]>([
    ['a threshold', { HADOLINT_FAILURE_THRESHOLD: 'error' }, '', [], 0],
    ['a threshold that the file beats', { HADOLINT_FAILURE_THRESHOLD: 'error' }, 'failure-threshold: warning\n', [], 1],
    ['no failing', { HADOLINT_NOFAIL: 'YES' }, '', [], 0],
    ['failing after all', { HADOLINT_NOFAIL: '0' }, '', [], 1],
    ['nothing beside a file that was named', { HADOLINT_NOFAIL: '1' }, '', ['--config', '.hadolint.yaml'], 1],
    ['nothing without configuration', { HADOLINT_NOFAIL: '1' }, '', ['--no-config'], 1],
  ])('with variables of hadolint decide about the exit code: %s', async (_, variables, text, args, code) => {
    const files = { Dockerfile: dockerfile, '.hadolint.yaml': text };
    expect((await strataLint(files, ['Dockerfile', ...args], { variables })).code).toBe(code);
  });

  it('with variables of hadolint make its comments suppress nothing', async () => {
    const files = { Dockerfile: `# hadolint ignore=DL3006\n${dockerfile}` };
    const args = ['--format', 'json', '--select', 'DL3006', 'Dockerfile'];
    expect(JSON.parse((await strataLint(files, args)).out)).toEqual([]);
    const variables = { HADOLINT_DISABLE_IGNORE_PRAGMA: 'true' };
    expect(JSON.parse((await strataLint(files, args, { variables })).out)).toHaveLength(1);
  });

  it.each<[string[], string]>([
    [['--config', 'none.yaml', 'Dockerfile'], 'none.yaml: There is no such file or folder.'],
    [['--config', 'a.yaml', '--no-config', 'Dockerfile'], 'Give either --config or --no-config.'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, err } = await strataLint({ Dockerfile: dockerfile, 'a.yaml': '' }, args);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});
