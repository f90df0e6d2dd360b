import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagInfo, instructions } from '../../server/src/dockerfile/instructions';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { hoverAt } from '../../server/src/features/hover';
import { directiveDocs } from '../../server/src/features/hover/directiveDocs';
import { flagDocs } from '../../server/src/features/hover/flagDocs';
import { instructionDocs } from '../../server/src/features/hover/instructionDocs';
import { mountKeyDocs, mountTypeDocs } from '../../server/src/features/hover/mountDocs';
import { modifierDocs } from '../../server/src/features/hover/variableDocs';
import { buildModel } from '../../server/src/model/model';
import { marked } from '../support/marks';

function hoverIn(text: string, offset: number) {
  return hoverAt(buildModel(parseDockerfile(text)), offset);
}

/** Checks the hover at `‸`: it covers exactly `«…»` and says each of `parts`. Gives the whole text. */
function checkHover(source: string, ...parts: readonly (string | RegExp)[]): string {
  const { text, spans, cursor } = marked(source);
  const hover = hoverIn(text, cursor!);
  expect(hover && text.slice(hover.span.start, hover.span.end)).toBe(text.slice(spans[0]!.start, spans[0]!.end));
  expect(hover?.span).toEqual(spans[0]);
  for (const part of parts) {
    expect(hover!.markdown).toMatch(typeof part === 'string' ? new RegExp(escaped(part)) : part);
  }
  return hover!.markdown;
}

