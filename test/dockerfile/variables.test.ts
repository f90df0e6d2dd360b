import { describe, expect, it } from 'vitest';
import { expand, expandWords, unquote, variablesIn } from '../../server/src/dockerfile/variables';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test.

const values: Record<string, string> = { v: 'abcabc', e: '', p: '/a/b.tar.gz', star: 'a*b', '1': 'one', ü: 'x y' };
const lookup = (name: string) => values[name];

describe('expand', () => {
  it.each([
    // Names.
    ['$v', 'abcabc'],
    ['$v.$u-$e', 'abcabc.-'],
    ['${v}x', 'abcabcx'],
    ['$vx', ''],
    ['$1x', 'onex'],
    ['$ü', 'x y'],
    ['$@ $* $# $? $- $$ $! $0', '       '],
    ['$ $. $/', '$ $. $/'],
    // Defaults and alternatives.
    ['${u:-d} ${u-d} ${e:-d} ${e-d} ${v:-d}', 'd d d  abcabc'],
    ['${u:+a} ${u+a} ${e:+a} ${e+a} ${v:+a}', '   a a'],
    ['${v:?m} ${e?m}', 'abcabc '],
    ['${u:-${e:-${v}}}', 'abcabc'],
    ['${u:-"a  b"} ${u:-\'$v\'} ${u:-\\}}', 'a  b $v }'],
    ['${u:-a}b}', 'ab}'],
    // Patterns.
    ['${v#a} ${v#ab} ${v#b} ${v#*b} ${v##*b}', 'bcabc cabc abcabc cabc c'],
    ['${v%c} ${v%bc} ${v%b*} ${v%%b*} ${v%x}', 'abcab abca abca a abcabc'],
    ['${p##*/} ${p%.*} ${p%%.*} ${p#?}', 'b.tar.gz /a/b.tar /a/b a/b.tar.gz'],
    ['${star#a\\*} ${star#a*} ${star##a*}', 'b *b '],
    ['${v/b/x} ${v//b/x} ${v/b*/x} ${v//?/-}', 'axcabc axcaxc ax ------'],
    ['${v//a/[$0]} ${v/a/[$0]}', '[]bc[]bc []bcabc'],
    ["${v//a/<\\$0>} ${v//a/'$$'} ${v//a/\\$}", '<\\a>bc<\\a>bc $bc$bc \\$bc\\$bc'],
    ['${p//\\//-} ${u#a}${u//a/b}', '-a-b.tar.gz '],
    // Quotes and escapes.
    ['"$v" \'$v\' \\$v "\\$v" "\\x" \\x', 'abcabc $v $v $v \\x x'],
    ['"a\'b" \'a"b\'', 'a\'b a"b'],
    ['a\\', 'a'],
    ['', ''],
    ['plain text', 'plain text'],
  ])('%s', (text, value) => expect(expand(text, '\\', lookup)).toEqual({ value, problem: undefined }));

  it.each([
    ['a`$v `"', 'a$v "'],
    ['a\\$v', 'a\\abcabc'],
    ['"`$v \\"', '$v \\'],
  ])('with ` as escape character: %s', (text, value) => expect(expand(text, '`', lookup).value).toBe(value));

  it.each([
    ['"$v" \'$v\' \\a \\$v', '"abcabc" \'abcabc\' a $v'],
    ["it's ${u:-'x'}", "it's 'x'"],
  ])('with quotes as plain text: %s', (text, value) => {
    expect(expand(text, '\\', lookup, { ignoreQuotes: true }).value).toBe(value);
  });

  it.each([
    ['a"b', 'unbalanced-quote', 1, 2],
    ["a'b", 'unbalanced-quote', 1, 2],
    ['x${}', 'bad-substitution', 1, 4],
    ['${:-a}', 'bad-substitution', 0, 6],
    ['x${', 'unclosed-substitution', 1, 3],
    ['${v', 'unclosed-substitution', 0, 3],
    ['${v:-a', 'unclosed-substitution', 0, 6],
    ['${v:=a}', 'unsupported-modifier', 3, 5],
    ['${v:#a}', 'unsupported-modifier', 3, 5],
    ['${v^^}', 'unsupported-modifier', 3, 4],
    ['${#v}', 'unsupported-modifier', 3, 4],
    ['${v/a}', 'missing-replacement', 0, 6],
    ['${v#\\q}', 'invalid-pattern', 4, 6],
    ['${u:?}', 'variable-required', 0, 6],
    ['${e:?why}', 'variable-required', 0, 9],
    ['${v:-${u?}}', 'variable-required', 5, 10],
    ['${v:-"x}', 'unbalanced-quote', 5, 6],
  ])('fails: %s', (text, code, start, end) => {
    expect(expand(text, '\\', lookup)).toMatchObject({ value: undefined, problem: { code, span: { start, end } } });
  });

  it('gives the message of a variable that is required', () => {
    expect(expand('${u:?say $v}', '\\', lookup).problem?.detail).toBe('say abcabc');
    expect(expand('${u?}', '\\', lookup).problem?.detail).toBe('is not allowed to be unset');
    expect(expand('${e:?}', '\\', lookup).problem?.detail).toBe('is not allowed to be empty');
  });

  it('refuses values without measure', () => {
    let value = 'x'.repeat(1000);
    let problem: string | undefined;
    for (let line = 0; line < 100 && !problem; line++) {
      const expansion = expand('$a$a', '\\', () => value);
      problem = expansion.problem?.code;
      value = expansion.value ?? '';
    }
    expect(problem).toBe('value-too-long');
  });

  it('refuses nesting without measure', () => {
    expect(expand('${a:-'.repeat(100000), '\\', lookup).problem?.code).toBe('nested-too-deep');
  });

  it('takes a pattern with many stars on a long value', () => {
    const long = 'a'.repeat(5000);
    expect(expand(`\${long##${'*a'.repeat(50)}b}`, '\\', () => long).value).toBe(long);
  });
});

