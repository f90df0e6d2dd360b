import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import type { ShellCommand } from '../shell/script';
import { defineRule } from './rule';

export const lostAtEndOfRun = defineRule({
  id: 'lost-at-end-of-run',
  title: 'Setting that is lost at the end of its RUN',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Every `RUN` has a shell of its own, which ends with it. What `export`, `umask`, `ulimit`, `alias` or `set` change, and ' +
    'variables that a script brings which is read with `.`, are forgotten then; only files stay. Variables for the ' +
    'instructions below and for the container are set with `ENV`, everything else in the `RUN` that needs it.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «export APP_MODE=production»\nRUN make install\n',
      right: 'FROM debian:12\nENV APP_MODE=production\nRUN make install\n',
    },
    {
      wrong: 'FROM debian:12\nRUN «. /opt/venv/bin/activate»\nRUN «umask 002» && set -e\nRUN make install\n',
      right: 'FROM debian:12\nRUN . /opt/venv/bin/activate && umask 002 && make install\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#run',
    'https://docs.docker.com/reference/dockerfile/#env',
  ],
  messages: {
    variable: 'This is forgotten at the end of the RUN: set variables with ENV, or in the RUN that needs them.',
    shell: 'This is forgotten at the end of the RUN: put it into the RUN that needs it.',
  },
  check({ model, report }) {
    for (const run of runsOf(model).runs) {
      const [first] = run.script.kind === 'shell' ? settingsOf(run) : [];
      if (first) {
        const isVariable = /^(export|declare|readonly|typeset)?$/.test(first.program?.name ?? '');
        report({ span: first.span, message: isVariable ? 'variable' : 'shell' });
      }
    }
  },
});

/** The commands of a script that does nothing but set up its own shell, a change of the folder left out. */
function settingsOf({ nodes }: Run): ShellCommand[] {
  const commands: ShellCommand[] = [];
  for (const place of nodes) {
    const { node, scope, isolated } = place;
    if (isInValue(place)) {
      continue;
    }
    if (node.kind === 'command' && !scope.embedded && !isolated && isSetting(node)) {
      commands.push(node);
    } else if (node.kind !== 'andOr') {
      return [];
    }
  }
  return commands.filter(({ program }) => program?.name !== 'cd');
}

/** True in the substitution of a word, as in `export A=$(nproc)`. */
function isInValue({ parent, scope }: ScopedNode): boolean {
  return parent !== undefined && parent.scope === scope && (parent.node.kind === 'command' || isInValue(parent));
}

/** What a script does that is read with a dot can be told from its name only. */
function isSetting({ program, assignments, redirections }: ShellCommand): boolean {
  if (redirections.length > 0 || (program && program.wrappers.length > 0)) {
    return false;
  }
  const { name = '', args } = program ?? {};
  if (name === '.' || name === 'source') {
    return /(^|\/)(\.?env(\.sh)?|activate|\.?bashrc|\.?profile|nvm\.sh|os-release|setvars\.sh)$/.test(
      args?.[0]?.value ?? '',
    );
  }
  return program ? setters.has(name) : assignments.length > 0;
}

const setters = new Set([
  'alias',
  'cd',
  'declare',
  'export',
  'readonly',
  'set',
  'shopt',
  'typeset',
  'ulimit',
  'umask',
  'unset',
]);
