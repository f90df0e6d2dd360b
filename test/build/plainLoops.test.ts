import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { withPlainLoops } from '../../scripts/parts/plainLoops.mjs';

/** The program of one source file; types of the standard library are read once for all of them. */
function programOf(text: string): ts.Program {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, strict: true };
  const host = ts.createCompilerHost(options);
  const fromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion) => {
    if (name === 'tested.ts') {
      return ts.createSourceFile(name, text, languageVersion, true);
    }
    const known = library.get(name) ?? fromDisk(name, languageVersion);
    library.set(name, known);
    return known;
  };
  return ts.createProgram(['tested.ts'], options, host);
}

const library = new Map<string, ts.SourceFile | undefined>();

function compiled(text: string): string {
  const program = programOf(text);
  return withPlainLoops(program.getSourceFile('tested.ts')!, program);
}

/** What a script prints, as it is and with plain loops; declarations in front are for the types alone. */
function printed(script: string): string[] {
  const declared = `declare function print(it: unknown): void;\n`;
  return [declared + script, compiled(declared + script)].map((text) => {
    const out: string[] = [];
    const javascript = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
    new Function('print', javascript)((it: unknown) => out.push(JSON.stringify(it)));
    return out.join(' ');
  });
}

describe('loops over arrays', () => {
  it.each([
    ['for (const it of [1, 2]) { f(it); }', 'let $list0 = [1, 2], $index0 = 0;'],
    ['for (const it of [1] as readonly number[]) f(it);', '{ const it = $list0[$index0]; f(it); }'],
    ['function g<T extends readonly string[]>(them: T) { for (const it of them) {} }', 'let $list0 = them,'],
    ['for (const [a, b] of [[1, "x"]] as [number, string][]) {}', 'const { 0: a, 1: b } = $list0[$index0];'],
  ])('%s', (text, wanted) => {
    expect(compiled(`declare function f(it: unknown): void; ${text}`)).toContain(wanted);
  });

  it.each([
    'for (const it of new Set([1])) {}',
    'for (const it of "text") {}',
    'for (const it of new Map<string, number>().keys()) {}',
    'function g(them: Iterable<number>) { for (const it of them) {} }',
    'function g(them: number[] | Set<number>) { for (const it of them) {} }',
    'async function g(them: Promise<number>[]) { for await (const it of them) {} }',
    'let it = 0; for (it of [1]) {}',
    'const [first, ...rest] = [1, 2];',
    'const [first] = new Set([1]);',
  ])('leaves alone: %s', (text) => {
    expect(compiled(text)).toBe(text);
  });

  it('no line moves', () => {
    const text = 'for (\n  const it\n  of [\n    1,\n  ]\n)\n{\n  void it;\n}\n';
    const lines = compiled(text).split('\n');
    expect(lines).toHaveLength(text.split('\n').length);
    expect(lines.indexOf('  void it;')).toBe(7);
  });
});

describe('programs do the same', () => {
  it.each([
    [
      'a loop within a loop',
      'for (const [k, them] of [[1, [2, 3]]] as [number, number[]][]) for (const x of them) print([k, x]);',
    ],
    ['continue and break', 'for (const x of [1, 2, 3, 4]) { if (x === 2) continue; if (x === 4) break; print(x); }'],
    [
      'labels',
      'outer: for (const x of [1, 2]) { for (const y of [1, 2]) { if (y === 2) continue outer; print([x, y]); } }',
    ],
    ['a list that grows', 'const them = [1]; for (const x of them) { if (x < 4) them.push(x + 1); print(x); }'],
    [
      'functions that keep the name',
      'const kept: (() => number)[] = []; for (const x of [1, 2]) kept.push(() => x); print(kept.map((it) => it()));',
    ],
    ['a name that is given another value', 'for (let x of [1, 2]) { x += 1; print(x); }'],
    [
      'a list that is made once',
      'let made = 0; const list = () => { made++; return [1, 2]; }; for (const x of list()) print(x); print(made);',
    ],
    [
      'patterns with holes and defaults',
      'const [a, , b = 5, [c] = [7]] = [1, 2] as [number, number, number?, number[]?]; print([a, b, c]);',
    ],
    [
      'patterns of parameters',
      'const f = ([a, b]: [number, string], [c]: number[] = [9]) => [a, b, c]; print(f([1, "x"]));',
    ],
    ['entries of a map', 'for (const [k, { v }] of new Map([["k", { v: 1 }]])) print([k, v]);'],
    ['an empty pattern', 'const [] = [1]; print(0);'],
  ])('%s', (_, script) => {
    const [asWritten, plain] = printed(script);
    expect(asWritten).not.toBe('');
    expect(plain).toBe(asWritten);
  });
});
