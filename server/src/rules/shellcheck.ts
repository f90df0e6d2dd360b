import { pageOfShellCheck } from './engine/pages';
import { defineRule, type Severity, type ShellCheckRemark } from './rule';

export const shellcheck = defineRule({
  id: 'shellcheck',
  title: 'Remark of ShellCheck on a script',
  aliases: [],
  foreignCodes: /^SC\d{4}$/,
  // What was meant for a list is no script, whatever a shell would make of its brackets.
  yieldsTo: ['mistaken-json'],
  needs: ['shellCheck'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'ShellCheck finds hundreds of mistakes in shell scripts. Where the program is installed, Strata gives it the scripts ' +
    'of `RUN` (with the bodies of heredocs), and those of `CMD`, `ENTRYPOINT` and `HEALTHCHECK` in shell form, in the ' +
    'dialect of the shell that `SHELL` or a shebang names, and shows its remarks at the words that they are about. ' +
    'Names of `ARG` and `ENV` count as set. In the editor it runs in trusted workspaces only, and ' +
    '`strata.shellcheck.run` switches it off; on the command line it runs with `--shellcheck`. ' +
    'The codes of single remarks work like names of rules, in settings and in comments: `SC2086`. ' +
    'Inside scripts, `# shellcheck disable=SC2086` works too.',
  differs:
    'hadolint gives ShellCheck the scripts of `RUN` alone, reports only the line on which the instruction begins, and ' +
    'offers no fix. Both leave out SC1090 and SC1091 (files that a script reads are those of the image) and SC2187. ' +
    'What a rule of our own says by the same code at the same words is shown once, as the finding of that rule, and a ' +
    'list in broken JSON is no script to complain of.',
  examples: [
    {
      note: 'The remark comes from ShellCheck, with its code and its fix.',
      wrong: 'FROM alpine:3.22\nRUN cp «$1» /srv/\n',
      fixed: 'FROM alpine:3.22\nRUN cp "$1" /srv/\n',
      facts: {
        shellCheck: [
          {
            code: 'SC2086',
            level: 'info',
            message: 'Double quote to prevent globbing and word splitting.',
            span: { start: 24, end: 26 },
            edits: [
              { span: { start: 24, end: 24 }, newText: '"' },
              { span: { start: 26, end: 26 }, newText: '"' },
            ],
          },
        ],
      },
    },
  ],
  references: ['https://www.shellcheck.net/', 'https://github.com/koalaman/shellcheck/wiki'],
  messages: { remark: '{message}' },
  check({ facts, report }) {
    for (const { code, level, message, span, edits } of facts.shellCheck ?? []) {
      report({
        span,
        message: 'remark',
        params: { message },
        severity: severities[level],
        aliases: [code],
        foreign: { code, page: pageOfShellCheck(code) },
        fixes: edits ? [{ title: `Change it as ShellCheck says (${code})`, safe: false, edits }] : [],
      });
    }
  },
});

/** An error is what Docker refuses; an image with a script that ShellCheck takes for wrong still builds. */
const severities: Readonly<Record<ShellCheckRemark['level'], Severity>> = {
  error: 'warning',
  warning: 'warning',
  info: 'info',
  style: 'hint',
};
