import { isSpace } from '../dockerfile/blanks';
import type { DockerfileTree, Pair, Word } from '../dockerfile/tree';
import type { TextEdit } from '../text/edit';
import { originOffset } from '../text/view';
import { defineRule, type Fix } from './rule';

export const legacyKeyValueFormat = defineRule({
  id: 'legacy-key-value-format',
  title: 'ENV or LABEL without an equals sign',
  aliases: ['LegacyKeyValueFormat'],
  category: 'deprecated',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`ENV name value` is the old form. It takes the whole rest of the line as one value, so `ENV A=1 B=2` and ' +
    '`ENV A 1 B=2` mean very different things, and a line can set only one variable. Docker keeps the form for old ' +
    'files and warns of it.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nENV «HOME_DIR /srv/app»\n',
      right: 'FROM alpine:3.22\nENV HOME_DIR=/srv/app\n',
      fixed: 'FROM alpine:3.22\nENV HOME_DIR=/srv/app\n',
    },
    {
      note: 'A value with blanks is put in quotes.',
      wrong: 'FROM alpine:3.22\nLABEL «description A small image, for $USE»\n',
      fixed: 'FROM alpine:3.22\nLABEL description="A small image, for $USE"\n',
    },
    {
      note: 'Quotes that were there keep their meaning.',
      wrong: 'FROM alpine:3.22\nENV «A b\'$c\' "d e" f\\ g»\nENV «B "x y"»\n',
      fixed: 'FROM alpine:3.22\nENV A="b\\$c d e f g"\nENV B="x y"\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV «OPTIONS -Xmx1g \\\n  -server»\n',
      fixed: 'FROM alpine:3.22\nENV OPTIONS="-Xmx1g \\\n  -server"\n',
    },
    {
      note: 'Blanks around an equals sign make it the old form, with the sign in the value.',
      wrong: 'FROM alpine:3.22\nLABEL «maintainer = "Jo Doe <jo@example.com>"»\n',
      right: 'FROM alpine:3.22\nLABEL maintainer="Jo Doe <jo@example.com>"\n',
      fixed: 'FROM alpine:3.22\nLABEL maintainer="Jo Doe <jo@example.com>"\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],
  messages: {
    legacy: 'Write {name} with an equals sign: {key}={value}.',
    blanks: 'With a blank in front of it, the = is a part of the value: write {key}={value}.',
  },
  check({ tree, report }) {
    for (const outer of tree.instructions) {
      const { name, args } = outer;
      const [pair] = args.form === 'pairs' && args.legacy ? args.pairs : [];
      if (!pair?.value || (name !== 'ENV' && name !== 'LABEL')) {
        continue;
      }
      const { key, value } = pair;
      const blanks = /^=[ \t]*(?=[^\s=])/.exec(value.text)?.[0];
      const meant = blanks === undefined ? value : { ...value, text: value.text.slice(blanks.length) };
      report({
        span: { start: key.span.start, end: value.span.end },
        message: blanks === undefined ? 'legacy' : 'blanks',
        params: { name, key: key.text, value: shownValue(meant) },
        fixes: blanks === undefined ? fixesFor(pair, value, tree) : withoutBlanks(pair, value, blanks, tree),
      });
    }
  },
});

/** The value as it is to be written, unless it is too long for a message. */
function shownValue({ text }: Word): string {
  const value = /\s/.test(text) && !/["']/.test(text) ? `"${text}"` : text;
  return value.length <= 30 && !/\n/.test(value) ? value : '…';
}

function fixesFor({ key }: Pair, value: Word, { text, escape: escapeToken }: DockerfileTree): Fix[] {
  const gap = { start: key.span.end, end: value.span.start };
  // A comment in between would be lost, and a quoted name is torn apart by the old form.
  if (/["'=]/.test(key.text) || text.slice(gap.start, gap.end).includes('#')) {
    return [];
  }
  const edits = quotingEdits(value, escapeToken);
  return edits
    ? [{ title: 'Write it with an equals sign', safe: true, edits: [{ span: gap, newText: '=' }, ...edits] }]
    : [];
}

/** `NAME = value` as it is meant, where the value is one word then. */
function withoutBlanks({ key }: Pair, { span, text: value }: Word, blanks: string, { text }: DockerfileTree): Fix[] {
  const gap = { start: key.span.end, end: span.start + blanks.length };
  const isPlain = text.slice(span.start, span.end) === value && !/[\n#]/.test(text.slice(key.span.end, gap.end));
  const isWord = /^(?:[^\s"']+|"[^"]*"|'[^']*')$/.test(value.slice(blanks.length));
  return isPlain && isWord
    ? [{ title: 'Take the blanks away', safe: false, edits: [{ span: gap, newText: '=' }] }]
    : [];
}

/** What makes one word of a value that has blanks; nothing when it is one already, undefined when that takes a person. */
function quotingEdits({ text, view }: Word, escapeToken: string): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, newText: string): void => {
    const at = originOffset(view, start, start === text.length ? 'end' : 'start');
    edits.push({ span: { start: at, end: end > start ? originOffset(view, end, 'end') : at }, newText });
  };
  let quote = '';
  let hasBlank = false;
  replace(0, 0, '"');
  for (let at = 0; at < text.length; at++) {
    const unit = text[at]!;
    if (unit === escapeToken && quote !== "'") {
      const next = text[at + 1];
      if (quote === '' && next !== undefined && next !== '"' && next !== '$' && next !== escapeToken) {
        // Outside of quotes an escape leaves the next character alone; inside it would stay.
        replace(at, at + 1, '');
      }
      at++;
    } else if (unit === '$' && quote !== "'" && variableTouchesQuote(text.slice(at), escapeToken)) {
      return undefined;
    } else if (quote === '' ? unit === '"' || unit === "'" : unit === quote) {
      quote = quote === '' ? unit : '';
      replace(at, at + 1, '');
    } else if (quote === "'" && (unit === '"' || unit === '$' || unit === escapeToken)) {
      replace(at, at, escapeToken);
    } else if (quote === '' && isSpace(text.charCodeAt(at))) {
      hasBlank = true;
    }
  }
  replace(text.length, text.length, '"');
  return quote !== '' ? undefined : hasBlank ? edits : [];
}

/** True when a name ends at a quote or an escape, or has them in its braces: without them it would be another variable. */
function variableTouchesQuote(text: string, escapeToken: string): boolean {
  const inBraces = /^\$\{[^}]*/.exec(text)?.[0] ?? '';
  const behind = text[/^\$\w*/.exec(text)![0].length] ?? '';
  return [escapeToken, '"', "'"].some((mark) => behind === mark || inBraces.includes(mark));
}
