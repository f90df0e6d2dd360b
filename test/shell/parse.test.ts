import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScript } from '../../server/src/shell/parse';
import type { ShellCommand, ShellScript } from '../../server/src/shell/script';
import { commandsOf } from '../../server/src/shell/walk';
import { viewOf } from '../../server/src/text/view';
import { marked, withMarks } from '../support/marks';

function scriptOf(text: string): ShellScript {
  return parseScript(viewOf(text, [{ start: 0, end: text.length }]));
}

/** Checks that the marked words are the programs that a script runs, in this order. */
function checkPrograms(source: string): void {
  const { text } = marked(source);
  const words = commandsOf(scriptOf(text)).flatMap(({ program }) => (program ? [program.word.span] : []));
  const inOrder = [...words].sort((a, b) => a.start - b.start);
  expect(withMarks(text, inOrder)).toBe(source);
}

describe('programs', () => {
  it.each([
    '«apt-get» update && «apt-get» install -y less',
    'A=1 B=2 «make» C=3',
    '«set» -eux; «a» | «b»; ( «c» & «d» ); { «e»; }',
    'if «a»; then «b»; elif «c»; then «d»; else «e»; fi',
    'for x in $(«a») b; do «c» $x; done',
    'while «a»; do «b»; done; until «c»; do «d»; done',
    'case "$(«a»)" in x|y) «b» ;; *) «c» ;; esac',
    'f() { «a»; }; «f»',
    '! «a»',
    '«a» "$(«b» "`«c»`")" > $(«d»)',
    '«cat» <<EOF | «b»\nnot a command\nEOF\n«c»',
    '«a» ${X:-$(«b»)}',
    'sudo -u x -E «apt-get» update',
    'env -i A=1 timeout -k 5 60 nice -n 3 «make»',
    'exec «a» b',
    'command «a»',
    '«command» -v a',
    'xargs -0 -n 1 «rm» -rf',
    'gosu app «a»',
    'busybox «wget» x',
    '«chroot» /x a',
    '«sudo»',
    'poetry run «pip» install x',
    '«poetry» install',
  ])('%s', checkPrograms);
});

describe('scripts inside of scripts', () => {
  it.each([
    "«sh» -c '«a» && «b»'",
    '«bash» -euxo pipefail -c "«a» \\"x\\"; «b» \\$(c)"',
    "«bash» -lc '«a»'",
    "«su» - x -c '«a»'",
    '«sh» <<EOF\n«a»\n«b»\nEOF',
    "«eval» '«a»' b",
    "«trap» '«a»' EXIT",
    "«bash» -c $'«a»\\n«b»'",
    '«sh» script.sh',
    "sudo «sh» -c '«a»'",
  ])('%s', (source) => {
    // What a substitution in escaped quotes runs is found by its text alone.
    const { text } = marked(source);
    const found = commandsOf(scriptOf(text)).map(({ program }) =>
      text.slice(program!.word.span.start, program!.word.span.end),
    );
    const expected = [...source.matchAll(/«([^»]*)»/g)].map(([, it]) => it);
    expect(found.filter((it) => it !== 'c')).toEqual(expected);
  });

  it('tells what the outer shell expands', () => {
    const embedded = (text: string) => commandsOf(scriptOf(text))[0]!.program!.embedded!;
    expect(embedded('sh -c "a $X"').expandedOutside).toBe(true);
    expect(embedded("sh -c 'a $X'").expandedOutside).toBe(false);
    expect(embedded('sh <<EOF\n$X\nEOF').expandedOutside).toBe(true);
    expect(embedded("sh <<'EOF'\n$X\nEOF").expandedOutside).toBe(false);
    expect(embedded('bash -euo pipefail -c a')).toMatchObject({ flags: 'eu', options: ['pipefail'], shell: 'bash' });
  });

  it('ends at a bound', () => {
    let text = 'a';
    for (let i = 0; i < 30; i++) {
      text = `eval ${text}`;
    }
    expect(() => commandsOf(scriptOf(text))).not.toThrow();
  });
});

