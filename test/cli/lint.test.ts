import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import type { ReportedFinding } from '../../server/src/cli/lintReport';
import { runProgram } from '../../server/src/cli/main';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';
import { type Files, findings, strataLint } from '../support/strataLint';

const clean = 'FROM a\n';
const dirty = 'FROM a\nMAINTAINER x\n';

describe('the exit code', () => {
  const unusedSuppression = 'FROM a\n# strata ignore=maintainer-deprecated\nRUN b\n';
  it.each<[string, string[], number]>([
    [clean, [], 0],
    [dirty, [], 1],
    ['FROM a\nrun b\n', [], 1],
    [unusedSuppression, [], 0],
    [unusedSuppression, ['--fail-on', 'info'], 1],
    [unusedSuppression, ['--fail-on=hint'], 1],
    [dirty, ['--fail-on', 'error'], 0],
    ['FROM a\nEXPOSE\n', ['--fail-on', 'error'], 1],
    ['FROM a\nEXPOSE\n', ['--fail-on', 'never'], 0],
  ])('of %j with %j is %i', async (text, args, code) => {
    expect((await strataLint({ Dockerfile: text }, [...args, 'Dockerfile'])).code).toBe(code);
  });
});

describe('files', () => {
  it('named outright are always checked, each once', async () => {
    const files = { '.gitignore': '*\n', 'notes.txt': dirty };
    expect((await findings(files, ['notes.txt', './notes.txt', 'notes.txt'])).map(({ file }) => file)).toEqual([
      'notes.txt',
    ]);
  });

  it('are checked once when they are named and in a folder that is walked', async () => {
    const files = { 'a/Dockerfile': dirty, 'a/b/Dockerfile': dirty };
    expect((await findings(files, ['a/b/Dockerfile', 'a', './a'])).map(({ file }) => file)).toEqual([
      'a/Dockerfile',
      'a/b/Dockerfile',
    ]);
  });

  it('of a folder obey the ignore files above and below, and are checked all the same when named', async () => {
    const files = {
      '.git/HEAD': '',
      '.gitignore': 'vendor/\n*.old\n',
      'app/.gitignore': '!keep.old\n/Dockerfile.local\n',
      'app/Dockerfile.keep.old': dirty,
      'app/keep.old/Dockerfile': dirty,
      'app/Dockerfile.local': dirty,
      'app/web/Dockerfile.local': dirty,
      'vendor/Dockerfile': dirty,
    };
    const walked = ['app/keep.old/Dockerfile', 'app/web/Dockerfile.local'];
    expect((await findings(files, ['.'])).map(({ file }) => file)).toEqual(walked);
    const named = ['vendor/Dockerfile', 'app/Dockerfile.local'];
    expect((await findings(files, ['.', ...named])).map(({ file }) => file)).toEqual([...walked, ...named].sort());
  });

  it('that cannot be read are findings among others', async () => {
    const files = { Dockerfile: clean, locked: new Error('Access to it is not permitted.') };
    const { code, out } = await strataLint(files, ['--format', 'json', 'Dockerfile', 'locked', 'missing']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      {
        file: 'locked',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 1,
        rule: 'unreadable-file',
        severity: 'error',
        url: null,
        message: 'Access to it is not permitted.',
      },
      { file: 'missing', rule: 'unreadable-file', message: 'There is no such file or folder.' },
    ]);
  });

  it('that cannot be read and are all there is are wrong usage', async () => {
    expect(await strataLint({}, ['missing'])).toMatchObject({
      code: 2,
      out: '',
      err: 'strata lint: missing: There is no such file or folder.\n',
    });
    expect((await strataLint({}, ['missing', 'too'])).err).toBe(
      'strata lint: missing: There is no such file or folder. (and 1 more could not be read)\n',
    );
  });

  it('are told when a folder has none', async () => {
    expect(await strataLint({ 'a/x': '' }, ['a', '--format=json'])).toMatchObject({
      code: 0,
      out: '[]\n',
      err: 'strata lint: There is no Dockerfile in a.\n',
    });
  });

  it.each<[string, number[], string]>([
    [
      'no text',
      [0x7f, 0x45, 0x4c, 0x46, 2, 0, 0xff, 0x0a, 0x0a, 0x41, 0x0a],
      'This is a binary file, not a Dockerfile.',
    ],
    [
      'UTF-16',
      [0xff, 0xfe, 0x46, 0, 0x52, 0, 0x0a, 0],
      'This file is UTF-16, which BuildKit does not read; save it as UTF-8.',
    ],
  ])('that are %s get one finding and stay as they are', async (_, content, message) => {
    const files = { Dockerfile: new Uint8Array(content) };
    const { code, out } = await strataLint(files, ['--format=json', '--fix', 'Dockerfile']);
    expect([code, JSON.parse(out)]).toMatchObject([1, [{ rule: 'unreadable-file', severity: 'error', message }]]);
    const fixed = await strataLint({}, ['--fix', '-'], { stdin: files.Dockerfile });
    expect(fixed.out).toBe(new TextDecoder().decode(files.Dockerfile));
  });

  it('with a zero byte and others that are no UTF-8 are text where they begin with an instruction', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('FROM a\nMAINTAINER '), 0, 0xe9, 0x0a]);
    const { out } = await strataLint({ Dockerfile: bytes }, ['--format=json', 'Dockerfile']);
    expect(out).toContain('maintainer-deprecated');
  });

  it('with bytes that are no UTF-8 get one finding, and no fix touches them', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('from a\nLABEL a="'), 0xe9, 0xe8, 0x22, 0x0a]);
    const { out, text } = await strataLint({ Dockerfile: bytes }, ['--format=json', '--fix', 'Dockerfile']);
    expect(JSON.parse(out).map(({ rule }: ReportedFinding) => rule)).toEqual([
      'keyword-not-upper-case',
      'undecodable-bytes',
    ]);
    expect(text('Dockerfile')).toContain('from a');
  });
});

