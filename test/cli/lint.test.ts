import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import type { ReportedFinding } from '../../server/src/cli/lintReport';
import { runProgram } from '../../server/src/cli/main';
import { knownRules } from '../support/knownRules';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

type Files = Parameters<typeof memoryHost>[0];

async function strataLint(files: Files, args: readonly string[], settings = {}) {
  const host = memoryHost(files, settings);
  const select = args.some((arg) => arg.startsWith('--select')) ? [] : ['--select', knownRules.join(',')];
  const code = await runProgram(
    { commands: [lint('1.2.3', lintPorts())], version: '' },
    ['lint', ...select, ...args],
    host,
  );
  const text = (path: string): string => new TextDecoder().decode(host.readFile(path));
  return { code, out: host.out(), err: host.err(), text };
}

async function findings(files: Files, args: readonly string[]): Promise<ReportedFinding[]> {
  return JSON.parse((await strataLint(files, ['--format', 'json', ...args])).out);
}

const clean = 'FROM a\n';
const dirty = 'FROM a\nMAINTAINER x\n';

describe('--format json', () => {
  it('prints every field of a finding', async () => {
    expect(await findings({ Dockerfile: 'FROM a\n  CMD a\nCMD b\n' }, ['Dockerfile'])).toEqual([
      {
        file: 'Dockerfile',
        line: 2,
        column: 3,
        endLine: 2,
        endColumn: 8,
        rule: 'overridden-instruction',
        aliases: ['DL4003', 'MultipleInstructionsDisallowed', 'MULTIPLE_INSTRUCTIONS'],
        category: 'correctness',
        severity: 'warning',
        message: 'This CMD never takes effect, because the CMD in line 3 replaces it: remove it, or join the two.',
        url: 'docs/rules/overridden-instruction.md',
        tags: ['unnecessary'],
        related: [
          {
            file: 'Dockerfile',
            line: 3,
            column: 1,
            endLine: 3,
            endColumn: 4,
            message: 'This CMD is the one that counts.',
          },
        ],
        fix: {
          title: 'Remove this CMD',
          safe: true,
          edits: [{ line: 2, column: 1, endLine: 3, endColumn: 1, newText: '' }],
        },
      },
    ]);
  });

  it('has null for a fix that does not exist', async () => {
    expect(await findings({ Dockerfile: 'FROM a\nEXPOSE\n' }, ['Dockerfile'])).toMatchObject([
      { fix: null, tags: [], related: [] },
    ]);
  });

  it('sorts by file, line, column and rule', async () => {
    const files = { 'b/Dockerfile': 'from a\nmaintainer x\n', 'a/Dockerfile': dirty, 'a.Dockerfile': dirty };
    const places = (await findings(files, ['b', 'a', 'a.Dockerfile'])).map(({ file, line, rule }) => [
      file,
      line,
      rule,
    ]);
    expect(places).toEqual([
      ['a.Dockerfile', 2, 'maintainer-deprecated'],
      ['a/Dockerfile', 2, 'maintainer-deprecated'],
      ['b/Dockerfile', 1, 'keyword-not-upper-case'],
      ['b/Dockerfile', 2, 'keyword-not-upper-case'],
      ['b/Dockerfile', 2, 'maintainer-deprecated'],
    ]);
  });

  it('counts columns in UTF-16 units and keeps a byte order mark', async () => {
    expect(await findings({ Dockerfile: '\ufefffrom a\n' }, ['Dockerfile'])).toMatchObject([
      { line: 1, column: 2, endColumn: 6 },
    ]);
    const surrogates = await findings(
      { Dockerfile: 'FROM a\n# strata ignore=missing-from,\u{1f600}\nRUN "\u{1f600}"\n' },
      ['Dockerfile'],
    );
    expect(surrogates).toMatchObject([{ line: 2, column: 1, endColumn: 32 }]);
  });

  it('prints an empty array when there is nothing to say', async () => {
    expect(await strataLint({ Dockerfile: clean }, ['--format', 'json', 'Dockerfile'])).toMatchObject({
      code: 0,
      out: '[]\n',
      err: '',
    });
  });
});