describe('words', () => {
  const first = (text: string): ShellCommand => commandsOf(scriptOf(`x ${text}`)).at(-1)!;
  it.each([
    ['abc', 'abc'],
    ['\'a b\'"c"', 'a bc'],
    ['a\\ b', 'a b'],
    ['/a/*', '/a/*'],
    ['{a,b}/c', '{a,b}/c'],
    ["$'a\\tb'", 'a\tb'],
    ['""', ''],
    ['$X', undefined],
    ['a$(b)', undefined],
    ['"${X}"', undefined],
    ['$((1+2))', undefined],
  ])('%s has the value %s', (text, value) => {
    expect(first(text).words[1]!.value).toBe(value);
  });

  it.each([
    ['a"b*"c*', ['a', 'quoted b*', 'c', 'glob *']],
    ['"${X:-/y}"/z', ['quoted X :- /y', '/z']],
    ['${X%%.*}', ['X %% .*']],
    ['${X//a/b}', ['X // a b']],
    ['{a,b$C}', ['brace a|b+C']],
  ])('%s has the parts %j', (text, expected) => {
    const shown = first(text).words[1]!.parts.map((part) => {
      switch (part.kind) {
        case 'literal':
          return `${part.quoted ? 'quoted ' : ''}${part.text}`;
        case 'glob':
          return `glob ${part.text}`;
        case 'variable': {
          const words = [part.name, part.operator, part.operand?.text, part.replacement?.text];
          return `${part.quoted ? 'quoted ' : ''}${words.filter((it) => it !== undefined).join(' ')}`;
        }
        case 'brace':
          return `brace ${part.alternatives.map((it) => it.map((x) => ('name' in x ? x.name : x.text)).join('+')).join('|')}`;
        default:
          return part.kind;
      }
    });
    expect(shown).toEqual(expected);
  });

  it('keeps redirections and assignments apart', () => {
    const [command] = commandsOf(scriptOf('A=1 B+=$x a b > /o 2>&1 <<E\nbody\nE\n'));
    expect(command!.assignments.map((it) => [it.name, it.value.text, it.append])).toEqual([
      ['A', '1', false],
      ['B', '$x', true],
    ]);
    expect(command!.words.map((it) => it.text)).toEqual(['a', 'b']);
    expect(
      command!.redirections.map((it) => [it.operator, it.descriptor, it.target?.text ?? it.heredoc?.text]),
    ).toEqual([
      ['>', undefined, '/o'],
      ['>&', 2, '1'],
      ['<<', undefined, 'body\n'],
    ]);
  });
});

describe('places', () => {
  it('lead back through what Docker leaves out', () => {
    const text = 'RUN apt-get \\\n # note\n update && rm -rf \\\n   "/a b"\n';
    const at = (piece: string) => ({ start: text.indexOf(piece), end: text.indexOf(piece) + piece.length });
    const view = viewOf(text, [
      at('apt-get '),
      at(' update && rm -rf '),
      { start: text.indexOf('   "'), end: text.length - 1 },
    ]);
    const words = commandsOf(parseScript(view)).flatMap((it) => it.words.map((word) => word.span));
    expect(withMarks(text, words)).toBe('RUN «apt-get» \\\n # note\n «update» && «rm» «-rf» \\\n   «"/a b"»\n');
  });

  it('cover the pieces of a word that is torn apart', () => {
    const text = 'ab\\\ncd ef';
    const view = viewOf(text, [
      { start: 0, end: 2 },
      { start: 4, end: text.length },
    ]);
    const [command] = commandsOf(parseScript(view));
    expect(command!.words.map((it) => [it.text, it.span])).toEqual([
      ['abcd', { start: 0, end: 6 }],
      ['ef', { start: 7, end: 9 }],
    ]);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '"',
    "'",
    '`',
    '$(',
    ')',
    '(',
    '{',
    '}',
    '${',
    '$X',
    '|',
    '&&',
    '||',
    ';',
    '&',
    '<<E',
    'E\n',
    '>',
    '<',
    '#',
    '\\',
    'if',
    'then',
    'fi',
    'for',
    'do',
    'done',
    'case',
    'esac',
    'in',
    'sh -c ',
    'eval ',
    'sudo ',
    '*',
    '[',
    ']',
    '[[',
    ']]',
    '((',
    '!',
    '😀',
  );
  const scripts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map((it) => it.join('')),
  );

  it('gives a script whose spans lie in the text', () => {
    fc.assert(
      fc.property(scripts, fc.nat(5), (text, cut) => {
        const parts = [
          { start: 0, end: Math.min(cut, text.length) },
          { start: Math.min(cut + 1, text.length), end: text.length },
        ];
        const script = parseScript(viewOf(text, parts));
        for (const { words, redirections, assignments, span } of commandsOf(script)) {
          for (const each of [{ span }, ...words, ...redirections, ...assignments]) {
            expect(each.span.start).toBeGreaterThanOrEqual(0);
            expect(each.span.end).toBeLessThanOrEqual(text.length);
            expect(each.span.end).toBeGreaterThanOrEqual(each.span.start);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
