// Here-documents of RUN, COPY and ADD: where they begin and end, and in which language they are written.
import { captures, include, lineStart, scoped } from './rules.mjs';

// As in BuildKit, a quote left open anywhere in the line, or a `<<` glued to a word, means: no here-document.
// Everything is matched in one way only (atomic groups), so that no line takes more time than its length is worth.
const token = '[^"\'\\\\]|\\\\.?|"(?>(?:[^"\\\\]|\\\\.)*)"|\'[^\']*\'';
const closedQuotes = `(?=(?>(?:${token})*)$)`;
const arrow = '(?<=\\s)\\d*<<(?!<)';
const opener = `${arrow}(?:-|[ \\t]*)(?:"[^\\s<"']+"|'[^\\s<"']+'|[^\\s<"'-][^\\s<"']*)(?=\\s|$)`;
const noOpener = `(?>(?:(?!${opener})(?:${token}))*)`;

/**
 * An opener with three groups: what follows `<<` unless that is a dash, the quote, the name. `first` is the number of
 * the first of them.
 */
const namedOpener = (first, quote = '["\']?') =>
  `${arrow}(?:-|(?=([^-]))[ \\t]*)(${quote})([^\\s<"']+)\\${first + 1}(?=\\s|$)`;

/**
 * The name alone in its line. Tabs may stand before it after `<<-` only: then the first group is empty and the
 * lookahead holds everywhere, else it holds before no tab.
 */
const terminator = (first) => `(?:(?=\\${first})\\t*)?\\${first + 2}`;
const terminatorCaptures = captures(scoped('keyword.control.heredoc-token.dockerfile'));

/** What a further line of an instruction looks like when a here-document opens in it. */
export const continuedHeredoc = `${closedQuotes}${noOpener}${opener}`;

/** Found by interpreter, in the command or the first line, or by the file that the text goes to. */
const languages = [
  { id: 'shellscript', grammar: 'source.shell', interpreter: '(?:ba|da|a|z|k)?sh', file: '\\.(?:ba|z|k)?sh' },
  { id: 'python', grammar: 'source.python', interpreter: 'python[\\d.]*|pypy3?', file: '\\.py' },
  { id: 'javascript', grammar: 'source.js', interpreter: 'node|bun|deno', file: '\\.[cm]?js' },
  { id: 'typescript', grammar: 'source.ts', interpreter: 'tsx|ts-node', file: '\\.[cm]?ts' },
  { id: 'ruby', grammar: 'source.ruby', interpreter: 'ruby', file: '\\.rb' },
  { id: 'perl', grammar: 'source.perl', interpreter: 'perl', file: '\\.p[lm]' },
  { id: 'php', grammar: 'text.html.php', interpreter: 'php\\d*', file: '\\.php' },
  { id: 'powershell', grammar: 'source.powershell', interpreter: 'pwsh|powershell', file: '\\.psm?1' },
  { id: 'sql', grammar: 'source.sql', interpreter: 'psql|mysql|mariadb|sqlite3', file: '\\.sql' },
  { id: 'json', grammar: 'source.json', file: '\\.jsonc?' },
  { id: 'yaml', grammar: 'source.yaml', file: '\\.ya?ml' },
  { id: 'toml', grammar: 'source.toml', file: '\\.toml' },
  { id: 'xml', grammar: 'text.xml', file: '\\.(?:xml|svg)' },
  { id: 'html', grammar: 'text.html.basic', file: '\\.html?' },
  { id: 'css', grammar: 'source.css', file: '\\.css' },
  { id: 'nginx', grammar: 'source.nginx', file: 'nginx[^\\s"\']*' },
  { id: 'ini', grammar: 'source.ini', file: '\\.(?:ini|cfg|cnf|conf|properties|service|desktop)' },
];

const scopeOf = (language) => `meta.embedded.block.${language.id}`;

/** What the line looks like, by the way in which the text of the here-document is used. */
const usage = {
  interpreter: ({ interpreter }) =>
    `.*[\\s/](?:${interpreter})(?:\\s+[^\\s&|;<>]+)*\\s+\\d*<<|.*<<\\S+\\s+(?:\\S*/)?(?:env\\s+)?(?:${interpreter})(?=\\s|$)`,
  redirect: ({ file }) => `.*(?:>|\\btee(?:\\s+-a)?\\s)\\s*["']?[^\\s"']*${file}["']?(?=\\s|$)`,
  copied: ({ file }) => `.*[\\s"'][^\\s"']*${file}["']?(?=\\s|$)`,
};

