import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { Instruction } from '../../server/src/dockerfile/tree';
import { variablesInWord } from '../../server/src/dockerfile/variables';
import type { Span } from '../../server/src/text/span';
import { marked, withMarks } from '../support/marks';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Dockerfiles are full of them.

/** Checks that `pick` finds exactly the marked places in the last instruction of a Dockerfile. */
function checkPlaces(source: string, pick: (instruction: Instruction) => readonly (Span | undefined)[]): void {
  const { text } = marked(source);
  const spans = pick(parseDockerfile(text).instructions.at(-1)!);
  expect(
    withMarks(
      text,
      spans.filter((span) => span !== undefined),
    ),
  ).toBe(source);
}

const wordsOf = ({ args }: Instruction) => (args.form === 'words' ? args.words.map((word) => word.span) : []);
const pairsOf = ({ args }: Instruction) =>
  args.form === 'pairs' ? args.pairs.flatMap(({ key, value }) => [key.span, value?.span]) : [];

describe('places of keywords', () => {
  it.each(['  «run» ls', '«RU\\\nN» ls', '\\\n\\\n«RUN» ls', '\ufeff\t«FROM» a'])('%j', (source) =>
    checkPlaces(source, ({ keywordSpan }) => [keywordSpan]),
  );
});

describe('places of instructions', () => {
  it.each([
    'FROM a\n  «RUN ls \\\n  # c\n\n  -la  »\n',
    'FROM a\n«RUN <<E\nls\nE»\n# c\n',
    'FROM a\n«RUN ls \\\n# c»\n',
    'FROM a\r\n«RUN ls»\r\n',
  ])('%j', (source) => checkPlaces(source, ({ span }) => [span]));
});

describe('places of flags', () => {
  it.each([
    'COPY --«from»=a --«link» b c',
    'COPY --«fr\\\nom»=a b c',
    "COPY --«'from'»=a b c",
    'COPY --«chown» \\\n  a',
  ])('name: %j', (source) => checkPlaces(source, ({ flags }) => flags.map((flag) => flag.nameSpan)));

  it.each([
    'COPY --from=«a» --link --chown=«"b c"» d e',
    'COPY --chown=«a\\\nb» c d',
    'COPY --chown=«» c d',
    'COPY --"chown=«a b"» c d',
    'COPY --chown=«1» \\\n# c\n  --chmod=«7» a b',
  ])('value: %j', (source) => checkPlaces(source, ({ flags }) => flags.map((flag) => flag.valueSpan)));

  it('of a whole flag, and not of the -- behind it', () => {
    checkPlaces('COPY «--from=a» «--link» -- --b c', ({ flags }) => flags.map((flag) => flag.span));
  });
});

describe('places of arguments', () => {
  it.each([
    'COPY «a»  «"b»\t«c"» \\\n  «/d»',
    'COPY «a\\\nb» \\\n# c\n\n «/d»',
    'FROM --platform=x «a» «AS» «b»',
    'EXPOSE «80» \\\n «81»',
  ])('words: %j', (source) => checkPlaces(source, wordsOf));

  it.each([
    'ENV «a»=«b» «c»=«"d e"» \\\n  «f»=«»',
    'ENV «a»  «b c=d»',
    'ENV «"a b"»=«c»',
    'LABEL «a»=«b\\ c» \\\n# c\n «d»=«e»',
    'ARG «a» «b»=«c» «d\\\ne»',
  ])('pairs: %j', (source) => checkPlaces(source, pairsOf));

  it.each(['CMD [«"a"» , \\\n «"b\\"c"»]', 'HEALTHCHECK CMD [«"a"»,«"\\u00e9"»]'])('JSON: %j', (source) => {
    checkPlaces(source, ({ args }) => {
      const json = args.form === 'healthcheck' ? args.command : args;
      return json.form === 'json' ? json.strings.map((string) => string.span) : [];
    });
  });

  it('the type and the command of a health check', () => {
    checkPlaces('HEALTHCHECK --retries=1 «cmd» \\\n  «ls -la»', ({ args }) =>
      args.form === 'healthcheck' && args.command.form === 'text' ? [args.type.span, args.command.word.span] : [],
    );
  });

  it('of what ONBUILD triggers', () => {
    checkPlaces('ONBUILD  «COPY» --«from»=a «b» \\\n «c»', ({ trigger }) => [
      trigger!.keywordSpan,
      trigger!.flags[0]!.nameSpan,
      ...wordsOf(trigger!),
    ]);
  });
});

describe('places of heredocs', () => {
  const source = 'FROM a\nRUN cat «3<<-"E O"» \\\n  «<<F» -\n\tx\n\tE O\nF\n';

  it('markers', () => checkPlaces(source, ({ heredocs }) => heredocs.map((heredoc) => heredoc.marker)));

  it('names', () => {
    checkPlaces('FROM a\nRUN cat 3<<-«"E O"» << «F»\n\tx\nE O\nF\n', ({ heredocs }) =>
      heredocs.map((it) => it.nameSpan),
    );
  });

  it('bodies, and what ends them without the tabs before it', () => {
    checkPlaces('FROM a\nRUN cat <<-A <<B\n«\tx\n»\t«A»\r\n«»«B»\n', ({ heredocs }) =>
      heredocs.flatMap((heredoc) => [heredoc.body, heredoc.terminator]),
    );
  });
});

describe('places of variables', () => {
  const variablesOf = (instruction: Instruction) =>
    instruction.args.form === 'pairs' ? variablesInWord(instruction.args.pairs[0]!.value!, '\\') : [];

  it.each(['ENV x=«$a»/«${b}»"«$c»"\'$d\'\\$e', 'ENV x=«${a:-«${b}»}»', 'ENV x=«${a\\\nb}»\\\n«$c»'])(
    'whole: %j',
    (source) => checkPlaces(source, (instruction) => variablesOf(instruction).map((it) => it.span)),
  );

  it.each(['ENV x=$«a»/${«b»:-${«c»}}', 'ENV x=${«a\\\nb»%c}'])('name: %j', (source) =>
    checkPlaces(source, (instruction) => variablesOf(instruction).map((it) => it.nameSpan)),
  );

  it.each(['ENV x=${a«:-»«b»}${c«##»«*/»}${d«//»«e»/«f»}', 'ENV x=${a«:\\\n+»«»}'])(
    'modifier and operands: %j',
    (source) => {
      checkPlaces(source, (instruction) =>
        variablesOf(instruction).flatMap(({ modifierSpan, operand, replacement }) => [
          modifierSpan,
          operand,
          replacement,
        ]),
      );
    },
  );
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
