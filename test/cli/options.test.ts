import { describe, expect, expectTypeOf, it } from 'vitest';
import { UsageError } from '../../server/src/cli/command';
import { describeOptions, parseOptions } from '../../server/src/cli/options';

const specs = {
  quiet: { kind: 'flag', help: 'Says nothing.' },
  format: { kind: 'value', placeholder: 'FORMAT', choices: ['text', 'json'], help: 'How to print.' },
  name: { kind: 'value', placeholder: 'NAME', help: 'A name.' },
  select: { kind: 'list', placeholder: 'RULE', help: 'What to take.' },
} as const;

describe('parseOptions', () => {
  it('has types that follow the specification', () => {
    const { options } = parseOptions(specs, []);
    expectTypeOf(options.quiet).toEqualTypeOf<boolean>();
    expectTypeOf(options.format).toEqualTypeOf<'text' | 'json' | undefined>();
    expectTypeOf(options.name).toEqualTypeOf<string | undefined>();
    expectTypeOf(options.select).toEqualTypeOf<readonly string[]>();
    expect(options).toEqual({ quiet: false, format: undefined, name: undefined, select: [] });
  });

  it.each<[string[], object, string[]]>([
    [['--quiet', 'a'], { quiet: true }, ['a']],
    [['a', '--format', 'json', 'b'], { format: 'json' }, ['a', 'b']],
    [['--format=text', '--format=json'], { format: 'json' }, []],
    [['--name=a=b'], { name: 'a=b' }, []],
    [['--name='], { name: '' }, []],
    [['--name', '--quiet'], { name: '--quiet' }, []],
    [['--select', 'a', '--select=b'], { select: ['a', 'b'] }, []],
    [['-', '--', '--quiet', '--'], {}, ['-', '--quiet', '--']],
  ])('%j', (args, options, operands) => {
    const parsed = parseOptions(specs, args);
    expect(parsed.options).toMatchObject(options);
    expect(parsed.operands).toEqual(operands);
  });

  it.each([
    [['--quite'], 'Unknown option --quite: did you mean --quiet?'],
    [['-x'], 'Unknown option -x.'],
    [['-Dockerfile'], 'Unknown option -Dockerfile: a file of that name is ./-Dockerfile.'],
    [['-Q'], 'Unknown option -Q: did you mean --quiet?'],
    [['--constructor'], 'Unknown option --constructor.'],
    [['--quiet=yes'], '--quiet takes no value.'],
    [['--name'], '--name needs a value: --name NAME.'],
    [['--format', 'xml'], '--format can be text or json, not "xml".'],
  ])('%j is wrong usage', (args, message) => {
    expect(() => parseOptions(specs, args)).toThrow(new UsageError(message));
  });
});

it('describes options in columns', () => {
  expect(describeOptions(specs)).toBe(
    [
      '  --quiet             Says nothing.',
      '  --format text|json  How to print.',
      '  --name NAME         A name.',
      '  --select RULE       What to take. May be given several times.',
      '',
    ].join('\n'),
  );
});

it('breaks long descriptions between words, below their column', () => {
  const help = 'word '.repeat(40).trim();
  const lines = describeOptions({ ...specs, long: { kind: 'flag', help } })
    .split('\n')
    .slice(4, -1);
  expect(lines.length).toBe(3);
  expect(lines.every((line) => line.length <= 100)).toBe(true);
  expect(lines[0]).toMatch(/^ {2}--long {14}word /);
  expect(lines[1]).toMatch(/^ {22}word /);
});