describe('standard input', () => {
  it('is checked under the name given', async () => {
    const { out } = await strataLint({}, ['-', '--stdin-filename', 'x/Dockerfile', '--format=json'], { stdin: dirty });
    expect(JSON.parse(out)).toMatchObject([{ file: 'x/Dockerfile', line: 2 }]);
    expect(JSON.parse((await strataLint({}, ['-', '--format=json'], { stdin: dirty })).out)).toMatchObject([
      { file: '-' },
    ]);
  });

  it('goes together with files', async () => {
    const { out } = await strataLint({ Dockerfile: dirty }, ['-', 'Dockerfile', '--format=json'], { stdin: dirty });
    expect(JSON.parse(out).map(({ file }: ReportedFinding) => file)).toEqual(['-', 'Dockerfile']);
  });
});

describe('--select and --ignore', () => {
  const files = { Dockerfile: 'from a\nMAINTAINER x\nCMD a\nCMD b\n' };
  it.each([
    [['--select', 'maintainer-deprecated'], ['maintainer-deprecated']],
    [
      ['--select=DL4003', '--select=style'],
      ['keyword-not-upper-case', 'overridden-instruction'],
    ],
    [['--select=DL4003,style'], ['keyword-not-upper-case', 'overridden-instruction']],
    [['--select', 'style,deprecated,DL4003', '--ignore', 'deprecated,DL4003'], ['keyword-not-upper-case']],
    [
      ['--ignore', 'casing_instruction'],
      ['maintainer-deprecated', 'overridden-instruction'],
    ],
    [
      ['--select', 'style', '--select', 'deprecated', '--select', 'DL4003', '--ignore', 'DL4000', '--ignore', 'style'],
      ['overridden-instruction'],
    ],
    [['--select', 'style', '--ignore', 'all'], []],
    [['--select', 'DL4003,', '--ignore', ', ,casing_instruction'], ['overridden-instruction']],
  ])('%j', async (args, rules) => {
    expect((await findings(files, [...args, 'Dockerfile'])).map(({ rule }) => rule)).toEqual(rules);
  });

  it('refuse names that nobody has', async () => {
    expect(await strataLint(files, ['--select', 'maintainer-deprecatd', 'Dockerfile'])).toMatchObject({
      code: 2,
      out: '',
      err: 'strata lint: There is no rule, code or category "maintainer-deprecatd": did you mean "maintainer-deprecated"?\n',
    });
  });
});