describe('expandWords', () => {
  it.each([
    ['80 $ports "a b"', ['80', '81', '82', 'a b']],
    ['"$ports"', ['81 82']],
    ['$u', []],
    ['a\\ b', ['a b']],
  ])('%s', (text, words) => {
    const result = expandWords(text, '\\', (name) => (name === 'ports' ? '81 82' : undefined));
    expect(result).toEqual({ words, problem: undefined });
  });
});

describe('variablesIn', () => {
  it('gives names, modifiers and operands, outer ones first', () => {
    expect(variablesIn('$a ${b:-${c}} ${d/e/$f}', '\\')).toMatchObject([
      { name: 'a', braces: false, modifier: '', span: { start: 0, end: 2 } },
      { name: 'b', braces: true, modifier: ':-', span: { start: 3, end: 13 }, operand: { start: 8, end: 12 } },
      { name: 'c', span: { start: 8, end: 12 } },
      { name: 'd', modifier: '/', operand: { start: 18, end: 19 }, replacement: { start: 20, end: 22 } },
      { name: 'f' },
    ]);
  });

  it.each([
    ['${a', ['a']],
    ['${a:-$b', ['a', 'b']],
    ['${a^^}$b', ['a', 'b']],
    ['${}$a', ['a']],
    ['"$a', ['a']],
    ['${a:-"$b} $c', ['a', 'b', 'c']],
    ["'$a' $b", ['b']],
    ["'$a", []],
  ])('reads on behind mistakes: %s', (text, names) => {
    expect(variablesIn(text, '\\').map((variable) => variable.name)).toEqual(names);
  });
});

describe('unquote', () => {
  it.each([
    ['"a b"', 'a b'],
    ["'a'b\\ c", 'ab c'],
    ['"$v"', '$v'],
    ['"${v:-d}"', '${v:-d}'],
    ['"open', '"open'],
  ])('%s', (text, value) => expect(unquote(text, '\\')).toBe(value));
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
