import { describe, expect, it } from 'vitest';
import { findings, strataLint } from '../support/strataLint';

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
