import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instructions } from '../../server/src/dockerfile/instructions';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { completionsAt } from '../../server/src/features/completion';
import { lintText } from '../../server/src/features/diagnostics';
import { buildModel } from '../../server/src/model/model';
import { applyEdits } from '../../server/src/text/edit';
import { marked } from '../support/marks';

function complete(source: string) {
  const { text, cursor } = marked(source);
  return { text, completions: completionsAt(buildModel(parseDockerfile(text)), cursor!) };
}

function labels(source: string): string[] {
  return complete(source).completions.map(({ label }) => label);
}

/** Checks what is offered at `‸`: all of `wanted`, none of `unwanted`. */
function checkOffers(source: string, wanted: readonly string[], unwanted: readonly string[] = []): void {
  const offered = labels(source);
  expect(offered).toEqual(expect.arrayContaining([...wanted]));
  expect(unwanted.filter((label) => offered.includes(label))).toEqual([]);
  expect(new Set(offered).size).toBe(offered.length);
}

/** Checks the text after taking the offer with this label. */
function checkTaken(source: string, label: string, expected: string): void {
  const { text, completions } = complete(source);
  const { span, text: newText } = completions.find((each) => each.label === label)!;
  expect(applyEdits(text, [{ span, newText }])).toBe(expected);
}

describe('completion of keywords', () => {
  const names = instructions.map(({ name }) => name);

  it.each(['FROM a\n‸', 'FROM a\nR‸', 'FROM a\n  r‸', 'FROM a\n\n‸\nRUN ls', 'FROM a\n# note\nwo‸'])(
    '%j offers all',
    (source) => {
      checkOffers(source, names);
    },
  );

  it('offers only FROM and ARG above the first FROM', () => {
    checkOffers('‸', ['FROM', 'ARG'], ['RUN', 'RUN <<EOF']);
    checkOffers('ARG a\n‸\nFROM b', ['FROM', 'ARG'], ['RUN']);
  });

  it('offers what ONBUILD takes behind it', () => {
    checkOffers('FROM a\nONBUILD ‸', ['RUN', 'COPY'], ['FROM', 'ONBUILD', 'MAINTAINER']);
    checkOffers('FROM a\nONBUILD R‸', ['RUN'], ['FROM']);
  });

  it('replaces what is typed', () => {
    checkTaken('FROM a\nru‸', 'RUN', 'FROM a\nRUN ');
    checkTaken('FROM a\nONBUILD ru‸', 'RUN', 'FROM a\nONBUILD RUN ');
  });

  it('continues templates as the file does', () => {
    const label = 'HEALTHCHECK CMD';
    checkTaken(
      'FROM a\n‸',
      label,
      'FROM a\nHEALTHCHECK --interval=${1:30s} --timeout=${2:3s} \\\\\n    CMD ${3:command}',
    );
    checkTaken(
      '# escape=`\nFROM a\n‸',
      label,
      '# escape=`\nFROM a\nHEALTHCHECK --interval=${1:30s} --timeout=${2:3s} `\n    CMD ${3:command}',
    );
  });

  it('has templates without problems', () => {
    const templates = complete('FROM a\n‸').completions.filter(({ isSnippet }) => isSnippet);
    expect(templates.length).toBeGreaterThan(5);
    for (const { text } of templates) {
      const filled = text.replace(/\$\{\d:([^}]*)\}/g, '$1').replaceAll('\\\\', '\\');
      expect(parseDockerfile(`FROM a\n${filled}\n`).problems).toEqual([]);
    }
  });

  it.each([
    'FROM a\nRUN ls‸',
    'FROM a\nRUN x \\\n  R‸',
    'FROM a\n# R‸',
    'FROM a\nRUN <<EOF\nR‸\nEOF',
    'FROM a\nRUN x \\\n  # R‸\n  y',
  ])('offers nothing in %j', (source) => {
    expect(labels(source)).toEqual([]);
  });
});

describe('completion of directives', () => {
  it.each([
    ['#‸', ['# syntax=docker/dockerfile:1', '# escape=`', '# check=error=true']],
    ['# sy‸\nFROM a', ['# syntax=docker/dockerfile:1']],
    ['# syntax=x\n#‸', ['# escape=`', '# check=error=true']],
  ])('%j', (source, wanted) => {
    checkOffers(source, wanted);
  });

  it('offers none twice, and none where it would have no effect', () => {
    checkOffers('# syntax=x\n#‸', [], ['# syntax=docker/dockerfile:1']);
    for (const source of ['# note\n#‸', '\n#‸', 'FROM a\n#‸', '# note: ‸']) {
      expect(labels(source)).toEqual([]);
    }
  });

  it('replaces what is typed', () => {
    checkTaken('# sy‸\nFROM a', '# syntax=docker/dockerfile:1', '# syntax=docker/dockerfile:1\nFROM a');
  });
});

