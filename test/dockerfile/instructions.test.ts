import { describe, expect, it } from 'vitest';
import { flagInfo, instructionInfo, instructions } from '../../server/src/dockerfile/instructions';
import { parseDockerfile } from '../../server/src/dockerfile/parse';

describe('the table of instructions', () => {
  it('has the 18 in alphabetical order', () => {
    const names = instructions.map((info) => info.name);
    expect(names).toHaveLength(18);
    expect(names).toEqual([...names].sort());
  });

  it('is found by keywords in any case', () => {
    for (const keyword of ['RUN', 'run', 'Run']) {
      expect(instructionInfo(keyword)?.name).toBe('RUN');
    }
    // Go lowers these two letters to ASCII.
    expect(instructionInfo('WOR\u212aDIR')?.name).toBe('WORKDIR');
    expect(instructionInfo('WORKD\u0130R')?.name).toBe('WORKDIR');
    expect(instructionInfo('FOO')).toBeUndefined();
  });

  it.each(instructions.flatMap((info) => info.flags.map((flag) => [info.name, flag] as const)))(
    'agrees with the checks: %s $name',
    (name, flag) => {
      const rest = { ADD: 'a b', COPY: 'a b', FROM: 'a', HEALTHCHECK: 'CMD a', RUN: 'a' }[name as string];
      const problems = (written: string) =>
        parseDockerfile(`${name === 'FROM' ? '' : 'FROM a\n'}${name} ${written} ${rest}\n`).problems.map(
          (it) => it.code,
        );
      expect(flagInfo(name, flag.name)).toBe(flag);
      expect(problems(`--${flag.name}`)).toEqual(flag.type === 'bool' ? [] : ['invalid-flag-value']);
      expect(problems(`--${flag.name}x`)).toEqual(['unknown-flag']);
      for (const value of flag.values ?? []) {
        expect(problems(`--${flag.name}=${value}`)).toEqual([]);
      }
      expect(problems(`--${flag.name}=$x --${flag.name}=$x`).includes('duplicate-flag')).toBe(flag.type !== 'list');
    },
  );

  it.each(instructions)('agrees with the parser on JSON and heredocs: $name', ({ name, json, heredocs, onbuild }) => {
    const [it] = parseDockerfile(`${name} ["a"]`).instructions;
    const args = it!.args;
    expect(args.form === 'json' || name === 'HEALTHCHECK').toBe(json);
    const inner = name === 'ONBUILD' ? 'RUN ' : '';
    expect(parseDockerfile(`${name} ${inner}<<E\nE\n`).instructions[0]!.heredocs.length > 0).toBe(heredocs);
    const refused = parseDockerfile(`FROM a\nONBUILD ${name} a b`).problems.some((it) => it.code === 'invalid-trigger');
    expect(refused).toBe(!onbuild);
  });
});
