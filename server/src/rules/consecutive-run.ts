import type { Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import type { Fix } from './rule';
import { defineRule } from './rule';
import { joinRuns } from './size/joinRuns';

export const consecutiveRun = defineRule({
  id: 'consecutive-run',
  title: 'RUN right behind a RUN',
  aliases: ['DL3059'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Each RUN makes a layer of its own. Several short ones in a row can be one, which also keeps together what belongs ' +
    'together. Separate ones are better cached, so this is a matter of taste; what is really lost in layers is reported by the size rules.',
  differs:
    'A heredoc is a script and counts as many commands. Other flags, such as `--network`, count like mounts. ' +
    'Scripts for PowerShell and cmd are left alone, since `&&` does not join them. A command whose name a variable holds ' +
    '(`$TOOLS/setup.sh`) is a command like any other; hadolint does not count it. Nothing is said above the first `FROM`.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN adduser -D app\n«RUN» mkdir /srv/app\n',
      right: 'FROM alpine:3.22\nRUN adduser -D app \\\n && mkdir /srv/app\n',
      fixed: 'FROM alpine:3.22\nRUN adduser -D app \\\n && mkdir /srv/app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#run'],
  messages: { joinable: 'This RUN and the one above can be one layer: join them with &&.' },
  check({ model, report }) {
    const { runs } = runsOf(model);
    const byInstruction = new Map(runs.map((run) => [run.outer, run]));
    for (const { instructions } of model.stages) {
      for (let at = 1; at < instructions.length; at++) {
        const above = byInstruction.get(instructions[at - 1]!);
        const run = byInstruction.get(instructions[at]!);
        if (above && run && run.outer === run.instruction && above.outer === above.instruction && isAlike(above, run)) {
          report({
            span: run.instruction.keywordSpan,
            message: 'joinable',
            related: [{ span: above.instruction.keywordSpan, message: 'The RUN above.' }],
            fixes: joined(model, above, run),
          });
        }
      }
    }
  },
});

function isAlike(above: Run, run: Run): boolean {
  return flagsOf(above.instruction) === flagsOf(run.instruction) && isSingle(above) && isSingle(run);
}

function flagsOf({ flags }: Instruction): string {
  return flags
    .map(({ word }) => word.text)
    .sort()
    .join(' ');
}

/** True for a script of one command at most. */
function isSingle({ nodes, instruction }: Run): boolean {
  return instruction.heredocs.length === 0 && nodes.filter(isCommand).length < 2;
}

/** Tests in brackets and what another shell is given do not count. */
function isCommand({ node, scope }: ScopedNode): boolean {
  return node.kind === 'command' && node.program !== undefined && node.program.name !== '[' && !scope.embedded;
}

function joined(model: DockerfileModel, above: Run, run: Run): Fix[] {
  const edits = joinRuns(model, above.instruction, run.instruction);
  return edits ? [{ title: 'Join with the RUN above', safe: false, edits }] : [];
}
