import type { Case } from '../comparison';
import { isReportedBy } from './places';
import type { Reason } from './reason';

/** Reasons about what Docker can read. */
export const syntaxReasons: readonly Reason[] = [
  {
    codes: ['FLAG_AT_LEAST_ONE', 'FLAG_LESS_THAN_1MS', 'UNKNOWN_COPY_FLAG', 'UNKNOWN_ADD_FLAG'],
    side: 'peer',
    quote: 'zero retries, a time of zero, an empty flag, `ADD --unpack`',
    holds: ({ source }) => /--retries=0\b|=0s\b| -- |--unpack\b/.test(source),
  },
  {
    codes: ['INVALID_REFERENCE_FORMAT'],
    side: 'peer',
    quote: 'an image in quotes',
    holds: ({ source, isRefused }) => !isRefused && /^FROM\s+(?:--\S+\s+)*["']/i.test(source),
  },
  {
    codes: ['SYNTAX_MISSING_DOUBLE_QUOTE', 'SYNTAX_MISSING_SINGLE_QUOTE'],
    side: 'peer',
    quote: 'quotes that end before the word does',
    holds: (asked) => !isReportedBy('syntax-error', asked) && /(?:=|\w\s+)(["'])[^"']*\1[^\s"']/.test(asked.source),
  },
  {
    codes: ['UNSUPPORTED_MODIFIER'],
    side: 'peer',
    quote: 'In a line that is no instruction nothing else is checked.',
    holds: ({ instruction }) => instruction !== undefined && instruction.name === undefined,
  },
  {
    codes: [
      'UNSUPPORTED_MODIFIER',
      'INVALID_BUILD_STAGE_NAME',
      'INVALID_REFERENCE_FORMAT',
      'SHELL_JSON_FORM',
      'SYNTAX_MISSING_DOUBLE_QUOTE',
      'SYNTAX_MISSING_SINGLE_QUOTE',
    ],
    side: 'ours',
    quote: 'It also overlooks much that Docker refuses',
    holds: (asked) => asked.isRefused && isReportedBy('syntax-error', asked),
  },
  {
    codes: ['INVALID_BUILD_STAGE_NAME'],
    side: 'peer',
    quote: 'Neither is a name behind a word that should be `AS`',
    holds: (asked) => asked.isRefused && isReportedBy('syntax-error', asked) && !/\sAS\s/i.test(asked.source),
  },
  {
    codes: ['StageNameCasing'],
    side: 'peer',
    quote: 'also of what it then refuses as a name',
    holds: ({ source, isRefused }) => isRefused && !/\sAS\s+[A-Za-z][\w.-]*\s*$/i.test(source),
  },
  {
    codes: [
      'ARGUMENT_REQUIRES_ONE_OR_THREE',
      'FLAG_INVALID_FROM_VALUE',
      'INVALID_AS',
      'INVALID_BUILD_STAGE_NAME',
      'INVALID_REFERENCE_FORMAT',
      'UNKNOWN_INSTRUCTION',
    ],
    side: 'peer',
    quote: 'Of a template only what a build meets first is an error.',
    holds: ({ findings, isRefused }) =>
      isRefused && findings.some(({ message }) => /a part of a template/.test(message)),
  },
  {
    codes: ['NO_SOURCE_IMAGE'],
    side: 'peer',
    quote: 'Where no line begins with an instruction that Docker knows',
    holds: ({ findings, isRefused }) =>
      isRefused &&
      findings.some(({ rule, message }) => rule === 'unknown-instruction' || /a part of a template/.test(message)),
  },
  {
    codes: ['UNKNOWN_INSTRUCTION'],
    side: 'peer',
    quote: 'Lines of a heredoc are no instructions',
    holds: ({ instruction }) => (instruction?.heredocs.length ?? 0) > 0,
  },
  {
    codes: ['EMPTY_CONTINUATION_LINE', 'NoEmptyContinuation'],
    side: 'peer',
    quote: 'Where another instruction stands behind the empty line, that one is reported',
    holds: (asked) => isReportedBy('swallowed-instruction', asked),
  },
  {
    codes: ['EMPTY_CONTINUATION_LINE'],
    side: 'peer',
    quote: 'A backslash at the very end of a file continues nothing.',
    holds: ({ instruction, text, tree }) =>
      instruction === undefined || text.slice(tree.instructions.at(-1)!.span.end).trim() === '',
  },
  {
    codes: ['MULTIPLE_INSTRUCTIONS', 'DL4003', 'DL4004', 'DL3012'],
    side: 'peer',
    quote: 'Above the first `FROM` there is no stage',
    holds: isAboveFrom,
  },
  {
    codes: ['DL3004', 'DL3008', 'DL3009', 'DL3015', 'DL3033', 'DL3059', 'DL4001'],
    side: 'peer',
    quote: 'othing is said above the first `FROM`',
    holds: (asked) => asked.isRefused && isAboveFrom(asked),
  },
  {
    codes: ['FromAsCasing'],
    side: 'peer',
    quote: 'Where another word stands in the place of `AS`',
    holds: (asked) => asked.isRefused && isReportedBy('syntax-error', asked),
  },
  {
    codes: ['DL3025'],
    side: 'ours',
    quote: 'nor that a backslash begins one where the escape character is another',
    holds: ({ tree, source }) => tree.escape !== '\\' && source.includes('\\'),
  },
  {
    codes: ['DL3025'],
    side: 'ours',
    quote: 'or where JSON knows no such escape',
    holds: (asked) => isReportedBy('mistaken-json', asked) && /\\[^"\\/bfnrtu]/.test(asked.source),
  },
  {
    codes: ['DL3025'],
    side: 'peer',
    quote: 'An array within the array is an error of its own',
    holds: (asked) => asked.isRefused && /^CMD \[.*\[/.test(asked.source),
  },
  {
    codes: ['DL3025'],
    side: 'peer',
    quote: 'A `HEALTHCHECK` that makes use of the shell',
    holds: ({ source }) => /^HEALTHCHECK\b/i.test(source) && /[|&;$<>[({"'`*\\]|\bCMD\s+exit\b/.test(source),
  },
  {
    codes: ['DL3025', 'JSONArgsRecommended'],
    side: 'peer',
    quote: 'A command that a later one replaces has that finding alone',
    holds: (asked) => isReportedBy('overridden-instruction', asked),
  },
  {
    codes: ['DL3025'],
    side: 'peer',
    quote: 'hadolint does not know all escapes of JSON',
    holds: ({ instruction }) => instruction?.args.form === 'json',
  },
  {
    codes: ['BASE_NAME_EMPTY'],
    side: 'peer',
    quote: 'Only what no build argument can mend is an error.',
    holds: hasOpenArgument,
  },
  {
    codes: ['UndefinedArgInFrom', 'UndefinedVar'],
    side: 'peer',
    quote: 'A use with a default, such as `${NAME:-value}`, is meant to work without.',
    holds: ({ message, source }) => hasModifier(message, source, '[-+]'),
  },
  {
    codes: ['UndefinedArgInFrom', 'UndefinedVar'],
    side: 'peer',
    quote: 'An unknown modifier is an error of its own.',
    holds: ({ message, source, isRefused }) => isRefused && hasModifier(message, source, '[^-+?]'),
  },
];

function isAboveFrom({ tree, instruction }: Case): boolean {
  const from = tree.instructions.findIndex(({ name }) => name === 'FROM');
  const at = instruction ? tree.instructions.indexOf(instruction) : -1;
  return at !== -1 && (from === -1 || at < from);
}

/** True for a FROM whose variable is an ARG without a default or with an empty one, which the build may be given. */
export function hasOpenArgument({ source, text }: Pick<Case, 'source' | 'text'>): boolean {
  const names = [...source.matchAll(/\$\{?(\w+)/g)].map((match) => match[1]!);
  return names.some((name) => new RegExp(`^\\s*ARG\\s+${name}(=\\$\\{?${name}\\}?|=["']*)?\\s*$`, 'im').test(text));
}

/** True when the variable that a message names is used with a modifier like this. */
function hasModifier(message: string, source: string, modifier: string): boolean {
  const name = /'\$?(\w+)'/.exec(message)?.[1];
  return name !== undefined && new RegExp(`\\$\\{${name}:?${modifier}`).test(source);
}
