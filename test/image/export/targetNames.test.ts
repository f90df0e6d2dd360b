import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NameRules, targetName, targetNames } from '../../../server/src/image/export/targetNames';

const linux: NameRules = { ignoresCase: false, isWindows: false, longest: 240 };
const mac: NameRules = { ...linux, ignoresCase: true };
const windows: NameRules = { ...linux, ignoresCase: true, isWindows: true };
const bytes = (name: string): Uint8Array => new TextEncoder().encode(name);

describe('names on a disk', () => {
  it.each([
    ['file.txt', 'file.txt', 'file.txt'],
    ['a b.', 'a b.', 'a b_'],
    ['dots. .', 'dots. .', 'dots___'],
    ['CON', 'CON', 'CON_'],
    ['con.tar.gz', 'con.tar.gz', 'con_.tar.gz'],
    ['Com1.txt', 'Com1.txt', 'Com1_.txt'],
    ['console', 'console', 'console'],
    ['a:b*c?d', 'a:b*c?d', 'a_b_c_d'],
    ['a\\..\\b', 'a\\..\\b', 'a_.._b'],
    ['C:', 'C:', 'C_'],
    ['..', '___', '__'],
    ['.', '__', '_'],
    ['', '_', '_'],
    ['a/b', 'a_b', 'a_b'],
    ['nul\0l', 'nul_l', 'nul_l'],
    ['line\nbreak', 'line\nbreak', 'line_break'],
    ['x'.repeat(300), 'x'.repeat(240), 'x'.repeat(240)],
    ['é'.repeat(200), 'é'.repeat(120), 'é'.repeat(120)],
  ])('%j', (name, onLinux, onWindows) => {
    expect([targetName(bytes(name), linux), targetName(bytes(name), windows)]).toEqual([onLinux, onWindows]);
  });

  it('writes bytes that are no text as digits, different ones differently', () => {
    expect(targetName(Uint8Array.of(0x61, 0xe9, 0x62), linux)).toBe('a%e9b');
    expect(targetName(Uint8Array.of(0x61, 0xe8, 0x62), linux)).toBe('a%e8b');
  });

  it.each([
    [linux, ['README.md', 'readme.md'], ['README.md', 'readme.md']],
    [mac, ['README.md', 'readme.md', 'Readme.md'], ['README.md', 'readme~2.md', 'Readme~3.md']],
    [mac, ['e\u0301', '\u00e9'], ['e\u0301', '\u00e9~2']],
    [windows, ['a:', 'a*', '.env', '.ENV'], ['a_', 'a_~2', '.env', '.ENV~2']],
    [mac, ['A', 'a', 'a~2'], ['A', 'a~3', 'a~2']],
  ])('%# gives every name of a folder one of its own', (rules, names, expected) => {
    expect(targetNames(names.map(bytes), rules)).toEqual(expected);
  });

  it('never gives a name that leads elsewhere, or one name twice', () => {
    const name = fc.uint8Array({ maxLength: 40 });
    const rules = fc.constantFrom(linux, mac, windows);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 30, selector: (each) => each.join() }), rules, (names, rule) => {
        const targets = targetNames(names, rule);
        const keys = targets.map((each) => (rule.ignoresCase ? each.normalize('NFC').toLowerCase() : each));
        return (
          new Set(keys).size === names.length &&
          targets.every((each) => !/[/\0]/.test(each) && !['', '.', '..'].includes(each))
        );
      }),
    );
  });
});
