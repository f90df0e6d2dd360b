import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import type { Fix } from './rule';
import { defineRule } from './rule';
import { spanOfWords } from './shell/words';

export const shReplaced = defineRule({
  id: 'sh-replaced',
  title: 'Another program put in the place of /bin/sh',
  aliases: ['DL4005'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    '`/bin/sh` belongs to the distribution, whose own scripts are tested with it; the next update of its package puts it ' +
    'back. SHELL chooses the shell of RUN, CMD and ENTRYPOINT without touching the system.',
  differs:
    'Only a link that is itself `/bin/sh` is reported, not one that leads to it, and only where it takes the place of ' +
    'another: with `-f`, or behind the removal of the old one. An image without a shell may well get one.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «ln -sf /bin/bash /bin/sh»\nRUN make\n',
      right: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN make\n',
      fixed: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  messages: { replaced: 'This replaces the shell of the whole system: choose the shell of RUN with SHELL instead.' },
  check({ model, report }) {
    for (const call of runsOf(model).callsOf('ln')) {
      const { program } = call;
      const last = program.args.at(-1);
      const operands = program.args.filter(({ text }) => !text.startsWith('-'));
      const isLink = last?.value === '/bin/sh' && operands.length > 1;
      const isInto =
        operands.length === 2 && /^\/bin\/?$/.test(last?.value ?? '') && operands[0]!.value?.endsWith('/sh');
      if ((isLink || isInto) && takesPlace(call)) {
        report({ span: spanOfWords(program.word, last), message: 'replaced', fixes: fixFor(call, operands[0]!.value) });
      }
    }
  },
});

/** True when a link takes the place of what is there; without force or a removal before, there is no shell yet. */
function takesPlace({ program, run }: RunCall): boolean {
  return (
    program.args.some(({ text }) => /^(-[A-Za-z]*f[A-Za-z]*|--force)$/.test(text)) ||
    run.calls.some(
      ({ name, program: other }) =>
        /^(rm|mv|unlink|dpkg-divert)$/.test(name) && other.args.some(({ value }) => value === '/bin/sh'),
    )
  );
}

/** SHELL in place of a RUN that does nothing else. */
function fixFor({ run }: RunCall, target: string | undefined): Fix[] {
  const { instruction, outer, calls } = run;
  const isAlone =
    calls.filter(({ name }) => name !== 'rm').length === 1 &&
    calls.length === run.nodes.filter(({ node }) => node.kind === 'command').length;
  if (!isAlone || outer !== instruction || !/^(\/usr)?(\/bin\/)?(bash|zsh|ksh)$/.test(target ?? '')) {
    return [];
  }
  const shell = target!.startsWith('/') ? target! : `/bin/${target}`;
  return [
    {
      title: 'Use SHELL instead',
      safe: false,
      edits: [{ span: instruction.span, newText: `SHELL ["${shell}", "-c"]` }],
    },
  ];
}
