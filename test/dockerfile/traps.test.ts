import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../server/src/dockerfile/decode';
import { frontendOf } from '../../server/src/dockerfile/frontend';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { triggerProblems } from '../../server/src/dockerfile/triggers';
import { expand, variablesIn } from '../../server/src/dockerfile/variables';
import { argumentTexts, checkProblems, instructionOf, keywords, problemCodes } from './trees';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Dockerfiles are full of them.

/** What other Dockerfile parsers get wrong, one test for each row of the list; BuildKit is right. */
describe('traps', () => {
  it('1: an unknown directive ends the directives', () => {
    const tree = parseDockerfile('# foo=bar\n# escape=`\nFROM a\n');
    expect([tree.escape, tree.directives]).toEqual(['\\', []]);
    expect(tree.comments).toHaveLength(2);
  });

  it('2: a directive given twice is an error, nothing behind = ends the directives, blanks behind it are a value', () => {
    checkProblems('# syntax=a\n# «syntax»=b\nFROM a\n', 'duplicate-directive');
    checkProblems('# check=skip=all\n# «check»=skip=all\nFROM a\n', 'duplicate-directive');
    const ended = checkProblems('#escape=\n#escape=`\nFROM a\n');
    expect([ended.escape, ended.directives]).toEqual(['\\', []]);
    checkProblems('# escape=« »\nFROM a\n', 'invalid-escape-directive');
  });

  it('3: the escape value is the whole rest of the line, syntax ends at a space but not at a tab', () => {
    checkProblems('# escape=«` x»\nFROM a\n', 'invalid-escape-directive');
    expect(frontendOf(parseDockerfile('# syntax=a b\nFROM a\n'))?.image).toBe('a');
    expect(frontendOf(parseDockerfile('# syntax=a\tb\nFROM a\n'))?.image).toBe('a\tb');
  });

  it('4: two escape characters at the end of a line do not continue it', () => {
    expect(keywords('FROM a\nRUN echo foo \\\\\nRUN ls\n')).toEqual(['FROM', 'RUN', 'RUN']);
    expect(keywords('FROM a\nRUN echo foo \\\\\\\nRUN ls\n')).toEqual(['FROM', 'RUN', 'RUN']);
  });

  it('5: a lone continuation on the first line is accepted, with nothing behind it an instruction without a name', () => {
    const from = checkProblems('\\\nFROM a\n').instructions[0]!;
    expect([from.keyword, from.firstLine, from.lastLine]).toEqual(['FROM', 0, 1]);
    const nothing = checkProblems('FROM a\n«»\\\n', 'unknown-instruction').instructions[1]!;
    expect([nothing.keyword, nothing.name]).toEqual(['', undefined]);
  });

  it('6: vertical tab and form feed separate the keyword too', () => {
    for (const blank of ['\v', '\f', '\t', ' \v\t\f']) {
      expect(instructionOf(`FROM a\nRUN${blank}ls\n`)).toMatchObject({ name: 'RUN', body: { text: 'ls' } });
    }
  });

  it('7: blanks may stand behind <<, but not behind <<-', () => {
    expect(instructionOf('FROM a\nRUN << EOF\nls\nEOF\n').heredocs).toMatchObject([{ name: 'EOF', chomp: false }]);
    const copy = instructionOf('FROM a\nCOPY << EOF /x\nls\nEOF\n');
    expect(copy.heredocs).toMatchObject([{ name: 'EOF' }]);
    expect(argumentTexts(copy.args)).toEqual(['<<', 'EOF', '/x']);
    expect(instructionOf('FROM a\nRUN <<- EOF\n').heredocs).toEqual([]);
  });

  it('8: a file descriptor may stand before <<', () => {
    expect(instructionOf('FROM a\nRUN 3<<EOF\nls\nEOF\n').heredocs).toMatchObject([{ name: 'EOF', fd: 3 }]);
  });

  it('9: a quoted delimiter may have blanks, which COPY tears apart', () => {
    const run = checkProblems('FROM a\nRUN <<"A B"\nls\nA B\n').instructions[1]!;
    expect(run.heredocs).toMatchObject([{ name: 'A B', expand: false }]);
    checkProblems('FROM a\nCOPY <<«"»A B«"» /x\nls\nA B\n', 'unbalanced-quote', 'unbalanced-quote');
  });

  it('10: the dash of <<- counts for its own heredoc alone', () => {
    const { heredocs } = checkProblems('FROM a\nRUN cat <<-A <<B\n\tx\n\tA\n\tB\nB\n').instructions[1]!;
    expect(heredocs).toMatchObject([
      { name: 'A', chomp: true },
      { name: 'B', chomp: false },
    ]);
  });

  it('11: quotes in the middle of a delimiter are removed, and it is not expanded', () => {
    expect(instructionOf("FROM a\nRUN <<eo'f'\nls\neof\n").heredocs).toMatchObject([{ name: 'eof', expand: false }]);
  });

  it.each([
    ["echo it's <<EOF", 0],
    ['echo ${a[0]} <<EOF', 0],
    ['echo ${#a} <<EOF', 0],
    ['echo ${a^^} <<EOF', 0],
    ['echo ${a:=b} <<EOF', 1],
  ])('12: what BuildKit cannot lex opens no heredoc: %s', (command, count) => {
    expect(instructionOf(`FROM a\nRUN ${command}\n`).heredocs).toHaveLength(count);
  });

  it('13: a spaced shift in shell arithmetic opens a heredoc', () => {
    checkProblems('FROM a\nRUN echo $(( 1 «<< 2» ))\n', 'unterminated-heredoc');
    checkProblems('FROM a\nRUN echo $((1<<2))\n');
  });

  it('14: bodies of heredocs in ADD and ONBUILD are verbatim', () => {
    const body = '\n  # no comment\nFROM \\\n\n';
    for (const start of ['ADD <<E /x', 'ONBUILD COPY <<E /x', 'ONBUILD RUN <<E']) {
      const text = `FROM a\n${start}\n${body}E\nUSER b\n`;
      const tree = checkProblems(text);
      const { span } = tree.tokens.find((token) => token.kind === 'heredocBody')!;
      expect(text.slice(span.start, span.end)).toBe(body);
      expect(tree.instructions.map((instruction) => instruction.emptyLines)).toEqual([[], [], []]);
    }
  });

  it('15: a backslash in a comment between continued lines means nothing, not even at the end of the file', () => {
    const tree = checkProblems('FROM a\nRUN ls \\\n# c \\');
    expect(tree.instructions[1]).toMatchObject({ body: { text: 'ls' }, firstLine: 1, lastLine: 2 });
  });

  it('16: one ARG may define several variables', () => {
    expect(argumentTexts(instructionOf('FROM a\nARG a=1 b=2 c\n').args)).toEqual(['a=1', 'b=2', 'c']);
  });

  it.each([
    ['${v#*/}', '#', 'b/c.tar.gz'],
    ['${v##*/}', '##', 'c.tar.gz'],
    ['${v%.*}', '%', 'a/b/c.tar'],
    ['${v%%.*}', '%%', 'a/b/c'],
    ['${v/b/x}', '/', 'a/x/c.tar.gz'],
    ['${v//a/x}', '//', 'x/b/c.txr.gz'],
  ])('17: patterns are modifiers, not part of the name: %s', (text, modifier, value) => {
    expect(variablesIn(text, '\\')).toMatchObject([{ name: 'v', modifier }]);
    expect(expand(text, '\\', (name) => (name === 'v' ? 'a/b/c.tar.gz' : undefined))).toMatchObject({ value });
  });

  it('18: a default may have colons in it', () => {
    checkProblems('FROM a\nENV p=${P-http://x:8080}\n');
    expect(expand('${P-http://x:8080}', '\\', () => undefined).value).toBe('http://x:8080');
  });

  it.each(['BUILDVARIANT', 'TARGETSTAGE', 'BUILDOSVERSION'])('19: %s is no mistake of the file', (name) => {
    checkProblems(`FROM $${name}\n`);
  });

  it('20: FROM finds a stage only by its name in lower case', () => {
    checkProblems('FROM a AS BASE\nFROM base\n');
    checkProblems('FROM a AS base\nFROM «BASE»\n', 'invalid-image-reference');
  });

  it('21: the name of an image is in lower case', () => {
    checkProblems('FROM «Foo»\n', 'invalid-image-reference');
    checkProblems('FROM Registry/foo\n');
  });

  it('22: two stages may have one name', () => {
    checkProblems('FROM a AS b\nFROM c AS b\n');
  });

  it('23: EXPOSE takes an address and a port of the host', () => {
    checkProblems('FROM a\nEXPOSE 127.0.0.1:80:80 [::1]:80:80 80:80\n');
  });

  it('24: EXPOSE takes no ports out of range and no ranges backwards', () => {
    checkProblems('FROM a\nEXPOSE «99999» «90-80» 80-90\n', 'invalid-port', 'invalid-port');
  });

  it.each(['KILL', 'sigterm', 'SIGRTMIN+3', '-1', '999'])('25: STOPSIGNAL %s is fine', (signal) => {
    checkProblems(`FROM a\nSTOPSIGNAL ${signal}\n`);
  });

  it.each(['SIGFOO', '0'])('26: STOPSIGNAL %s is none', (signal) => {
    checkProblems(`FROM a\nSTOPSIGNAL «${signal}»\n`, 'invalid-signal');
  });

  it('27: no retries and no interval are fine', () => {
    checkProblems('FROM a\nHEALTHCHECK --retries=0 --interval=0s CMD x\n');
  });

  it.each(['ENTRYPOINT', 'CMD', 'RUN'])('28: %s without arguments is accepted', (keyword) => {
    expect(checkProblems(`FROM a\n${keyword}\n`).instructions[1]!.args).toEqual({ form: 'none' });
  });

  it('29: flags of RUN are checked', () => {
    checkProblems('FROM a\nRUN --«bogus» ls\n', 'unknown-flag');
    checkProblems('FROM a\nRUN --network=«foo» ls\n', 'invalid-flag-value');
    checkProblems('FROM a\nRUN --mount=type=«foo»,target=/x ls\n', 'invalid-mount');
  });

  it('30: a flag given twice is an error', () => {
    checkProblems('FROM --platform=linux «--platform=linux» a\n', 'duplicate-flag');
  });

  it('31: ADD has --unpack', () => {
    checkProblems('FROM a\nADD --unpack=false a.tar /x\n');
  });

  it('32: several sources need no folder as destination before a build', () => {
    checkProblems('FROM a\nCOPY a b c\nCOPY a b .\n');
  });

  it('33: quotes keep the blanks of a flag together', () => {
    const { flags, args } = instructionOf('FROM a\nCOPY --chown="a b" x y\n');
    expect(flags).toMatchObject([{ name: 'chown', value: 'a b' }]);
    expect(argumentTexts(args)).toEqual(['x', 'y']);
  });

  it('34: -- ends the flags', () => {
    const { flags, args } = instructionOf('FROM a\nCOPY -- --a b\n');
    expect([flags, argumentTexts(args)]).toEqual([[], ['--a', 'b']]);
  });

  it('35: behind the first word there are no flags', () => {
    const { flags, args } = instructionOf('FROM a\nCOPY a --chown=x b\n');
    expect([flags, argumentTexts(args)]).toEqual([[], ['a', '--chown=x', 'b']]);
  });

  it('36: a heredoc cannot be a destination', () => {
    checkProblems('FROM a\nCOPY a «<<EOF»\nx\nEOF\n', 'heredoc-as-destination');
    expect(problemCodes('FROM a\nCOPY a <<EOF\n').sort()).toEqual(['heredoc-as-destination', 'unterminated-heredoc']);
  });

  it('37: --from takes no variables, wherever they stand', () => {
    checkProblems('FROM a\nCOPY --from=«a$x» b c\n', 'variable-in-from-flag');
  });

  it('38: an array with anything but strings is an error', () => {
    checkProblems('FROM a\nCMD ["a", «1»]\n', 'json-not-strings');
  });

  it('39: text behind an array makes it text, which SHELL does not take', () => {
    checkProblems('FROM a\nSHELL «["a"] x»\n', 'shell-not-json');
  });

  it('40: a comment behind an array makes it a shell command', () => {
    expect(checkProblems('FROM a\nCMD ["a"] # hi\n').instructions[1]!.args).toMatchObject({
      form: 'text',
      word: { text: '["a"] # hi' },
    });
  });

  it('41: ONBUILD accepts nearly anything, until it is triggered', () => {
    const tree = checkProblems('FROM a\nONBUILD FOO x\n');
    expect(triggerProblems(tree, tree.instructions[1]!)).toMatchObject([
      { code: 'unknown-instruction', phase: 'build', span: { start: 15, end: 18 } },
    ]);
  });

  it('42: a relative WORKDIR is fine', () => {
    checkProblems('FROM a\nWORKDIR /a\nWORKDIR b\n');
  });

  it('43: VOLUME needs a path', () => {
    checkProblems('FROM a\nVOLUME «[]»\n', 'missing-arguments');
    checkProblems('FROM a\nVOLUME [«""»]\n', 'blank-volume');
  });

  it('44: an open quote is part of the name of an ARG', () => {
    expect(argumentTexts(checkProblems('FROM a\nARG "c\n').instructions[1]!.args)).toEqual(['"c']);
  });

  it('45: flags are read with the escape character of the file', () => {
    const { flags, args } = instructionOf('# escape=`\nFROM a\nCOPY --chown=a` b c d\n');
    expect(flags).toMatchObject([{ value: 'a b' }]);
    expect(argumentTexts(args)).toEqual(['c', 'd']);
  });

  it('46: JSON strings are decoded as Go does', () => {
    const { args } = instructionOf('FROM a\nCMD ["\\u0041\\n\\ud83d\\ude00", "\\ud800x"]\n');
    expect(argumentTexts(args)).toEqual(['A\n😀', '\ufffdx']);
  });

  it('47: ARG and ENV of one name are all there, in file order', () => {
    const tree = parseDockerfile('FROM a\nARG x=1\nENV x=2\nARG x=3\n');
    expect(tree.instructions.slice(1).flatMap(({ args }) => argumentTexts(args))).toEqual(['x=1', 'x=2', 'x=3']);
  });

  it('48: a digest has hexadecimal digits only', () => {
    checkProblems('FROM «a@sha256:zzazz!!»\n', 'invalid-image-reference');
  });

  it('49: names of variables may have letters of any alphabet, and there are special ones', () => {
    const names = variablesIn('$größe $1a $@ ${변수:-x} $$', '\\').map((variable) => variable.name);
    expect(names).toEqual(['größe', '1', '@', '변수', '$']);
  });

  it('50: a lone CR does not end a line', () => {
    const tree = parseDockerfile('FROM a\nUSER b\rRUN x\n');
    expect(tree.instructions.map(({ body }) => body.text)).toEqual(['a', 'b\rRUN x']);
  });

  it('51: an escape that JSON does not know makes an array text', () => {
    expect(instructionOf('FROM a\nCMD ["\\x"]\n').args.form).toBe('text');
  });

  it('52: blank lines do not part a comment from its instruction', () => {
    expect(instructionOf('# about\n\n\nFROM a\n').comments).toMatchObject([{ text: ' about' }]);
    expect(instructionOf('# about\n#\nFROM a\n').comments).toEqual([]);
  });

  it('keeps a byte order mark out of the keyword', () => {
    const { text, lossy } = decodeFile(new TextEncoder().encode('\ufeffFROM a\n'));
    expect([lossy, keywords(text)]).toEqual([false, ['FROM']]);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
