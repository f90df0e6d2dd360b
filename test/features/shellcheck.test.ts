import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { lintModel, ruleSetFor } from '../../server/src/features/diagnostics';
import { readComments, remarksOf } from '../../server/src/features/shellcheck/answer';
import { createShellChecker } from '../../server/src/features/shellcheck/check';
import { checkedScripts } from '../../server/src/features/shellcheck/scripts';
import { nodeProcesses } from '../../server/src/host/node/processes';
import { buildModel } from '../../server/src/model/model';
import type { Cancellation, Processes, ProcessRequest } from '../../server/src/ports';
import type { Finding } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edit';
import { marked, withMarks } from '../support/marks';
import { countingProcesses, describeWithShellCheck } from '../support/shellcheck';

function modelOf(text: string) {
  return buildModel(parseDockerfile(text));
}

/** What ShellCheck is given: the dialect and the text. */
function scripts(text: string): [string, string][] {
  return checkedScripts(modelOf(text)).map((script) => [script.dialect, script.text]);
}

describe('scripts', () => {
  it.each<[string, string, [string, string][]]>([
    ['shell form', 'FROM a\nRUN echo a\n', [['sh', 'echo a']]],
    ['continuations and comments', 'FROM a\nRUN echo \\\n # no\n\n  a\n', [['sh', 'echo   a']]],
    ['SHELL', 'FROM a\nSHELL ["/bin/bash", "-c"]\nRUN id\n', [['bash', 'id']]],
    ['an inherited SHELL', 'FROM a AS b\nSHELL ["ash", "-c"]\nFROM b\nRUN id\n', [['dash', 'id']]],
    ['SHELL that stops at failures', 'FROM a\nSHELL ["sh", "-ec"]\nRUN id\n', [['sh', 'set -e\nid']]],
    ['heredoc', 'FROM a\nRUN <<E\nid\n\tls\nE\n', [['sh', 'id\n\tls\n']]],
    ['heredoc without tabs', 'FROM a\nRUN <<-E\n\tid\n\t\tls\n\tE\n', [['sh', 'id\nls\n']]],
    ['shebang', 'FROM a\nRUN <<E\n#!/usr/bin/env bash\nid\nE\n', [['bash', '#!/usr/bin/env bash\nid\n']]],
    ['heredoc for a command', 'FROM a\nRUN cat <<E > /x\nid\nE\n', [['sh', 'cat <<E > /x\nid\nE']]],
    [
      'heredoc for a shell',
      'FROM a\nRUN <<"E" bash -e\nid\nE\n',
      [
        ['sh', '<<"E" bash -e\nid\nE'],
        ['bash', 'set -e\nid\n'],
      ],
    ],
    [
      'a shell that a comment names',
      'FROM a\n# hadolint shell=bash\nRUN id\nSHELL ["ksh", "-c"]\nRUN id\nFROM b\nRUN id\n',
      [
        ['bash', 'id'],
        ['ksh', 'id'],
        ['sh', 'id'],
      ],
    ],
    [
      'a shell that a comment above everything names',
      '# hadolint shell=/bin/bash\nARG a\nFROM a AS c\nRUN id\nFROM b\nRUN id\n',
      [
        ['bash', 'id'],
        ['bash', 'id'],
      ],
    ],
    [
      'a shell that a comment names, inherited',
      'FROM a AS b\n# hadolint shell=dash\nRUN id\nFROM b\nRUN ls\n',
      [
        ['dash', 'id'],
        ['dash', 'ls'],
      ],
    ],
    ['a comment that names another program', 'FROM a\n# hadolint shell=pwsh\nRUN id\n', []],
    ['exec form with a shell', 'FROM a\nRUN ["ksh", "-c", "a\\tb"]\n', [['ksh', 'a\tb']]],
    ['exec form without', 'FROM a\nRUN ["id"]\n', []],
    ['ONBUILD', 'FROM a\nONBUILD RUN id\n', [['sh', 'id']]],
    ['other programs', 'FROM a\nRUN <<E\n#!/usr/bin/python3\nid\nE\nSHELL ["pwsh", "-c"]\nRUN id\n', []],
    ['shells that ShellCheck does not know', 'FROM a\nSHELL ["zsh", "-c"]\nRUN id\n', []],
    ['Windows', 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN id\n', []],
    [
      'what runs in a container',
      'FROM a\nCMD b\nENTRYPOINT c\nHEALTHCHECK --retries=2 CMD d\n',
      [
        ['sh', 'b'],
        ['sh', 'c'],
        ['sh', 'd'],
      ],
    ],
    ['what has no command', 'FROM a\nRUN\nHEALTHCHECK NONE\nHEALTHCHECK\nCMD\n', []],
    ['characters of two units', 'FROM a\nRUN echo 😀\n', [['sh', 'echo \ufffd\ufffd']]],
    ['CR LF', 'FROM a\r\nRUN <<E\r\nid\r\nE\r\n', [['sh', 'id\n']]],
  ])('%s', (_, text, expected) => {
    expect(scripts(text)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['ENV and ARG', 'FROM a\nENV b=1 c=2\nARG d\nRUN $b ${d} "$e"\n', 'export b=1 d=1\n$b ${d} "$e"'],
    ['of the stage above', 'FROM a AS b\nENV c=1\nFROM b\nRUN $c\n', 'export c=1\n$c'],
    ['not of another stage', 'FROM a\nENV c=1\nFROM b\nRUN $c\n', '$c'],
    ['not from below', 'FROM a\nRUN $c\nENV c=1\n', '$c'],
    ['not from above FROM', 'ARG c\nFROM a\nRUN $c\n', '$c'],
    ['arguments of every build', 'FROM a\nRUN $http_proxy\n', 'export http_proxy=1\n$http_proxy'],
    ['in a trigger', 'FROM a\nARG b\nENV c=1\nONBUILD ARG d\nONBUILD RUN $b $c $d\n', 'export c=1 d=1\n$b $c $d'],
    [
      'behind the head of a script',
      'FROM a\nENV b=1\nRUN <<E\n#!/bin/sh\n# c\n\n$b\nE\n',
      '#!/bin/sh\n# c\n\nexport b=1\n$b\n',
    ],
  ])('names that are set: %s', (_, text, expected) => {
    expect(scripts(text).map(([, script]) => script)).toEqual([expected]);
  });

  it('are left out where nobody writes them by hand', () => {
    expect(scripts(`FROM a\nRUN echo ${'a'.repeat(200_000)}\n`)).toEqual([]);
  });
});

const checker = createShellChecker(nodeProcesses());

/** The findings of the rule `shellcheck` alone, or with those named. */
async function findings(text: string, ...others: string[]): Promise<readonly Finding[]> {
  const model = modelOf(text);
  const result = await checker.check(model);
  expect(result?.problem).toBeUndefined();
  const ruleSet = ruleSetFor({ select: ['shellcheck', ...others] });
  return lintModel(model, { ruleSet, facts: { shellCheck: result!.remarks } }).findings;
}

/** Checks that remarks with a code stand at the marks and nowhere else. */
async function check(code: string, source: string): Promise<void> {
  const { text } = marked(source);
  const found = (await findings(text)).filter(({ aliases }) => aliases.includes(code));
  expect(
    withMarks(
      text,
      found.map(({ span }) => span),
    ),
  ).toBe(source);
}

describeWithShellCheck('places', () => {
  it.each([
    ['a word', 'SC2086', 'FROM a\nRUN cp «$1» /x\n'],
    ['behind continuations', 'SC2086', 'FROM a\nRUN cp a \\\n  # comment\n\n\t«$1» \\\r\n  «$2»\n'],
    ['behind a continuation of another sort', 'SC2086', '# escape=`\nFROM debian\nRUN cp `\n  «$1» b\n'],
    ['across a continuation', 'SC2046', 'FROM a\nRUN cp «$(ls \\\n  -a)» /x\n'],
    ['behind tabs', 'SC2086', 'FROM a\nRUN\tcp\t«$1»\t/x\n'],
    ['behind characters of one, two and three bytes', 'SC2086', 'FROM a\nRUN cp "a ä 中" «$1»\n'],
    ['behind characters of two units', 'SC2086', 'FROM a\nRUN cp "😀😀" «$1» "😀" «$2»\n'],
    ['in a heredoc', 'SC2086', 'FROM a\nRUN <<E\ncp «$1» /x\n  cp \\\n «$2» /x\nE\nRUN cp «$3» x\n'],
    ['in a heredoc without tabs', 'SC2086', 'FROM a\nRUN <<-E\n\tcp «$1» /x\n\t\tcp\t«$2» /x\n\tE\n'],
    ['in a heredoc with CR LF', 'SC2086', 'FROM a\r\nRUN <<E\r\ncp «$1»\r\ncp «$2» x\r\nE\r\n'],
    ['behind lines put in', 'SC2086', 'FROM a\nENV V=1\nRUN <<E\n#!/bin/sh\n# head\ncp $V «$1»\nE\n'],
    ['of set variables', 'SC2154', 'FROM a\nARG foo\nRUN echo "$foo" "«$bar»"\n'],
    ['in exec form', 'SC2086', 'FROM a\nRUN ["sh", "-c", "cp \\"a\\" «$1» \\u0061"]\n'],
    ['in ONBUILD', 'SC2086', 'FROM a\nONBUILD RUN cp «$1» x\n'],
    ['in HEALTHCHECK', 'SC2086', 'FROM a\nHEALTHCHECK --retries=3 CMD cp «$1» x\n'],
    ['of a point', 'SC1072', 'FROM a\nRUN if «then»\n'],
    ['of a point in front of a word', 'SC1073', 'FROM a\nRUN «if» then\n'],
    ['of the dialect', 'SC3010', 'FROM a\nRUN «[[ a = "$1" ]]»\nSHELL ["bash", "-c"]\nRUN [[ a = "$1" ]]\n'],
  ])('%s', (_, code, source) => check(code, source));

  it('are none of a list in broken JSON', async () => {
    const text = `FROM a\nRUN ["echo" 'x']\n`;
    expect((await findings(text, 'mistaken-json')).map(({ rule }) => rule)).toEqual(['mistaken-json']);
    expect((await findings(text)).map(({ rule }) => rule)).toContain('shellcheck');
  });

  it('have nothing of what Docker makes meaningless', async () => {
    expect(await findings('FROM a\nRUN . /etc/os-release && . "$1" && set -e\nCMD exec "$app"\n')).toEqual([]);
  });

  it('obey directives of ShellCheck inside of scripts', async () => {
    const source = 'FROM a\nENV V=1\nRUN <<E\n# shellcheck disable=SC2086\ncp $1 $2\ncp $3 $V\nE\n';
    expect(await findings(source)).toEqual([]);
  });
});

describeWithShellCheck('findings', () => {
  it('have the code, the severity, the page and the fix of ShellCheck', async () => {
    const text = 'FROM a\nRUN cp $1 \\\n  $2\nRUN echo `ls`\nRUN cd x; cp $@ y\n';
    const found = await findings(text);
    expect(found.map(({ foreign, severity, category }) => [foreign!.code, severity, category])).toEqual([
      ['SC2086', 'info', 'correctness'],
      ['SC2086', 'info', 'correctness'],
      ['SC2046', 'warning', 'correctness'],
      ['SC2005', 'hint', 'correctness'],
      ['SC2006', 'hint', 'correctness'],
      ['SC2164', 'warning', 'correctness'],
      ['SC2068', 'warning', 'correctness'],
    ]);
    expect(found[0]!.foreign!.page).toBe('https://www.shellcheck.net/wiki/SC2086');
    const edits = found.flatMap(({ fixes }) => fixes.flatMap((fix) => (fix.safe ? [] : fix.edits)));
    expect(applyEdits(text, edits)).toBe('FROM a\nRUN cp "$1" \\\n  "$2"\nRUN echo $(ls)\nRUN cd x || exit; cp $@ y\n');
  });

  it('have no fix in exec form, where quotes are written in another way', async () => {
    const [found] = await findings('FROM a\nRUN ["sh", "-c", "cp $1"]\n');
    expect(found!.fixes).toEqual([]);
  });

  it('step back where a rule of our own says the same of the same words', async () => {
    const text = 'FROM a\nRUN cd x; id\nRUN <<E\ncd y; id\nls | grep z\nE\n';
    const names = (await findings(text, 'unguarded-cd')).map(({ rule, foreign }) => foreign?.code ?? rule);
    expect(names).toEqual(['unguarded-cd', 'unguarded-cd', 'SC2010']);
  });

  it('step back also where ours is suppressed', async () => {
    const text = 'FROM a\n# strata ignore=unguarded-cd\nRUN cd x; id\n';
    expect(await findings(text, 'unguarded-cd')).toEqual([]);
  });

  it.each([
    '# strata ignore=SC2086',
    '# strata ignore=shellcheck',
    '# hadolint ignore=SC2086',
    '# strata ignore=sc2086 -- reason',
  ])('are suppressed by %s', async (comment) => {
    expect(await findings(`FROM a\n${comment}\nRUN cp $1 x\n`, 'unused-suppression')).toEqual([]);
  });

  it('are missed by suppressions that have nothing to suppress', async () => {
    const text = 'FROM a\n# strata ignore=SC2086\nRUN id\n';
    expect((await findings(text, 'unused-suppression')).map(({ rule }) => rule)).toEqual(['unused-suppression']);
    expect(lintModel(modelOf(text), { ruleSet: ruleSetFor({ select: ['unused-suppression'] }) }).findings).toEqual([]);
  });

  it('have the severity that is set for their code', async () => {
    const model = modelOf('FROM a\nRUN cp $1 x && ls | grep a\n');
    const facts = { shellCheck: (await checker.check(model))!.remarks };
    const severities = (rules: Record<string, 'off' | 'error' | 'hint'>) =>
      lintModel(model, { ruleSet: ruleSetFor({ rules: { all: 'off', ...rules } }), facts }).findings.map(
        ({ foreign, severity }) => `${foreign?.code} ${severity}`,
      );
    expect(severities({ shellcheck: 'hint', SC2086: 'error' })).toEqual(['SC2086 error', 'SC2010 hint']);
    expect(severities({ shellcheck: 'hint', SC2086: 'off' })).toEqual(['SC2010 hint']);
    expect(severities({ sc2010: 'error' })).toEqual(['SC2010 error']);
  });
});

describeWithShellCheck('asking', () => {
  it('happens once for a script, in whichever file and place it stands', async () => {
    const processes = countingProcesses();
    const once = createShellChecker(processes);
    await once.check(modelOf('FROM a\nRUN cp $1 x\nRUN id\nRUN cp $1 x\n'));
    expect(processes.runs).toBe(2);
    const again = await once.check(modelOf('# another\nFROM b\nRUN cp $1 x\n'));
    expect(processes.runs).toBe(2);
    expect(again!.remarks.map(({ span }) => span.start)).toEqual([24]);
    await once.check(modelOf('FROM a\nSHELL ["bash", "-c"]\nRUN cp $1 x\n'));
    expect(processes.runs).toBe(3);
  });

  it('gives a program many scripts, each with what is to be known of it', async () => {
    const processes = countingProcesses();
    const run = (script: number): string => `RUN echo "${script}" && cp $a${script} x\n`;
    const text = `FROM a\n${Array.from({ length: 20 }, (_, script) => run(script)).join('')}RUN id\nRUN [[ a = b ]]\n`;
    const model = modelOf(`${text}SHELL ["bash", "-c"]\nRUN [[ a = b ]]\nCMD echo $b\n`);
    const together = await createShellChecker(processes).check(model);
    expect(processes.runs).toBe(4);
    const apart = await createShellChecker({ ...processes, mostFiles: 0 }).check(model);
    expect(processes.runs).toBe(4 + 24);
    expect(together).toEqual(apart);
    expect(together!.remarks.filter(({ code }) => code === 'SC3010')).toHaveLength(1);
  });

  it('keeps scripts apart, also one that names the files in which others are', async () => {
    const model = modelOf('FROM a\nRUN cp $1 x\nRUN . /dev/fd/3 && . /dev/fd/4 && id\nRUN ((\nRUN ls $2\n');
    const together = await createShellChecker(nodeProcesses(1)).check(model);
    const apart = await createShellChecker({ ...nodeProcesses(), mostFiles: 0 }).check(model);
    expect(together).toEqual(apart);
  });

  it('is done one by one where the program cannot read the files', async () => {
    const real = countingProcesses();
    const processes: Processes = {
      ...real,
      run: ({ files, ...request }, cancel) =>
        real.run(files ? { ...request, args: [...request.args, ...files.keys()].map(String) } : request, cancel),
    };
    const model = modelOf('FROM a\nRUN cp $1 x\nRUN cp $2 x\nRUN cp $3 x\nRUN cp $4 x\n');
    const locked = createShellChecker(processes);
    const { remarks, problem } = (await locked.check(model))!;
    expect([remarks.map(({ code }) => code), problem]).toEqual([['SC2086', 'SC2086', 'SC2086', 'SC2086'], undefined]);
    const before = real.runs;
    await locked.check(modelOf('FROM a\nRUN cp $5 x\nRUN cp $6 x\nRUN cp $7 x\n'));
    expect(real.runs - before).toBe(3);
  });

  it('loses one script and no other where that is too much for the program', async () => {
    const real = nodeProcesses();
    const isHeavy = ({ input, files = [] }: ProcessRequest) => [input, ...files].some((each) => each.includes('heavy'));
    const processes: Processes = {
      ...real,
      run: async (request, cancel) =>
        isHeavy(request) ? { kind: 'failed', reason: 'it took too long.' } : real.run(request, cancel),
    };
    const text = 'FROM a\nRUN cp $1 x\nRUN cp $2 x\nRUN heavy $3\nRUN cp $4 x\n';
    const { remarks, problem } = (await createShellChecker(processes).check(modelOf(text)))!;
    expect(remarks.map(({ span }) => text.slice(span.start, span.end))).toEqual(['$1', '$2', '$4']);
    expect(problem).toEqual({ kind: 'failed', message: 'shellcheck did not end well: it took too long.' });
  });

  it('is given up for what waits and for what runs, and goes on for others', async () => {
    const listeners: (() => void)[] = [];
    const stale = { cancelled: false, onCancel: (listener: () => void) => void listeners.push(listener) };
    const busy = createShellChecker({ ...nodeProcesses(1), atOnce: 1 });
    const given = busy.check(modelOf('FROM a\nRUN cp $1 x\nCMD cp $2 x\n'), stale);
    const other = busy.check(modelOf('FROM a\nRUN cp $3 x\n'));
    stale.cancelled = true;
    listeners.forEach((listener) => void listener());
    expect(await given).toBeUndefined();
    expect((await other)!.remarks).toHaveLength(1);
  });

  it('ends when it is cancelled', async () => {
    const cancel: Cancellation = { cancelled: true, onCancel: (listener) => listener() };
    expect(await checker.check(modelOf('FROM a\nRUN cp $1\n'), cancel)).toBeUndefined();
  });
});

it('gives a program as many scripts as fit, whatever does not fit stands between them', async () => {
  const batches: number[] = [];
  const processes: Processes = {
    atOnce: 1,
    mostFiles: 64,
    async run({ files = [''] }) {
      batches.push(files.length);
      const fileNames = files.map((_, index) => `/dev/fd/${index}`);
      return { kind: 'ended', exitCode: 0, output: '{"comments":[]}', fileNames };
    },
  };
  const short = Array.from({ length: 6 }, (_, index) => `RUN echo ${index}\n`);
  const long = `RUN echo ${'x'.repeat(30_000)}\n`;
  const text = `FROM a\n${short.slice(0, 3).join('')}${long}${short.slice(3).join('')}`;
  expect((await createShellChecker(processes).check(modelOf(text)))!.problem).toBeUndefined();
  expect(batches).toEqual([6, 1]);
});

describe('trouble', () => {
  it('is told where there is no such program', async () => {
    const result = await createShellChecker(nodeProcesses(), 'no-such-shellcheck').check(modelOf('FROM a\nRUN id\n'));
    expect(result).toEqual({
      remarks: [],
      problem: { kind: 'missing', message: 'There is no program no-such-shellcheck.' },
    });
  });

  it('is told where the program is another one', async () => {
    const result = await createShellChecker(nodeProcesses(), process.execPath).check(modelOf('FROM a\nRUN id\n'));
    expect(result!.problem).toEqual({
      kind: 'failed',
      message: `${process.execPath} (exit code 9) did not answer as ShellCheck 0.7 or newer does.`,
    });
  });

  it.each(['', '[]', 'null', '{"comments": 1}', '{"comments": [', 'No such option'])('%j is no answer', (output) => {
    expect(readComments(output)).toBeUndefined();
  });

  it('drops comments that are odd', () => {
    const good = { line: 1, column: 1, endLine: 1, endColumn: 2, level: 'info', code: 2086, message: 'm', fix: null };
    const odd = [
      1,
      null,
      {},
      { ...good, line: 0 },
      { ...good, level: 'x' },
      { ...good, code: '1' },
      { ...good, endColumn: 1.5 },
    ];
    expect(readComments(JSON.stringify({ comments: [...odd, good] }))).toHaveLength(1);
  });
});

it('finds a place in the file for whatever is said of a script', () => {
  const place = fc.record({ line: fc.nat(9), column: fc.nat(40), endLine: fc.nat(9), endColumn: fc.nat(40) });
  const comment = fc.record({
    level: fc.constantFrom('error', 'style'),
    code: fc.nat(4000),
    message: fc.string(),
    fix: fc.option(
      fc.record({
        replacements: fc.array(place.chain((at) => fc.record({ ...constant(at), replacement: fc.string() }))),
      }),
    ),
    place,
  });
  const text = 'FROM a\nENV b=1\nRUN <<-E\n\t#!/bin/sh\n\n\techo $b \\\n\t 😀\nE\nRUN a \\\n # c\n  b\n';
  const model = modelOf(text);
  fc.assert(
    fc.property(fc.array(comment), (comments) => {
      const answer = readComments(JSON.stringify({ comments: comments.map((each) => ({ ...each, ...each.place })) }));
      for (const script of checkedScripts(model)) {
        for (const { span, edits } of remarksOf(answer!, script, text)) {
          for (const { start, end } of [span, ...(edits ?? []).map((edit) => edit.span)]) {
            expect(0 <= start && start <= end && end <= text.length).toBe(true);
          }
        }
      }
    }),
  );
});

function constant(value: Record<string, number>): Record<string, fc.Arbitrary<number>> {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fc.constant(each)]));
}
