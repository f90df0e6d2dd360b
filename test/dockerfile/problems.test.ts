import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { ProblemCode } from '../../server/src/dockerfile/problems';
import { checkProblems, problemCodes } from './trees';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Dockerfiles are full of them.

/** Everything that BuildKit refuses, with the exact words; every code at least once. */
const table: readonly (readonly [source: string, ...codes: ProblemCode[]])[] = [
  // Lines and shapes.
  ['«»', 'empty-file'],
  ['# a\n\n«»\n', 'no-instructions'],
  ['# a\n«\t»', 'no-instructions'],
  ['# syntax=a\n# «SYNTAX»=b\nFROM a\n', 'duplicate-directive'],
  ['# escape=«x»\nFROM a\n', 'invalid-escape-directive'],
  ['# escape=«"`"»\nFROM a\n', 'invalid-escape-directive'],
  ['# check=«foo»\nFROM a\n', 'invalid-check-option'],
  ['# check=skip=all;«foo»=1\nFROM a\n', 'invalid-check-option'],
  ['# check=«error=maybe»;skip=all\nFROM a\n', 'invalid-check-option'],
  ['FROM a\nRUN [«1», "a", «null», «["b"]»]\n', 'json-not-strings', 'json-not-strings', 'json-not-strings'],
  ['FROM a\nHEALTHCHECK CMD [«{}»]\n', 'json-not-strings'],
  ['FROM a\nENV a=1 «b» c=2 «d»\n', 'pair-without-equals', 'pair-without-equals'],
  ['FROM a\nLABEL «a»\n', 'pair-without-value'],
  ['FROM a\nONBUILD ENV «a»\n', 'pair-without-value'],
  ['FROM a\nRUN cat «<<E»\nx\n E\n', 'unterminated-heredoc'],
  ['FROM a\nRUN cat «<<A» <<B\nx\nB\n', 'unterminated-heredoc'],
  ['FROM a\nRUN echo ${a:- «<<x\\"}»\n', 'invalid-heredoc-name'],

  // Any instruction.
  ['FROM a\n«RUNN» x\n', 'unknown-instruction'],
  ['FROM a\n«ls»\n«-la»\n', 'unknown-instruction', 'unknown-instruction'],
  ['«RU\\\nNN» x\nFROM a\n', 'unknown-instruction'],
  ['«RUN» x\n«ENV» a=b\nFROM a\n', 'instruction-before-from', 'instruction-before-from'],
  ['«ARG» a\nARG b\n', 'no-stages'],
  ['FROM a\nEXPOSE --«x» 80\n', 'unknown-flag'],
  ['FROM a\nCOPY --«CHOWN»=a b c\n', 'unknown-flag'],
  ['FROM a\nCOPY --«c\\\nhwon»=a b c\n', 'unknown-flag'],
  ['FROM a\nCOPY --chown=a «--chown=b» c d\n', 'duplicate-flag'],
  ['FROM a\nCOPY «--chown» c d\n', 'invalid-flag-value'],
  ['FROM a\nCOPY --link=«yes» c d\n', 'invalid-flag-value'],
  ['FROM a\nCOPY «--link=» c d\n', 'invalid-flag-value'],
  ['FROM a\nSTOPSIGNAL --x SIGTERM\nARG --y z\nHEALTHCHECK --z NONE\n'],
  ...[
    'ADD',
    'ARG',
    'COPY',
    'ENV',
    'EXPOSE',
    'HEALTHCHECK',
    'LABEL',
    'MAINTAINER',
    'ONBUILD',
    'SHELL',
    'STOPSIGNAL',
    'USER',
    'VOLUME',
    'WORKDIR',
  ].map((name) => [`FROM a\n«${name}»\n`, 'missing-arguments'] as const),

  // FROM.
  ['«FROM»\n', 'missing-arguments'],
  ['FROM a «b»\n', 'from-arguments'],
  ['FROM a «AS»\n', 'from-arguments'],
  ['FROM a «is b»\n', 'from-arguments'],
  ['FROM a AS b «# c»\n', 'from-arguments'],
  ['FROM a AS «0b»\n', 'invalid-stage-name'],
  ['FROM a AS «b-»\n', 'invalid-stage-name'],
  ['FROM «""»\n', 'blank-image'],
  ['FROM «a:»\n', 'invalid-image-reference'],
  [`FROM a AS b\nFROM b\nFROM scratch\nFROM localhost:5000/x:1@sha256:${'0'.repeat(64)}\n`],
  ['FROM --platform=«foo» a\n', 'invalid-platform'],
  ['FROM --platform=«\'""\'» a\n', 'invalid-platform'],
  ['FROM --platform= a\n'],
  ['FROM --platform=windows(10.0.1)/amd64 a\nFROM --platform=foo/bar b\n'],

  // Pairs and single values.
  ['FROM a\nARG a =«b»\n', 'blank-name'],
  ['FROM a\n«ARG» =\n', 'blank-name'],
  ['FROM a\nENV =«x»\n', 'blank-name'],
  ['FROM a\nENV a=«"»b\n', 'unbalanced-quote'],
  ["FROM a\nUSER «'»b\n", 'unbalanced-quote'],
  ['FROM a\nENV a="${b:-«"»c}\n', 'unbalanced-quote'],
  ['FROM a\nENV a=«${}»b c=$d\n', 'bad-substitution'],
  ['FROM a\nENV a=«${b:-c»\n', 'unclosed-substitution'],
  ['FROM a\nENV a=${b«^»^}\n', 'unsupported-modifier'],
  ['FROM a\nENV a=x \\\n  b=${c\\\n«:=»d}\n', 'unsupported-modifier'],
  ['FROM a\nENV a=«${b/c}»\n', 'missing-replacement'],
  ['FROM a\nENV a=${b#«\\q»}\n', 'invalid-pattern'],
  ['FROM a\nENV a=${b#$q\\q}\n'],
  ['# escape=`\nFROM a\nENV a=`"b\n'],

  // ADD and COPY.
  ['FROM a\nCOPY «a»\n', 'missing-arguments'],
  ['FROM a\nCOPY [«"a"»]\n', 'missing-arguments'],
  ['FROM a\nCOPY ["a", «"<<E"»]\n', 'heredoc-as-destination'],
  ['FROM a\nCOPY --chmod=«999» b c\n', 'invalid-chmod'],
  ['FROM a\nCOPY --chmod=u=rwX,go=rX b c\nCOPY --chmod=$m b c\n'],
  ['FROM a\nCOPY --link --chown=«me:you» b c\n', 'chown-name-with-link'],
  ['FROM a\nCOPY --link=false --chown=me b c\nCOPY --link --chown=root:0 b c\n'],
  ['FROM a\nCOPY --from=«$x» b c\n', 'variable-in-from-flag'],
  ['FROM a\nCOPY --from=«No» b c\n', 'invalid-origin'],
  ['FROM a\nCOPY --from=Late b c\nFROM d AS late\n'],
  ['FROM a\nCOPY «http://x/y» c\n', 'remote-copy-source'],
  ['FROM a\nCOPY «git@h:b» c\n', 'remote-copy-source'],
  ['FROM a\nADD https://x/y git@h:b ssh://h/x c\nCOPY github.com/a/b HTTP://x/y c\n'],
  ['FROM a\nADD «https://x/y.git?foo=1» c\n', 'invalid-git-source'],
  ['FROM a\nADD «--checksum=sha256:0» b c\n', 'invalid-checksum'],
  ['FROM a\nADD «--checksum=sha256:0» http://x/y http://x/z c\n', 'invalid-checksum'],
  ['FROM a\nADD --checksum=«sha256:0» http://x/y c\n', 'invalid-checksum'],
  ['FROM a\nCOPY <<E /x\n${a«[»0]}\nE\n', 'unsupported-modifier'],
  ['FROM a\nCOPY <<"E" /x\n${a[0]}\nE\n'],

  // RUN.
  ['FROM a\nRUN --network=«HOST» ls\n', 'invalid-flag-value'],
  ['FROM a\nRUN «--security=» ls\n', 'invalid-flag-value'],
  ['FROM a\nRUN «--mount=» ls\n', 'invalid-mount'],
  ["FROM a\nRUN --mount='type=cache,«\"»id=a' ls\n", 'invalid-mount'],
  ['FROM a\nRUN --mount=type=«cahce»,target=/x ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=target=/x,«relabel=z» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=target=/x,«» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=type=tmpfs,«target=/» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=«size=1m»,type=tmpfs,target=/x ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=target=/x,«mode=0755» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=target=/x,ro=«yes» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=«type=secret» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=type=secret,id=a,«src=b» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=type=ssh,«source=b» ls\n', 'invalid-mount'],
  ['FROM a\nRUN --mount=from=«$x»,target=/x ls\n', 'variable-in-mount-from'],
  ['FROM a\nRUN --mount=from=«No»,target=/x ls\n', 'invalid-origin'],
  ['FROM a\nRUN --mount=type=cache,target=/x \\\n  --mount=type=$t,size=1,mode=7 \\\n  ls\n'],
  ['FROM a\nRUN --device=«a,b» ls\n', 'invalid-device'],

  // The rest.
  ['FROM a\nEXPOSE 80 «80/icmp» $p\n', 'invalid-port'],
  ['FROM a\nVOLUME /a «""»\n', 'blank-volume'],
  ['FROM a\nVOLUME [«" "»]\n', 'blank-volume'],
  ['FROM a\nSHELL «bash -c»\n', 'shell-not-json'],
  ['FROM a\nSTOPSIGNAL «SIGFOO»\n', 'invalid-signal'],
  ['FROM a\nHEALTHCHECK «ls»\n', 'healthcheck-arguments'],
  ['FROM a\nHEALTHCHECK «CMD»\n', 'healthcheck-arguments'],
  ['FROM a\nHEALTHCHECK none «ls»\n', 'healthcheck-arguments'],
  ['FROM a\nHEALTHCHECK --interval=«5» --retries=«x» CMD a\n', 'invalid-flag-value', 'invalid-flag-value'],
  ['FROM a\nONBUILD «ONBUILD» RUN a\n', 'invalid-trigger'],
  ['FROM a\nONBUILD «from» b\n', 'invalid-trigger'],
];