describe('completion of suppressed rules', () => {
  it.each([
    ['FROM a\n# strata ignore=‸', ['keyword-not-upper-case', 'maintainer-deprecated'], ['DL4000']],
    ['# strata ignore-file=maintainer-deprecated,key‸', ['keyword-not-upper-case'], ['maintainer-deprecated']],
    ['FROM a\n# hadolint ignore=D‸', ['DL4000'], ['maintainer-deprecated', 'MaintainerDeprecated']],
    ['# hadolint global ignore=‸', ['DL4000'], []],
    ['# check=skip=‸\nFROM a', ['MaintainerDeprecated'], ['DL4000']],
    ['# check=error=true;skip=StageNameCasing,M‸\nFROM a', ['MaintainerDeprecated'], []],
  ])('%j', (source, wanted, unwanted) => {
    checkOffers(source, wanted, unwanted);
  });

  it('is over behind the names', () => {
    expect(labels('# strata ignore=maintainer-deprecated -- because‸')).toEqual([]);
    checkTaken('# strata ignore=main‸', 'maintainer-deprecated', '# strata ignore=maintainer-deprecated');
  });

  it.each([
    ['# strata ignore=‸\nMAINTAINER a\nrun a', ['maintainer-deprecated']],
    ['# strata ignore=maintainer-deprecated,‸\nMAINTAINER a\nrun a', []],
    ['# strata ignore-file=‸\nMAINTAINER a\nrun a', ['keyword-not-upper-case', 'maintainer-deprecated']],
    ['RUN cd /a && \\\n# strata ignore=pi‸\n  pip install a && \\\n  apt-get update', ['pip-cache-left-behind']],
    ['# hadolint ignore=D‸\nMAINTAINER a\nrun a', ['DL4000']],
    ['# check=skip=‸\nMAINTAINER a\nrun a', ['MaintainerDeprecated']],
    ['# strata ignore=‸', []],
  ])('begins with those that have something to suppress there: %j', (source, expected) => {
    const { text, cursor } = marked(`FROM debian:12\n${source}`);
    const { model, findings } = lintText(text);
    const likely = completionsAt(model, cursor!, () => findings).filter(({ isLikely }) => isLikely);
    expect(likely.map(({ label }) => label).sort()).toEqual(expected);
  });
});

describe('completion of flags', () => {
  it.each(instructions.filter(({ flags }) => flags.length > 0).map(({ name, flags }) => [name, flags] as const))(
    '%s',
    (name, flags) => {
      for (const typed of ['-', '--', `--${flags[0]!.name.slice(0, 2)}`]) {
        checkOffers(
          `FROM a\n${name} ${typed}‸`,
          flags.map((flag) => `--${flag.name}`),
        );
      }
    },
  );

  it('does not offer again what stands there, except lists', () => {
    checkOffers('FROM a\nCOPY --link --‸ a b', ['--from'], ['--link']);
    checkOffers('FROM a\nRUN --mount=type=tmpfs,target=/x --‸', ['--mount', '--network']);
    checkOffers('FROM a\nCOPY --fr‸om=x a b', ['--from']);
  });

  it('knows continued lines and the stored instruction', () => {
    checkOffers('FROM a\nRUN \\\n  --‸', ['--mount']);
    checkOffers('FROM a\nONBUILD COPY --‸', ['--from']);
  });

  it('writes the equals sign where a value is needed', () => {
    checkTaken('FROM a\nCOPY --f‸', '--from', 'FROM a\nCOPY --from=');
    checkTaken('FROM a\nCOPY --li‸', '--link', 'FROM a\nCOPY --link');
  });

  it.each([
    ['FROM a\nRUN --network=‸', ['none', 'host', 'default']],
    ['FROM a\nRUN --security=in‸', ['insecure']],
    ['FROM --platform=‸', ['$BUILDPLATFORM', 'linux/arm64']],
    ['FROM a\nCOPY --link=‸', ['true', 'false']],
    ['FROM a AS b\nFROM c\nFROM d\nCOPY --from=‸', ['b', '1']],
    ['FROM a\nRUN --mount=‸', ['type', 'target', 'source', 'from', 'rw']],
    ['FROM a\nRUN --mount=type=‸', ['bind', 'cache', 'tmpfs', 'secret', 'ssh']],
    ['FROM a\nRUN --mount=type=cache,‸', ['target', 'sharing', 'id']],
    ['FROM a\nRUN --mount=type=cache,sharing=‸', ['locked']],
    ['FROM a AS b\nFROM c\nRUN --mount=from=‸', ['b']],
  ])('values in %j', (source, wanted) => {
    checkOffers(source, wanted);
  });

  it('offers only keys that fit the type', () => {
    checkOffers('FROM a\nRUN --mount=type=tmpfs,target=/x,‸', ['size'], ['type', 'target', 'sharing', 'env']);
    checkOffers('FROM a\nRUN --mount=type=secret,‸', ['env', 'required'], ['sharing']);
    expect(labels('FROM a\nRUN --mount=type=bogus,‸')).toEqual([]);
  });

  it('is over behind the first word and behind --', () => {
    expect(labels('FROM a\nCOPY a --‸')).toEqual([]);
    expect(labels('FROM a\nUSER --‸')).toEqual([]);
    expect(labels('FROM a\nRUN --constructor=‸')).toEqual([]);
  });

  it('replaces what is typed', () => {
    checkTaken('FROM a\nRUN --mount=type=ca‸', 'cache', 'FROM a\nRUN --mount=type=cache');
    checkTaken('FROM a\nRUN --mount=type=cache,ta‸', 'target', 'FROM a\nRUN --mount=type=cache,target=');
  });
});

