import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import { defineRule } from './rule';
import { bashismsIn, mayHoldBashisms } from './shell/bashisms';
import { shellBehindSh } from './shell/settings';

export const bashSyntaxInSh = defineRule({
  id: 'bash-syntax-in-sh',
  title: 'Syntax of Bash in a script for sh',
  aliases: [
    'SC3010',
    'SC3014',
    'SC3020',
    'SC3001',
    'SC3011',
    'SC3030',
    'SC3037',
    'SC3044',
    'SC3046',
    'SC2112',
    'SC2113',
  ],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'RUN uses `/bin/sh`, which is dash on Debian and Ubuntu and BusyBox on Alpine. What only Bash knows fails there, or ' +
    'does something else without a word: `&>` starts a background job, `echo -e` prints the `-e`, and `[[` is not found, so that ' +
    'a condition is never true. Write what every shell knows, or choose Bash with SHELL.',
  differs:
    'What the `/bin/sh` of the base image knows is not reported: `[[` and `source` work on Alpine, and where `sh` is Bash ' +
    '(Fedora, Red Hat, SUSE, Arch, or because the file puts it there) everything does. Where the base image is unknown it is a hint. The script of `su -c` is read by the shell of that user, which nobody knows. Of `echo` only `-e` is reported, because dash knows `-n`, and `/bin/echo` is a program. hadolint shows one finding of ShellCheck for each instruction, so that this one may stand behind another there, and finds `[[`, `==`, `source` and `<(…)` in scripts that SHELL gives to Bash. Of `==` within `[[` nothing more is said.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN if «[[» -f /etc/app ]]; then rm /etc/app; fi\n',
      right: 'FROM debian:12\nRUN if [ -f /etc/app ]; then rm /etc/app; fi\n',
    },
    {
      wrong: 'FROM debian:12\nRUN «source» /opt/env && make install\n',
      right: 'FROM debian:12\nRUN . /opt/env && make install\n',
      fixed: 'FROM debian:12\nRUN . /opt/env && make install\n',
    },
    {
      wrong: 'FROM debian:12\nRUN make install «&>» /var/log/install.log\n',
      right: 'FROM debian:12\nRUN make install > /var/log/install.log 2>&1\n',
      fixed: 'FROM debian:12\nRUN make install > /var/log/install.log 2>&1\n',
    },
    {
      wrong: 'FROM debian:12\nRUN diff «<(ls /src)» /etc/names\n',
      right: 'FROM debian:12\nRUN ls /src > names && diff names /etc/names && rm names\n',
    },
    {
      wrong: 'FROM debian:12\nRUN «echo -e» "a\\tb" > /etc/app\n',
      right: 'FROM debian:12\nRUN printf "a\\tb\\n" > /etc/app\n',
    },
  ],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html',
    'https://wiki.debian.org/DashAsBinSh',
  ],
  messages: {
    unknown: '{shell} does not know {what}: {advice}, or choose Bash with SHELL.',
    maybe: 'Not every /bin/sh knows {what}: {advice}, or choose Bash with SHELL.',
  },
  check({ tree, model, report }) {
    for (const run of runsOf(model).runs) {
      if (run.script.kind === 'shell' && !mayHoldBashisms(run.script.script.view.text)) {
        continue;
      }
      for (const place of run.nodes) {
        const found = isForLoginShell(place) ? [] : bashismsIn(tree, place);
        const shell = found.length > 0 ? shellBehindSh(run, place.scope) : undefined;
        if (!shell) {
          continue;
        }
        for (const { span, what, advice, code, alsoUnknownTo, edits } of found) {
          if (shell === 'ash' && !alsoUnknownTo.includes('ash')) {
            continue;
          }
          report({
            span,
            message: shell === 'unknown' ? 'maybe' : 'unknown',
            params: { what, advice, shell: shell === 'dash' ? 'dash, the /bin/sh here,' : 'The shell of BusyBox' },
            aliases: code ? [code] : [],
            ...(shell === 'unknown' && { severity: 'hint' as const }),
            fixes: edits ? [{ title: advice[0]!.toUpperCase() + advice.slice(1), safe: false, edits }] : [],
          });
        }
      }
    }
  },
});

/** `su -c` gives its script to the shell that the user has, which only the image knows. */
function isForLoginShell(place: ScopedNode): boolean {
  let above = place.parent;
  while (above?.scope === place.scope) {
    above = above.parent;
  }
  const program = above?.node.kind === 'command' ? above.node.program : undefined;
  return program?.name === 'su' || program?.name === 'runuser';
}
