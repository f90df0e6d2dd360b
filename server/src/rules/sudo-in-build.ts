import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import { isRootAt } from '../model/users';
import type { ShellWord } from '../shell/script';
import type { Fix, RuleContext } from './rule';
import { defineRule } from './rule';
import { isAsWritten } from './shell/words';

export const sudoInBuild = defineRule({
  id: 'sudo-in-build',
  title: 'Use of sudo while building',
  aliases: ['DL3004'],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'A build runs as root unless USER says otherwise, so `sudo` is needless there; behind a USER it has to be installed ' +
    'and allowed without a password, which makes everybody root who gets into the container. Change the user of the ' +
    'instructions with USER instead.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «sudo» chmod 755 /srv\n',
      right: 'FROM debian:12\nRUN chmod 755 /srv\n',
      fixed: 'FROM debian:12\nRUN chmod 755 /srv\n',
    },
    {
      wrong: 'FROM debian:12\nUSER app\nRUN «sudo» chmod 755 /srv\n',
      right: 'FROM debian:12\nUSER root\nRUN chmod 755 /srv\nUSER app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: {
    needless: 'The build runs as root here, so sudo is needless: remove it.',
    user: 'Do not rely on sudo while building: put USER root above and switch back below.',
    as: 'Use USER instead of sudo to run commands as another user.',
  },
  check(context) {
    for (const { calls } of runsOf(context.model).runs) {
      for (const call of calls) {
        const index = call.command.words.findIndex(isSudo);
        if (index !== -1 && (call.program.wrappers.includes('sudo') || call.name === 'sudo')) {
          reportSudo(context, call, index);
        }
      }
    }
  },
});

function isSudo({ value }: ShellWord): boolean {
  return value !== undefined && /^(.*\/)?sudo$/.test(value);
}

function reportSudo({ tree, model, report }: RuleContext, call: RunCall, index: number): void {
  const { words } = call.command;
  const word = words[index]!;
  const next = words[index + 1];
  const asOther = call.program.user !== undefined && call.program.user.value !== 'root';
  const root = isRootAt(model, call.run.outer);
  const isPlain = next?.value !== undefined && !/^-|=/.test(next.value) && call.name !== 'sudo';
  const fixes: Fix[] = [];
  if (next && isPlain && root && !asOther && isAsWritten(tree, word) && call.place.scope.shell !== undefined) {
    const span = { start: word.span.start, end: next.span.start };
    if (/^\S+[ \t]+$/.test(tree.text.slice(span.start, span.end))) {
      fixes.push({ title: 'Remove sudo', safe: true, edits: [{ span, newText: '' }] });
    }
  }
  report({ span: word.span, message: asOther ? 'as' : root ? 'needless' : 'user', fixes });
}