describe('completion of stages and other words', () => {
  it.each([
    ['FROM a AS b\nFROM ‸', ['b', 'scratch'], ['0', 'a']],
    ['FROM a AS b\nFROM c AS d\nFROM --platform=x ‸', ['b', 'd'], []],
    ['FROM ‸\nFROM a AS b', ['scratch'], ['b']],
    ['FROM a ‸', ['AS'], ['scratch']],
    ['FROM a\nHEALTHCHECK ‸', ['CMD', 'NONE'], []],
    ['FROM a\nHEALTHCHECK --interval=3s ‸', ['CMD'], []],
    ['FROM a\nSTOPSIGNAL SIG‸', ['SIGQUIT'], []],
    ['FROM a\nLABEL ‸', ['org.opencontainers.image.title'], []],
    ['FROM a\nLABEL x=y org‸', ['org.opencontainers.image.source'], []],
    ['ARG G=1\nFROM a\nARG ‸', ['G', 'TARGETARCH'], []],
    ['ARG G=1\nFROM a\nARG G\nARG ‸', ['TARGETARCH'], ['G']],
  ])('%j', (source, wanted, unwanted) => {
    checkOffers(source, wanted, unwanted);
  });

  it.each(['FROM a\nCOPY ‸', 'FROM a\nLABEL x="‸', 'FROM a\nARG x=‸', 'ARG ‸', 'FROM a AS ‸', 'FROM a\nFOO ‸'])(
    'offers nothing in %j',
    (source) => {
      expect(labels(source)).toEqual([]);
    },
  );
});

describe('completion of variables', () => {
  it.each([
    ['ARG G=1\nFROM a:$‸', ['G', 'TARGETARCH'], []],
    ['ARG G=1\nFROM a\nENV E=1\nRUN echo $‸', ['E'], ['G', 'TARGETARCH']],
    ['FROM a\nENV E=1\nUSER ${‸', ['E'], []],
    ['FROM a\nENV E=1\nUSER ${E‸}', ['E'], []],
    ['FROM a AS b\nARG A=1\nFROM b\nENV E=1\nCMD echo $‸', ['E'], ['A']],
    ['FROM a\nENV E=1\nRUN x \\\n  "$‸"', ['E'], []],
    ['FROM a\nENV E=1\nCOPY <<EOF /x\n$‸\nEOF', ['E'], []],
    ['FROM a\nENV E=1\nRUN --mount=target=$‸', ['E'], []],
    ['FROM a\nUSER $‸\nENV E=1', [], ['E']],
  ])('%j', (source, wanted, unwanted) => {
    checkOffers(source, wanted, unwanted);
  });

  it('tells values, and replaces what is typed', () => {
    const { completions } = complete('FROM a\nENV E=one\nUSER $‸');
    expect(completions.find(({ label }) => label === 'E')?.detail).toBe('one');
    checkTaken('FROM a\nENV ENGINE=1\nUSER ${EN‸}', 'ENGINE', 'FROM a\nENV ENGINE=1\nUSER ${ENGINE}');
  });

  it('is silent behind an escaped dollar', () => {
    expect(labels('FROM a\nENV E=1\nUSER \\$‸')).toEqual([]);
  });
});

describe('completion anywhere', () => {
  const pieces = fc.constantFrom(
    'FROM a AS b',
    'RUN --mount=type=cache,',
    'COPY --from=',
    'ENV A=1',
    'ONBUILD ',
    '\\\n',
    '\n',
    '\r\n',
    '#',
    '# ',
    '<<EOF',
    'EOF',
    '$',
    '${',
    ' ',
    '--',
    '"',
    'ARG ',
    '😀',
  );

  it('never throws, and replaces only what stands before the cursor in its line', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const model = buildModel(parseDockerfile(text));
        for (let offset = 0; offset <= text.length; offset++) {
          for (const { span } of completionsAt(model, offset)) {
            expect(span.end).toBe(offset);
            expect(text.slice(span.start, span.end)).not.toContain('\n');
          }
        }
      }),
    );
  });
});
