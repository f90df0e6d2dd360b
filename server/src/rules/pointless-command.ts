import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { spanOfWords } from './shell/words';

export const pointlessCommand = defineRule({
  id: 'pointless-command',
  title: 'Command that makes no sense in a build',
  aliases: ['DL3001'],
  category: 'correctness',
  severity: 'info',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why:
    'Processes, mounts and interactive programs end with the RUN that starts them, and the image keeps only files. ' +
    'Commands such as `ps`, `top`, `mount`, `shutdown` or `vim` therefore change nothing in it. Where a service is really ' +
    'needed while building, in one RUN with what needs it, ignore this rule there.',
  differs:
    '`kill` and `service` are not reported when the same RUN started something in the background or goes on with the ' +
    'service, `ssh` not with `--mount=type=ssh`, and none when it only asks for a version or reads stdin in a substitution.',
  examples: [{ wrong: 'FROM debian:12\nRUN «service nginx start»\n' }, { wrong: 'FROM debian:12\nRUN «ps aux»\n' }],
  references: ['https://docs.docker.com/build/building/best-practices/'],
  messages: { pointless: '{command} leaves nothing in the image: start it when the container runs, or leave it out.' },
  check({ model, report }) {
    for (const call of runsOf(model).callsOf(
      'free',
      'kill',
      'mount',
      'ps',
      'service',
      'shutdown',
      'ssh',
      'top',
      'vim',
    )) {
      const { name, program, run, place } = call;
      const isLast = run.calls.at(-1) === call;
      const startsOwn = run.nodes.some(({ list, index }) => list?.items[index]?.background === true);
      const isMounted = run.instruction.flags.some(
        ({ name: flag, value }) => flag === 'mount' && value?.includes('ssh'),
      );
      const isWanted =
        (name === 'service' && !isLast) ||
        (name === 'kill' && (startsOwn || !isLast)) ||
        (name === 'ssh' && isMounted) ||
        program.args.some(({ value }) => /^(-V|--version|--help)$/.test(value ?? '')) ||
        (place.isolated && (name === 'ps' || name === 'free'));
      if (!isWanted) {
        report({
          span: spanOfWords(program.word, program.args.at(-1)),
          message: 'pointless',
          params: { command: name },
        });
      }
    }
  },
});
