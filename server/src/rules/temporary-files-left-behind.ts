import type { Instruction, InstructionName } from '../dockerfile/tree';
import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const temporaryFilesLeftBehind = defineRule({
  id: 'temporary-files-left-behind',
  title: 'Temporary files left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'What lies in `/tmp`, `/var/tmp` or a cache folder at the end of an instruction stays in its layer ' +
    'for good. Delete it in the same `RUN`, or mount a tmpfs there: `RUN --mount=type=tmpfs,target=/tmp`.',
  examples: [
    {
      wrong:
        'FROM debian:12\nRUN «head -c 2000000 /dev/urandom > /tmp/seed.bin» && sha256sum /tmp/seed.bin > /seed.sum\n',
      right:
        'FROM debian:12\n' +
        'RUN head -c 2000000 /dev/urandom > /tmp/seed.bin && sha256sum /tmp/seed.bin > /seed.sum && rm /tmp/seed.bin\n',
      fixed:
        'FROM debian:12\n' +
        'RUN head -c 2000000 /dev/urandom > /tmp/seed.bin && sha256sum /tmp/seed.bin > /seed.sum && rm -rf /tmp/seed.bin\n',
    },
    {
      note: 'What a container is told of is no temporary file, wherever it lies.',
      wrong:
        'FROM python:3.13\nCOPY «app /tmp/app»\nRUN /tmp/app/prepare\nWORKDIR /tmp\nRUN git clone -b main https://example.com/tools.git\nENV PYTHONPATH=/tmp/tools\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#run---mounttypetmpfs'],
  messages: leftoverMessages('Temporary files'),
  check(context) {
    const { stages } = context.model;
    reportLeftovers(context, {
      cause: 'temporary-files',
      isFixSafe: false,
      isWanted: ({ paths, stage, instruction }) => {
        const rest = stages.filter((each) => each === stage || each === stages.at(-1)).flatMap((it) => it.instructions);
        return paths.every((path) =>
          rest.some((it) => it.span.start > instruction.span.start && settles(it, path, rest)),
        );
      },
    });
  },
});

/** True for an instruction that says that a container will make use of a path. */
function settles(instruction: Instruction, path: string, all: readonly Instruction[]): boolean {
  const { name, body } = instruction;
  const isLasting =
    name === 'WORKDIR'
      ? instruction === all.findLast((it) => it.name === 'WORKDIR')
      : name !== undefined && lasting.has(name);
  const at = isLasting ? body.text.indexOf(path) : -1;
  return at !== -1 && !/^[\w.-]/.test(body.text.slice(at + path.length));
}

const lasting: ReadonlySet<InstructionName> = new Set(['CMD', 'ENTRYPOINT', 'ENV', 'HEALTHCHECK', 'VOLUME']);