/** `start` is what the line begins with, `usages` tell the language, `line` names the rules for the line itself. */
const kinds = {
  run: {
    start: '\\s*(?:(?i:ONBUILD)\\s+)?(?i:RUN)\\s',
    usages: ['interpreter', 'redirect'],
    line: ['commands-backslash-sh'],
  },
  copy: { start: '\\s*(?:(?i:ONBUILD)\\s+)?(?i:COPY|ADD)\\s', usages: ['copied'], line: ['instructions-backslash'] },
  continued: {
    start: '',
    usages: ['interpreter', 'redirect', 'copied'],
    line: ['flag-backslash', 'shell-line-backslash-sh'],
  },
};

/** The rules for all here-documents of a file in which `shells[name]` runs the commands. */
export function heredocRules(name, shell) {
  const shellBody = {
    contentName: shell.scope,
    patterns: [include('heredoc-interpreter-line'), { include: shell.grammar }],
  };
  return {
    [`heredocs-run-${name}`]: { patterns: heredocs('run', shellBody) },
    [`heredocs-continued-${name}`]: { patterns: heredocs('continued', shellBody) },
  };
}

/** The rules that all shells share. */
export function commonHeredocRules() {
  const byLanguage = Object.keys(kinds).map((kind) => {
    const patterns = languages.map((language) =>
      body(kind, conditionOf(kind, language), {
        contentName: scopeOf(language),
        patterns: [{ include: language.grammar }],
      }),
    );
    return [`heredoc-languages-${kind}`, { patterns }];
  });
  const interpreted = languages.filter(({ interpreter }) => interpreter);
  return {
    ...Object.fromEntries(byLanguage),
    'heredocs-copy': { patterns: heredocs('copy', plainBody) },
    'heredoc-interpreter-line': {
      patterns: interpreted.map((language) => ({
        begin: `${lineStart}((#!).*[\\s/](?:${language.interpreter})(?:\\s.*)?)$`,
        beginCaptures: captures(
          scoped('comment.line.shebang.dockerfile'),
          scoped('punctuation.definition.comment.dockerfile'),
        ),
        while: lineStart,
        contentName: scopeOf(language),
        patterns: [{ include: language.grammar }],
      })),
    },
  };
}

const plainBody = {
  contentName: 'string.unquoted.heredoc.dockerfile',
  patterns: [include('heredoc-interpreter-line')],
};

function heredocs(kind, defaultBody) {
  const single =
    kind === 'copy' ? [one(kind, defaultBody, '["\']'), one(kind, defaultBody, '')] : [one(kind, defaultBody)];
  // Of several, the last one's terminator ends it all, and the first one has a rule of its own inside.
  const several = `${lineStart}(?=${closedQuotes}${kinds[kind].start}${noOpener}(?:${opener}${noOpener})+${namedOpener(1)}${noOpener}$)`;
  return [
    {
      name: 'meta.heredocs.dockerfile',
      begin: several,
      end: `${lineStart}(${terminator(1)})$`,
      endCaptures: terminatorCaptures,
      patterns: [
        {
          begin: several,
          while: `${lineStart}(?!${terminator(1)}$)`,
          patterns: [...single, { ...defaultBody, begin: lineStart, while: lineStart }],
        },
      ],
    },
    ...single,
  ];
}

/** A line with one opener (or the first of several) up to and with its terminator. */
function one(kind, defaultBody, quote) {
  const expands = kind === 'copy' && quote === '';
  return {
    name: expands ? 'meta.heredoc.expand.dockerfile' : 'meta.heredoc.dockerfile',
    begin: `${lineStart}(?=${closedQuotes}${kinds[kind].start}${noOpener}${namedOpener(1, quote)})`,
    end: `${lineStart}(${terminator(1)})$`,
    endCaptures: terminatorCaptures,
    patterns: [include(`heredoc-languages-${kind}`), body(kind, '', defaultBody)],
  };
}

/** The line with the opener, and then `content` until the terminator. */
function body(kind, condition, content) {
  const { start, line } = kinds[kind];
  return {
    begin: `${lineStart}${closedQuotes}${condition}(${start}${noOpener}${namedOpener(2)}.*)$`,
    beginCaptures: captures({ patterns: line.map(include) }),
    while: `${lineStart}(?!${terminator(2)}$)`,
    ...content,
  };
}

function conditionOf(kind, language) {
  const used = kinds[kind].usages.filter((name) => name !== 'interpreter' || language.interpreter);
  return `(?=${used.map((name) => usage[name](language)).join('|')})`;
}
