import { defineRule } from './rule';

/** What others call a problem of the parser. */
const codes: Readonly<Record<string, readonly string[]>> = {
  'blank-name': ['SYNTAX_MISSING_NAMES'],
  'duplicate-flag': ['FLAG_DUPLICATE'],
  'from-arguments': ['ARGUMENT_REQUIRES_ONE_OR_THREE'],
  'invalid-escape-directive': ['INVALID_ESCAPE_DIRECTIVE'],
  'invalid-image-reference': ['INVALID_REFERENCE_FORMAT', 'InvalidDefaultArgInFrom'],
  'invalid-port': ['INVALID_PORT'],
  'invalid-signal': ['INVALID_SIGNAL'],
  'invalid-stage-name': ['INVALID_BUILD_STAGE_NAME'],
  'pair-without-equals': ['SYNTAX_MISSING_EQUALS'],
  'pair-without-value': ['ARGUMENT_REQUIRES_TWO'],
  'shell-not-json': ['SHELL_JSON_FORM'],
};

export const syntaxError = defineRule({
  id: 'syntax-error',
  title: 'Docker cannot read this',
  aliases: Object.values(codes).flat().sort(),
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'The build stops here. Docker names only the first such place of a file, and only its line; this rule names all of ' +
    'them, and the exact words.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN --«mont»=type=cache,target=/root/.cache make\n',
      right: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/root/.cache make\n',
    },
    {
      note: 'A heredoc ends with its name alone on a line.',
      wrong: 'FROM alpine:3.22\nRUN «<<EOF»\n  make\n  EOF\n',
      right: 'FROM alpine:3.22\nRUN <<EOF\n  make\nEOF\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV A=1 «B»\nEXPOSE «80000»\nSTOPSIGNAL «SIGSTOPP»\n',
      right: 'FROM alpine:3.22\nENV A=1 B=2\nEXPOSE 8000\nSTOPSIGNAL SIGSTOP\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  messages: { problem: '{problem}' },
  problems: 'unclaimed',
  check({ problems, report }) {
    for (const { code, span, message } of problems) {
      report({ span, message: 'problem', params: { problem: message }, aliases: codes[code] ?? [] });
    }
  },
});
