import { describe, expect, it } from 'vitest';
import { type Command, UsageError } from '../../server/src/cli/command';
import { lint } from '../../server/src/cli/lint';
import { runProgram } from '../../server/src/cli/main';
import { parseOptions } from '../../server/src/cli/options';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

function command(name: string, run: Command['run']): Command {
  return { name, summary: `Does ${name}`, operands: 'FILE', options: {}, run };
}

const commands = [
  lint('1.2.3', lintPorts()),
  command('one', () => 1),
  command('usage', () => {
    throw new UsageError('Name a file.');
  }),
  command('crash', async () => {
    throw new Error('first\n  second');
  }),
];

async function strata(...args: string[]) {
  const host = memoryHost({ Dockerfile: 'FROM a\n' });
  const code = await runProgram({ commands, version: '1.2.3' }, args, host);
  return { code, out: host.out(), err: host.err() };
}

describe('strata', () => {
  it.each([[['--version']], [['-v']]])('%j prints the version', async (args) => {
    expect(await strata(...args)).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  it.each([[['--help']], [['-h']], [['help']]])('%j lists the commands', async (args) => {
    const { code, out, err } = await strata(...args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: strata COMMAND/);
    for (const { name, summary } of commands) {
      expect(out).toContain(`${name.padEnd(5)}  ${summary}\n`);
    }
  });

  it.each([[['lint', '--help']], [['lint', '-h', 'x']], [['help', 'lint']]])(
    '%j describes one command',
    async (args) => {
      const { code, out } = await strata(...args);
      expect(code).toBe(0);
      expect(out).toMatch(/^Usage: strata lint \[OPTIONS\] PATH… \| -\n/);
      expect(out).toContain('--fail-on error|warning|info|hint|never');
    },
  );

  it('shows calls that every command understands', () => {
    const calls = commands.flatMap(({ examples = [], options }) =>
      examples.map(([call]) => [options, call.replace(/ > .*/, '').split(' ').slice(2)] as const),
    );
    expect(calls.length).toBeGreaterThan(0);
    for (const [options, args] of calls) {
      expect(parseOptions(options, args).operands.length).toBeGreaterThan(0);
    }
  });

  it.each([
    [[], 'strata: name a command, for example "strata lint Dockerfile"; "strata --help" lists them all.\n'],
    [['lynt'], 'strata: Unknown command "lynt": did you mean "lint"?\n'],
    [['--what'], 'strata: Unknown command "--what"; "strata --help" lists the commands.\n'],
    [['help', 'what'], 'strata: Unknown command "what"; "strata --help" lists the commands.\n'],
    [['usage'], 'strata usage: Name a file.\n'],
    [['crash'], 'strata crash: Something went wrong: first second\n'],
  ])('%j ends with one line and exit code 2', async (args, err) => {
    expect(await strata(...args)).toEqual({ code: 2, out: '', err });
  });

  it('gives the exit code of the command', async () => {
    expect((await strata('one')).code).toBe(1);
  });

  it('takes --help behind -- for an operand', async () => {
    expect((await strata('lint', '--', '--help')).err).toBe('strata lint: --help: There is no such file or folder.\n');
  });
});