function checkNoHover(source: string): void {
  const { text, cursor } = marked(source);
  expect(hoverIn(text, cursor!)).toBeUndefined();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('hover on keywords', () => {
  it.each(instructions.map(({ name }) => name))('%s has a complete text', (name) => {
    const text = checkHover(`FROM a\n«${name.slice(0, 1)}‸${name.slice(1)}» x`, `**${name}** · `, '**In the image:**');
    expect(text.match(/^```dockerfile$/gm)).toHaveLength(2);
    const { forms, example, summary } = instructionDocs[name];
    expect(forms.every((form) => form.startsWith(name))).toBe(true);
    expect(forms.filter((form) => form.length > 72)).toEqual([]); // Longer lines wrap in the editor.
    expect(summary).toMatch(/\.$/);
    expect(parseDockerfile(`FROM a\n${example}\n`).problems).toEqual([]);
  });

  it('says of each instruction whether it makes a layer', () => {
    const kinds = Object.fromEntries(
      instructions.map(({ name, layer }) => [name, [layer, instructionDocs[name].layer]]),
    );
    for (const [layer, kind] of Object.values(kinds)) {
      const allowed = { yes: ['layer'], sometimes: ['layer', 'base'], no: ['metadata', 'none', 'later'] }[
        layer as 'yes'
      ];
      expect(allowed).toContain(kind);
    }
  });

  it('teaches the lesson at RUN', () => {
    checkHover('FROM a\n«RUN‸» ls', 'makes a layer', 'whiteout', 'its bytes stay in the image', 'same** `RUN`');
  });

  it('knows keywords in lower case, and split over lines', () => {
    checkHover('from a\n«r‸un» ls', '**RUN**');
    checkHover('FR«‸»OM a'.replace('FR«‸»OM', '«FR\\\nO‸M»'), '**FROM**');
  });

  it('knows the stored instruction of ONBUILD', () => {
    checkHover('FROM a\n«ONBU‸ILD» RUN ls', '**ONBUILD**');
    checkHover('FROM a\nONBUILD «R‸UN» ls', '**RUN**');
  });

  it.each([
    ['FROM a «A‸S» b', 'names the stage'],
    ['FROM a\nHEALTHCHECK «C‸MD» ls', 'Exit status 0'],
    ['FROM a\nHEALTHCHECK «non‸e»', 'Switches off'],
  ])('explains the inner keyword in %s', (source, part) => {
    checkHover(source, part);
  });

  it.each([
    ['FROM a\nFO‸O x'],
    ['FROM a\n‸'],
    ['# com‸ment\nFROM a'],
    ['‸'],
    ['FROM a\nRUN l‸s'],
    ['FROM a\n\n‸\nRUN ls'],
  ])('is silent in %j', (source) => {
    checkNoHover(source);
  });
});

describe('hover on directives', () => {
  it.each([
    ['«# syn‸tax=docker/dockerfile:1»\nFROM a', 'frontend'],
    ['«# syntax=docker/docker‸file:1»\nFROM a', 'frontend'],
    ['# syntax=a\n«#escape‸=`»\nFROM a', 'backslash is the default'],
    ['«# Ch‸eck=skip=all»\nFROM a', 'Since Dockerfile 1.8'],
  ])('%s', (source, part) => {
    checkHover(source, part);
  });

  it('has examples that are honoured', () => {
    for (const [name, { example }] of Object.entries(directiveDocs)) {
      expect(parseDockerfile(`${example}\nFROM a\n`).directives.map((directive) => directive.name)).toEqual([name]);
    }
  });

  it('is silent on a directive that has no effect', () => {
    checkNoHover('FROM a\n# esc‸ape=`\n');
  });
});

const allFlags = instructions.flatMap(({ name, flags }) => flags.map((flag) => [name, flag.name] as const));

describe('hover on flags', () => {
  it.each(allFlags)('%s --%s has a complete text', (instruction, flag) => {
    const markdown = checkHover(
      `FROM a\n${instruction} «--${flag.slice(0, 1)}‸${flag.slice(1)}=x» y z`,
      `flag of ${instruction}`,
    );
    const doc = flagDocs[instruction]![flag]!;
    expect(doc.form).toMatch(new RegExp(`^--${flag}(=|\\[=)`));
    expect(doc.example).toMatch(new RegExp(`^${instruction} .*--${flag}\\b`, 's'));
    const since = flagInfo(instruction, flag)!.since;
    expect(markdown.includes(`*Since Dockerfile ${since}.*`)).toBe(since !== undefined);
  });

  it('has no text for flags that nobody knows', () => {
    const known = new Set(allFlags.map((pair) => pair.join(' ')));
    const documented = Object.entries(flagDocs).flatMap(([name, flags]) =>
      Object.keys(flags).map((flag) => `${name} ${flag}`),
    );
    expect(documented.filter((each) => !known.has(each))).toEqual([]);
    checkNoHover('FROM a\nCOPY --const‸ructor=x a b');
    checkNoHover('FROM a\nCOPY --mou‸nt=x a b');
  });

  it('covers flag and value', () => {
    checkHover('FROM a\nCOPY «--chown=a‸pp:app» . .', 'second time');
    checkHover('FROM a\nCOPY --link «--chm‸od=755» a b', 'Dockerfile 1.2');
  });
});

describe('hover on mounts', () => {
  it.each(Object.keys(mountTypeDocs))('type %s', (type) => {
    checkHover(`FROM a\nRUN --mount=target=/x,type=«${type.slice(0, 1)}‸${type.slice(1)}» ls`, `type=${type}`);
    expect(mountTypeDocs[type]!.example).toContain(type === 'bind' ? 'type=bind' : `type=${type}`);
  });

  it.each(Object.keys(mountKeyDocs))('key %s', (key) => {
    checkHover(
      `FROM a\nRUN --mount=«${key.slice(0, 1)}‸${key.slice(1)}=x»,other=y ls`,
      `**\`${key}\`** · key of RUN --mount`,
    );
  });

  it('has a text for every key of every type', () => {
    const keys = Object.values(mountTypeDocs).flatMap((doc) => Object.keys(doc.keys));
    expect(keys.filter((key) => !(key in mountKeyDocs))).toEqual([]);
  });

  it('says which key a type has no use for', () => {
    checkHover('FROM a\nRUN --mount=type=cache,«si‸ze=5m»,target=/x ls', '`cache` mounts have no use for it');
    expect(checkHover('FROM a\nRUN --mount=type=tmpfs,«si‸ze=5m»,target=/x ls', 'Upper limit')).not.toContain('no use');
  });

  it('reads quoted values, bare keys, upper case and continued lines', () => {
    checkHover('FROM a\nRUN --mount=type=bind,«source="a, ‸b"»,target=/x ls', 'What is mounted');
    checkHover('FROM a\nRUN --mount=type=bind,«r‸w»,target=/x ls', 'can write');
    checkHover('FROM a\nRUN --mount=TYPE=«CAC‸HE»,target=/x ls', 'between builds');
    checkHover('FROM a\nRUN --mount=type=cache,\\\n«tar‸get=/x» ls', 'Where the mount appears');
  });
});

describe('hover on heredocs', () => {
  it.each([
    ['FROM a\nRUN «<<E‸OF»\nls\nEOF', 'are a script'],
    ['FROM a\nRUN <<EOF\nls\n«EO‸F»\n', 'are a script'],
    ['FROM a\nRUN cat «<<E‸OF»\nls\nEOF', 'as its input'],
    ['FROM a\nRUN cat «<<"E‸OF"»\nls\nEOF', 'the shell replaces no variables'],
    ['FROM a\nCOPY «<<E‸OF» /x\nls\nEOF', 'become a file'],
    ['FROM a\nCOPY «<<E‸OF» /x\nls\nEOF', 'each backslash is taken away'],
    ["FROM a\nCOPY «<<-'E‸OF'» /x\nls\nEOF", 'keep the text as it is'],
    ["FROM a\nCOPY «<<-'E‸OF'» /x\nls\nEOF", 'tabs (not blanks)'],
    ['FROM a\nRUN «<<E‸OF»\nls', 'The end is missing'],
  ])('%j', (source, part) => {
    checkHover(source, part);
  });
});

describe('hover on variables', () => {
  it.each([
    ['ARG V=1\nFROM a:«$‸V»', 'Value here: `1`', 'global build argument', '--build-arg V'],
    ['ARG V=1\nFROM a:«${‸V}»', 'Value here: `1`', 'line 1: `ARG V=1`'],
    ['ARG V=1.2.3\nFROM a:«${V%.*‸}»', 'Result: `1.2`', 'shortest match'],
    ['ARG V=1\nFROM a:«${W:-x‸}»', 'No `ARG` above the first `FROM`'],
    ['FROM a\nENV A=1\nENV B=«$‸A»', 'Value here: `1`', 'environment variable'],
    ['FROM a\nENV A=1 B=2\nWORKDIR /«${A:+yes‸}»', 'Result: `yes`'],
    ['FROM a\nENV A=\nWORKDIR /«${A:-no‸}»', 'Value here: empty', 'Result: `no`'],
    ['FROM a\nENV A=x-$B\nUSER «$‸A»', 'Value here: `x-$B`, as far as this file tells'],
    ['FROM a\nUSER «$‸A»', 'unless the base image has it'],
    ['ARG V=1\nFROM a\nARG V\nUSER «$‸V»', 'Value here: `1`', 'line 3: `ARG V`', 'comes from line 1: `ARG V=1`'],
    ['ARG V=1\nFROM a\nARG V=2\nUSER «$‸V»', 'Value here: `2`'],
    ['ARG V=1\nFROM a\nUSER «$‸V»', 'Nothing in this file sets it'],
    ['FROM a AS b\nARG V=1\nFROM b\nUSER «$‸V»', 'Value here: `1`'],
    ['FROM a AS b\nARG V=1\nFROM c\nUSER «$‸V»', 'Nothing in this file sets it'],
    ['FROM a\nARG V=1\nENV V=2\nUSER «$‸V»', 'Value here: `2`', 'environment variable'],
    ['FROM a\nENV V=2\nARG V=1\nUSER «$‸V»', 'Value here: `1`', 'build argument'],
    ['FROM a\nENV A=1\nENV A=2 B=«$‸A»', 'Value here: `1`'],
    ['ARG A=1 B=«$‸A»\nFROM x', 'Value here: `1`'],
    ['FROM a\nARG X=1 Y=2\nUSER «$‸Y»', 'Value here: `2`'],
    ['FROM a\nARG X=1 Y=$X\nUSER «$‸Y»', 'Value here: `1`'],
    ['FROM a\nENV X=1 Y=$X\nUSER «$‸Y»', 'Value here: `$X`'],
    ['FROM a\nENV "A"=1\nUSER «$‸A»', 'Value here: `1`'],
    ['FROM a\nENV A 1 2\nUSER «$‸A»', 'Value here: `1 2`'],
    ['FROM --platform=«$BUILD‸PLATFORM» a', 'set by BuildKit', 'machine that builds'],
    ['FROM a\nARG TARGETARCH\nCOPY x-«$TARGET‸ARCH» y', 'set by BuildKit'],
    ['FROM a\nCOPY x-«$TARGET‸ARCH» y', 'Write `ARG TARGETARCH` above'],
    ['FROM a\nENV A=1\nCOPY ["«$‸A»", "b"]', 'Value here: `1`'],
    ['FROM a\nENV A=1\nCOPY <<EOF /x\n«$‸A»\nEOF', 'Value here: `1`'],
    ['FROM a\nENV A=1\nCOPY --chown=«$‸A» x y', 'Value here: `1`'],
    ['FROM a\nENV A=1\nRUN --mount=type=cache,target=«$‸A» x', 'Value here: `1`'],
    ['FROM a\nENV A=1\nRUN x \\\n  # note\n  «${A‸}»', 'Value here: `1`', 'by the shell'],
    ['FROM a\nENV A=1\nRUN <<EOF\nx «$‸A»\nEOF', 'Value here: `1`', 'by the shell'],
    ['FROM a\nENV A=1\nCMD echo «$‸A»', 'Value here: `1`', 'when the container runs'],
    ['FROM a\nENV A=1\nHEALTHCHECK CMD echo «$‸A»', 'Value here: `1`'],
    ['FROM a\nRUN echo «$http_pr‸oxy»', 'Proxy setting'],
    ['FROM a\nENV A=1 B=2\nUSER ${A:-«$‸B»}', 'Value here: `2`'],
    ['# escape=`\nFROM a\nENV A=c:\\x\nWORKDIR «$‸A»', 'Value here: `c:\\x`'],
  ])('%j', (source, ...parts) => {
    checkHover(source, ...parts);
  });

  it.each([
    ['ARG «V‸»=1\nFROM a', 'Default: `1`', 'Seen by `FROM` lines'],
    ['ARG V=1\nFROM a\nARG «V‸»', 'Default: `1`', 'From line 1: `ARG V=1`'],
    ['FROM a\nARG «V‸»', 'Seen from here to the end of the stage'],
    ['FROM a\nARG «TARGET‸OS»', 'Operating system that is built for'],
    ['FROM a\nENV A=1\nENV «P‸ATH»=$A:$PATH', 'Value: `1:$PATH`, as far as this file tells'],
    ['FROM a\nENV «A‸» b c', 'Value: `b c`', 'in the container'],
  ])('where it is written: %j', (source, ...parts) => {
    checkHover(source, ...parts);
  });

  it.each([
    ['FROM a\nRUN x=1; echo $‸x'],
    ["FROM a\nENV A=1\nRUN echo '$‸A'"],
    ['FROM a\nENV A=1\nRUN echo \\$‸A'],
    ['FROM a\nENV A=1\nCMD ["echo", "$‸A"]'],
    ['FROM a\nARG A=1\nCMD echo $‸A'],
    ['FROM a\nENV A=1\nCOPY <<"EOF" /x\n$‸A\nEOF'],
    ['FROM a\nENV A=1\nRUN cat <<"EOF"\n$‸A\nEOF'],
    ['FROM a\nENV A=1\nONBUILD USER $‸A'],
    ['FROM a\nENV A=1\nMAINTAINER $‸A'],
  ])('is silent where nothing is replaced, or by whom nobody knows: %j', (source) => {
    checkNoHover(source);
  });

  it('explains every modifier of BuildKit', () => {
    for (const modifier of Object.keys(modifierDocs)) {
      const word = modifier.startsWith('/') ? 'a/b' : 'a';
      checkHover(`FROM a\nENV V=banana\nUSER «\${V‸${modifier}${word}}»`, `\`${modifier}\` gives`, 'Result:');
    }
  });
});

describe('hover on stages and images', () => {
  const build = 'FROM golang:1.24 AS build\nRUN make\n';

  it.each([
    [`${build}FROM scratch\nCOPY --from=«bu‸ild» /a /b`, 'build stage 0', 'Built from `golang:1.24`', 'do not reach'],
    [`${build}FROM scratch\nCOPY --from=«‸0» /a /b`, '**`build`** · build stage 0'],
    [`${build}FROM scratch\nCOPY --from=«BU‸ILD» /a /b`, 'build stage 0'],
    [`${build}FROM scratch\nRUN --mount=from=«bu‸ild»,target=/x ls`, 'build stage 0'],
    [`${build}FROM «bu‸ild»\nRUN ls`, 'build stage 0', 'part of the final image'],
    ['FROM a AS «bu‸ild»\nFROM b\nCOPY --from=build x y\nCOPY --from=0 x y', 'line 3: `COPY --from`', 'line 4'],
    ['FROM a AS «bu‸ild»\nFROM b', 'Nothing in this file uses it'],
    ['FROM a AS «la‸st»\nRUN ls', 'part of the final image'],
    ['FROM «node:‸22»', 'Docker Hub, official image, repository `node`', 'can be moved'],
    ['FROM «no‸de»', 'No tag, so `latest`'],
    [
      'FROM «registry.example.com/team/app:1@sha256:‸aa»',
      'Registry `registry.example.com`, repository `team/app`',
      'always this very image',
    ],
    ['FROM «scra‸tch»', 'the empty image'],
  ])('%j', (source, ...parts) => {
    checkHover(source, ...parts);
  });

  it('shows the flag where no stage is meant', () => {
    checkHover('FROM a\nCOPY «--from=ngi‸nx:1» /a /b', 'flag of COPY');
    checkHover('FROM a\nCOPY «--from=‸7» /a /b', 'flag of COPY');
  });
});

describe('hover on suppressed rules', () => {
  it.each([
    [
      'FROM a\n# strata ignore=«maintainer-‸deprecated» -- old\nMAINTAINER a',
      '`maintainer-deprecated`',
      'Also known as',
    ],
    ['FROM a\n# hadolint ignore=DL3009,«DL4‸000»\nMAINTAINER a', '`maintainer-deprecated`'],
    ['# check=skip=«MaintainerDe‸precated»\nFROM a', '`maintainer-deprecated`'],
  ])('%j', (source, ...parts) => {
    checkHover(source, ...parts);
  });

  it('tells of several rules with one code the closest whole, and names the others', () => {
    checkHover(
      'FROM a\n# check=skip=«JSONArgs‸Recommended»\nCMD a',
      '**`shell-form-command`**',
      'The code also stands for:',
      '- `missing-argument`: Instruction without an argument',
    );
  });

  it.each([
    ['FROM a\n# strata ignore=«si‸ze»\nRUN x', 'All rules of the category size.'],
    ['FROM a\n# strata ignore=«al‸l»\nRUN x', 'All rules.'],
    ['FROM a\n«# stra‸ta ignore=»size -- why\nRUN x \\\n y', 'in the next instruction (lines 3 to 4)'],
    ['FROM a\nRUN x \\\n  «# strata ‸ignore=»size\n  y', 'in the next line (line 4)'],
    ['FROM a\nRUN x\n«# strata ignore-‸file=»size\n', 'in the whole file'],
    ['FROM a\n«# hadolint ‸ignore=»DL3008\n', 'in the next instruction, and none follows'],
    ['FROM a\n«# hadolint stage ‸ignore=»DL3008\nRUN x\n', 'from line 2 to the end of the stage'],
  ])('says where a comment counts, and for how much: %j', (source, ...parts) => void checkHover(source, ...parts));

  it('is silent on names that no rule has', () => {
    checkNoHover('FROM a\n# strata ignore=no-such-‸rule\nRUN x');
    checkHover('«# check=skip=NoSuch‸Rule»\nFROM a', 'parser directive');
  });
});

describe('hover on anything', () => {
  const pieces = fc.constantFrom(
    'FROM a AS b',
    'RUN --mount=type=cache,target=$A ls',
    'COPY --from=b x y',
    'ENV A=${B:-$C} D=1',
    'ARG X',
    '\\',
    '\n',
    '\r\n',
    '<<EOF',
    'EOF',
    '$',
    '${',
    '}',
    '"',
    "'",
    ' ',
    '# escape=`',
    'ONBUILD ',
    'HEALTHCHECK CMD $A',
    '😀',
    '\u00a0',
    ',',
    '=',
    '--',
  );

  it('never throws, and covers the place it was asked for', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        const model = buildModel(parseDockerfile(text));
        for (let offset = -1; offset <= text.length + 1; offset++) {
          const hover = hoverAt(model, offset);
          if (hover) {
            expect(hover.span.start).toBeLessThanOrEqual(offset);
            expect(hover.span.end).toBeGreaterThanOrEqual(offset);
            expect(hover.markdown).not.toMatch(/undefined|\[object/);
          }
        }
      }),
    );
  });
});