describe('problems are on the exact words', () => {
  it.each(table)('%j', (source, ...codes) => {
    checkProblems(source, ...codes);
  });

  it('reports all of a file at once, in file order', () => {
    const source = '# escape=x\nRUN a\nFROM\nFOO\nCMD [1]\nCOPY --x a\nEXPOSE x\nRUN <<E\n';
    expect(problemCodes(source)).toEqual([
      'invalid-escape-directive',
      'instruction-before-from',
      'missing-arguments',
      'unknown-instruction',
      'json-not-strings',
      'unknown-flag',
      'missing-arguments',
      'invalid-port',
      'unterminated-heredoc',
    ]);
  });

  it('says one readable sentence for each', () => {
    for (const [source] of table) {
      for (const { message } of parseDockerfile(source.replace(/[«»]/g, '')).problems) {
        expect(message).toMatch(/^\S.*[.?]$/s);
      }
    }
  });
});

describe('the longest line', () => {
  const limit = 65535;

  it.each([
    ['a comment', '#', 'x'],
    ['an instruction', 'RUN ', 'x'],
    ['characters of two bytes', 'RUN  ', 'é'],
    ['characters of three bytes', 'RUN   ', '한'],
    ['characters of four bytes', 'RUN    ', '😀'],
  ])('is counted in bytes: %s', (_name, start, character) => {
    const width = new TextEncoder().encode(character).length;
    const fits = start + character.repeat((limit - start.length) / width) + 'x'.repeat((limit - start.length) % width);
    for (const lineBreak of ['', '\n']) {
      expect(problemCodes(`FROM a\n${fits}${lineBreak}`)).toEqual([]);
      expect(problemCodes(`FROM a\n${fits}x${lineBreak}`)).toEqual(['line-too-long']);
    }
    expect(problemCodes(`FROM a\n${fits}\r\n`)).toEqual(['line-too-long']);
  });

  it('says nothing of a joined line', () => {
    expect(problemCodes(`FROM a\nRUN a ${`\\\n${'x'.repeat(60000)} `.repeat(3)}\n`)).toEqual([]);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