describe('--format text', () => {
  it('shows the line with the words underlined', async () => {
    const { out } = await strataLint({ Dockerfile: 'FROM a\n\tONBUILD \tfoo x\nCMD a\nCMD b\n' }, ['Dockerfile']);
    expect(out).toBe(
      [
        'Dockerfile:2:11 warning There is no instruction foo: check the spelling. [unknown-instruction]',
        '  2 | \tONBUILD \tfoo x',
        '    | \t        \t^^^',
        '',
        'Dockerfile:3:1 warning This CMD never takes effect, because the CMD in line 4 replaces it: remove it, or join the two. [overridden-instruction]',
        '  3 | CMD a',
        '    | ^^^^^',
        '  line 4: This CMD is the one that counts.',
        '',
        '2 findings (2 warnings) in 1 file, 1 fixable with --fix',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['\tONBUILD \tfoo x', '\t        \t^^^'],
    ['ONBUILD 構建 x', '        ^^^^'],
    ['ONBUILD \ud83d\ude00 x', '        ^^'],
    ['ONBUILD "構" foo x', '        ^^^^'],
  ])('puts the underline below %j', async (line, marks) => {
    const { out } = await strataLint({ Dockerfile: `FROM a\n${line}\n` }, ['Dockerfile']);
    expect(out.split('\n').slice(1, 3)).toEqual([`  2 | ${line}`, `    | ${marks}`]);
  });

  it('is silent when there is nothing to say', async () => {
    expect(await strataLint({ Dockerfile: clean }, ['Dockerfile'])).toMatchObject({ code: 0, out: '', err: '' });
  });

  it('has colours only on a terminal', async () => {
    expect((await strataLint({ Dockerfile: dirty }, ['Dockerfile'])).out).not.toContain('\u001b');
    expect((await strataLint({ Dockerfile: dirty }, ['Dockerfile'], { colours: true })).out).toContain(
      '\u001b[33mwarning\u001b[0m',
    );
  });

  it('lets no control character of a file reach the terminal', async () => {
    const { out } = await strataLint({ Dockerfile: 'FROM a\nR\u001b[2JUN x\n' }, ['Dockerfile']);
    expect(out).toContain('R\ufffd[2JUN x');
    expect(out).not.toContain('\u001b');
  });

  it('shows the part of a long line that matters', async () => {
    const { out } = await strataLint({ Dockerfile: `FROM a\nONBUILD ${' '.repeat(5000)}foo ${'x'.repeat(5000)}\n` }, [
      'Dockerfile',
    ]);
    const [, source, marks] = out.split('\n');
    expect(source!.length).toBeLessThan(180);
    expect(source!.slice(marks!.indexOf('^'), marks!.lastIndexOf('^') + 1)).toBe('foo');
  });
});

describe('--format sarif', () => {
  it('has rules, places, related places and fixes', async () => {
    const files = { 'a b/Dockerfile': 'FROM a\nCMD a\nCMD b\n', missing: new Error('Access to it is not permitted.') };
    const log = JSON.parse((await strataLint(files, ['--format', 'sarif', 'a b', 'missing'])).out);
    const region = { startLine: 2, startColumn: 1, endLine: 2, endColumn: 6 };
    const artifactLocation = { uri: 'a%20b/Dockerfile' };
    expect(log).toMatchObject({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Strata',
              version: '1.2.3',
              rules: [
                { id: 'overridden-instruction', defaultConfiguration: { level: 'warning' } },
                { id: 'unreadable-file' },
              ],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'overridden-instruction',
              ruleIndex: 0,
              level: 'warning',
              message: { text: expect.stringContaining('never takes effect') },
              locations: [{ physicalLocation: { artifactLocation, region } }],
              relatedLocations: [{ id: 0, physicalLocation: { artifactLocation, region: { startLine: 3 } } }],
              fixes: [
                {
                  description: { text: 'Remove this CMD' },
                  artifactChanges: [
                    {
                      artifactLocation,
                      replacements: [
                        {
                          deletedRegion: { startLine: 2, startColumn: 1, endLine: 3, endColumn: 1 },
                          insertedContent: { text: '' },
                        },
                      ],
                    },
                  ],
                },
              ],
            },
            {
              ruleId: 'unreadable-file',
              ruleIndex: 1,
              level: 'error',
              locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1 } } }],
            },
          ],
        },
      ],
    });
  });

  it('is a whole log when there is nothing to say', async () => {
    const log = JSON.parse((await strataLint({ Dockerfile: clean }, ['--format=sarif', 'Dockerfile'])).out);
    expect(log.runs).toMatchObject([{ tool: { driver: { rules: [] } }, results: [] }]);
  });
});

describe('--format github', () => {
  it('prints workflow commands', async () => {
    const files = {
      'a,b:c/Dockerfile': 'FROM a\nMAINTAINER x\nrun b\n',
      Dockerfile: 'FROM a\nENTRYPOINT \\\n a\nENTRYPOINT b\n',
    };
    const { out } = await strataLint(files, ['--format=github', '.']);
    expect(out).toBe(
      [
        '::warning file=Dockerfile,line=2,endLine=3,title=overridden-instruction::This ENTRYPOINT never takes effect, because the ENTRYPOINT in line 4 replaces it: remove it, or join the two.',
        '::warning file=a%2Cb%3Ac/Dockerfile,line=2,endLine=2,col=1,endColumn=10,title=maintainer-deprecated::MAINTAINER is deprecated: use LABEL org.opencontainers.image.authors="…" instead.',
        '::warning file=a%2Cb%3Ac/Dockerfile,line=3,endLine=3,col=1,endColumn=3,title=keyword-not-upper-case::Write the keyword run in upper case.',
        '',
      ].join('\n'),
    );
  });

  it('lets no line of a file pass for a command', async () => {
    const text = 'FROM a\nFOO%0A::error::x\u001b[31m\n';
    const { out } = await strataLint({ Dockerfile: text }, ['--format=github', 'Dockerfile']);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('There is no instruction FOO%250A::error::x');
  });
});

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