describe('--fix', () => {
  it('writes what can be fixed safely and reports the rest', async () => {
    const { code, out, text } = await strataLint({ Dockerfile: '\ufefffrom a\r\nRUNN x\r\n' }, [
      '--fix',
      '--format=json',
      'Dockerfile',
    ]);
    expect(code).toBe(1);
    expect(text('Dockerfile')).toBe('FROM a\r\nRUNN x\r\n');
    expect(JSON.parse(out)).toMatchObject([{ rule: 'unknown-instruction', line: 2 }]);
  });

  it.each<[string, Files, string[], string]>([
    [
      'that everything is fixed',
      { Dockerfile: 'from a\nmaintainer x\n' },
      ['Dockerfile'],
      'Applied 3 fixes in 1 file; nothing is left to report.',
    ],
    [
      'what is left',
      { 'a/Dockerfile': 'from a\n', 'b/Dockerfile': 'from a\nRUNN x\n' },
      ['.'],
      'Applied 2 fixes in 2 files; 1 finding is left.',
    ],
    [
      'that nothing could be fixed',
      { Dockerfile: 'FROM a\nRUNN x\nRUNM y\n' },
      ['Dockerfile', '--format=sarif'],
      'Applied no fixes; 2 findings are left.',
    ],
  ])('tells on standard error %s', async (_, files, args, line) => {
    expect((await strataLint(files, ['--fix', ...args])).err).toBe(`strata lint: ${line}\n`);
  });

  it('says nothing where there is nothing to fix', async () => {
    expect(await strataLint({ Dockerfile: clean }, ['--fix', 'Dockerfile'])).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
  });

  it('is named where it would help', async () => {
    const { out } = await strataLint({ Dockerfile: 'from a\nRUNN x\n' }, ['Dockerfile']);
    expect(out).toContain('2 findings (1 error, 1 warning) in 1 file, 1 fixable with --fix\n');
  });

  it.each<[string, 'file' | 'other', string]>([
    ['cannot be written', 'file', 'The fixes could not be written: access to it is not permitted.'],
    [
      'is no file',
      'other',
      'The fixes cannot be written to what is no file: give the text to standard input, with - as the path.',
    ],
  ])('tells of what %s, and what there is to fix', async (_, kind, message) => {
    const host = memoryHost({ Dockerfile: dirty });
    const locked: typeof host = {
      ...host,
      kindOf: (path) => (path === 'Dockerfile' ? kind : host.kindOf(path)),
      writeFile() {
        throw new Error('Access to it is not permitted.');
      },
    };
    const args = ['lint', '--fix', '--select', 'DL4000', 'Dockerfile'];
    const code = await runProgram({ commands: [lint('1.2.3', lintPorts())], version: '' }, args, locked);
    expect([code, host.err()]).toEqual([1, 'strata lint: Applied no fixes; 2 findings are left.\n']);
    expect(host.out()).toContain(`Dockerfile:1:1 error ${message} [unwritable-file]\n\nDockerfile:2:1 warning`);
  });

  it('prints the text of standard input and reports on standard error', async () => {
    const { code, out, err } = await strataLint({}, ['--fix', '-'], { stdin: 'from a\nRUNN x\n' });
    expect([code, out]).toEqual([1, 'FROM a\nRUNN x\n']);
    expect(err).toContain('-:2:1 error');
    expect(err).toContain('strata lint: Applied 1 fix in 1 file; 1 finding is left.\n');
    const json = await strataLint({}, ['--fix', '-', '--format=json'], { stdin: 'from a\nRUNN x\n' });
    expect(JSON.parse(json.err)).toHaveLength(1);
  });
});

describe('a folder without a Dockerfile', () => {
  it.each<[Files, string]>([
    [{ 'a/app.py': '' }, 'There is no Dockerfile in a.'],
    [{ 'a/Dockerfile': dirty, 'a/.gitignore': '*\n' }, 'Git ignores every Dockerfile in a: name one to check it.'],
  ])('is fine, and told', async (files, message) => {
    expect(await strataLint(files, ['a'])).toMatchObject({ code: 0, out: '', err: `strata lint: ${message}\n` });
  });
});

describe('wrong usage', () => {
  it.each([
    [[], 'Name a Dockerfile or a folder to check, or - for standard input.'],
    [['--format', 'yaml', 'Dockerfile'], '--format can be text, json, sarif or github, not "yaml".'],
    [['--fail', 'Dockerfile'], 'Unknown option --fail.'],
    [['--fixx', 'Dockerfile'], 'Unknown option --fixx: did you mean --fix?'],
    [['--sarif', 'Dockerfile'], 'Unknown option --sarif: did you mean --format sarif?'],
    [
      ['--stdin-filename', 'a/Dockerfile', 'Dockerfile'],
      '--stdin-filename names the text of standard input: give - as the path as well.',
    ],
    [[''], 'An empty path leads nowhere: name a Dockerfile or a folder to check.'],
  ])('%j', async (args, message) => {
    expect(await strataLint({ Dockerfile: clean }, args)).toMatchObject({
      code: 2,
      out: '',
      err: `strata lint: ${message}\n`,
    });
  });
});
