import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Dockerfiles are full of them.

/** Texts that make a careless parser take quadratic time or overflow its stack, by a size. */
const texts: Readonly<Record<string, (size: number) => string>> = {
  instructions: (n) => 'FROM a AS b\nCOPY --from=b a b\nENV a=$b c="d"\n'.repeat(n),
  'unknown instructions': (n) => 'FOO x\n'.repeat(n),
  'continued lines': (n) => `FROM a\nRUN a${' \\\n  && b "c"'.repeat(n)}\n`,
  'continued pairs': (n) => `FROM a\nENV${' \\\n  a=$b'.repeat(n)}\n`,
  'continued words': (n) => `FROM a\nCOPY${' \\\n  a'.repeat(n)} b\n`,
  'comments between lines': (n) => `FROM a\nRUN a${' \\\n# b\n\n'.repeat(n)}\n`,
  'comments above': (n) => `${'# a\n'.repeat(n)}FROM a\n`,
  directives: (n) => '# syntax=a\n'.repeat(n),
  heredocs: (n) => `FROM a\n${'RUN <<E\na\nE\n'.repeat(n)}`,
  'heredocs of one instruction': (n) => `FROM a\nCOPY${' <<E'.repeat(n)} /x\n${'$a\nE\n'.repeat(n)}`,
  'heredocs of many names': (n) => {
    const names = Array.from({ length: n }, (_, index) => `E${index}`);
    return `FROM a\nCOPY ${names.map((name) => `<<${name}`).join(' ')} /x\n${names.join('\n')}\n`;
  },
  'heredocs without an end': (n) => `FROM a\n${'RUN <<E\na\n'.repeat(n)}`,
  'a long line': (n) => `FROM a\nRUN ${'a'.repeat(n * 20)}\n`,
  'blanks in a line': (n) => `FROM a\nRUN a${' '.repeat(n * 20)}b \\${' '.repeat(n * 20)}c\n`,
  'blanks in a directive': (n) => `# syntax=${' '.repeat(n * 20)}b${' '.repeat(n * 20)}c\nFROM a\n`,
  'a long array': (n) => `FROM a\nRUN [${'"a",'.repeat(n * 4)}"b"]\n`,
  'nested arrays': (n) => `FROM a\nRUN ${'['.repeat(n)}\n`,
  'nested triggers': (n) => `FROM a\n${'ONBUILD '.repeat(n)}RUN a\n`,
  quotes: (n) => `FROM a\nENV a=${'"b"'.repeat(n)}\n`,
  'open quotes in open braces': (n) => `FROM a\nENV a=${'"${b:-'.repeat(n * 4)}\n`,
  'open braces': (n) => `FROM a\nENV a=${'${'.repeat(n)}\n`,
  variables: (n) => `FROM a\nENV a=${'${b:-c}$d'.repeat(n)}\n`,
  'a pattern of stars': (n) => `FROM a\nENV a=\${b#${'*c'.repeat(n)}}\n`,
  'shell redirections': (n) => `FROM a\nRUN ${'a <<<b '.repeat(n)}\n`,
  flags: (n) => `FROM a\nRUN ${'--mount=type=cache,target=/x '.repeat(n)}ls\n`,
  'fields of a mount': (n) => `FROM a\nRUN --mount=${'a=b,'.repeat(n)} ls\n`,
  ports: (n) => `FROM a\nEXPOSE ${'80 '.repeat(n)}${':'.repeat(n)}\n`,
  'a long duration': (n) => `FROM a\nHEALTHCHECK --interval=${'1'.repeat(n)}x --timeout=${'1s'.repeat(n)}x CMD a\n`,
  'a long mode': (n) => `FROM a\nCOPY --chmod=${'u+x,'.repeat(n)} a b\n`,
  'a long image': (n) => `FROM ${'a-'.repeat(n)}/${'a'.repeat(n)}!\n`,
  'a long size': (n) => `FROM a\nRUN --mount=type=tmpfs,size=${'1'.repeat(n)}x ls\n`,
  'a long Git address': (n) => `FROM a\nADD https://x/y.git?${'ref=a&'.repeat(n)} b\n`,
};

/** How many units the string methods that the parser is built on are asked for while it works. */
function workOf(text: string): number {
  let work = 0;
  const { charCodeAt, slice, indexOf, startsWith, includes, trim } = String.prototype;
  const prototype = String.prototype;
  prototype.charCodeAt = function (this: string, at: number) {
    work++;
    return charCodeAt.call(this, at);
  };
  prototype.slice = function (this: string, start?: number, end?: number) {
    const result = slice.call(this, start, end);
    // Long parts are not copied.
    work += Math.min(result.length, 32);
    return result;
  };
  prototype.indexOf = function (this: string, part: string, from = 0) {
    const result = indexOf.call(this, part, from);
    work += (result === -1 ? this.length : result) - from;
    return result;
  };
  prototype.includes = function (this: string, part: string, from = 0) {
    const result = indexOf.call(this, part, from);
    work += (result === -1 ? this.length : result) - from;
    return result !== -1;
  };
  const { exec } = RegExp.prototype;
  RegExp.prototype.exec = function (this: RegExp, input: string) {
    const from = this.sticky || this.global ? this.lastIndex : 0;
    const result = exec.call(this, input);
    work += result ? result.index - from + result[0].length : this.sticky ? 1 : input.length - from;
    return result;
  };
  try {
    const tree = parseDockerfile(text);
    return work + tree.tokens.length;
  } finally {
    Object.assign(prototype, { charCodeAt, slice, indexOf, startsWith, includes, trim });
    RegExp.prototype.exec = exec;
  }
}

describe('work grows with the length of the text', () => {
  it.each(Object.entries(texts))('%s', (_name, text) => {
    // Twice the size is twice the work; quadratic work would be four times as much.
    const once = workOf(text(3000));
    const twice = workOf(text(6000));
    expect(twice / once).toBeLessThan(2.5);
  });

  it('sees work that does not', () => {
    expect(workOf('a')).toBeLessThan(workOf('FROM a\n'.repeat(100)));
  });
});

describe('sizes without measure', () => {
  it.each(Object.entries(texts))('%s', (_name, text) => {
    expect(parseDockerfile(text(20000)).instructions.length).toBeGreaterThanOrEqual(0);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
