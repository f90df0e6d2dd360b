import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import { lineageOf, type Stage } from '../model/stages';
import type { ScopedNode } from '../shell/scopedNodes';
import type { ShellNode, ShellPipeline } from '../shell/script';
import { lineAbove } from './engine/insertedLines';
import type { Fix } from './rule';
import { defineRule } from './rule';
import { isSameInBash, onlyFailuresMatter } from './shell/pipefailSafety';
import { hiddenFailure, isStatusDropped, strictReader } from './shell/pipes';

export const missingPipefail = defineRule({
  id: 'missing-pipefail',
  title: 'Failure of a command in front of a pipe goes unnoticed',
  aliases: ['DL4006'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'A pipeline succeeds when its last command does. A download that breaks off in front of `| sh` or `| jq` then goes ' +
    'unnoticed, and a broken image is built and cached. With `pipefail` the build stops at the failure. The fix sets it with ' +
    '`SHELL` for the rest of the stage, and is a suggestion where a script may do otherwise then, as `curl … | head` does.',
  differs:
    '`set -o pipefail` in the script counts, and so do `bash -o pipefail -c` and a SHELL that a parent stage sets. ' +
    'The pipe itself is marked. Nothing is said where the first commands cannot fail (`echo`, `printf`, `yes`, `… || true`, and behind a pipe ' +
    'filters such as `tr` and `sort`), where their failing is asked for in a condition, and in a substitution whose status is ' +
    'dropped, so that `pipefail` would change nothing: `echo $(a | b)`, but not `NAME=$(a | b)`. The exec form is no pipe.' +
    ' hadolint does not look behind `ONBUILD`, and not into scripts for another shell (`bash -c`).',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nRUN curl -fsSL https://example.com/list.json «|» jq -r .name > /etc/app.name\n',
      right:
        'FROM buildpack-deps:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/list.json | jq -r .name > /etc/app.name\n',
      fixed:
        'FROM buildpack-deps:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/list.json | jq -r .name > /etc/app.name\n',
    },
    {
      note: 'Only a hint, since tar fails by itself when the download breaks off, if with the error of the wrong command.',
      wrong: 'FROM buildpack-deps:12\nRUN curl -fsSL https://example.com/tool.tar.gz «|» tar -xz -C /usr/local\n',
      right:
        'FROM buildpack-deps:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /usr/local\n',
      fixed:
        'FROM buildpack-deps:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /usr/local\n',
    },
    {
      note: 'The shell of Alpine knows `pipefail` too.',
      wrong: 'FROM alpine:3.22\nRUN wget -qO- https://example.com/tool.tar.gz «|» tar -xz -C /usr/local\n',
      right:
        'FROM alpine:3.22\nRUN set -o pipefail && wget -qO- https://example.com/tool.tar.gz | tar -xz -C /usr/local\n',
      fixed:
        'FROM alpine:3.22\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\nRUN wget -qO- https://example.com/tool.tar.gz | tar -xz -C /usr/local\n',
    },
    {
      note: 'What ends with `|| true` has no failure to hide.',
      wrong: 'FROM buildpack-deps:12\nRUN (make check || true) | tee check.log && make all «|» tee make.log\n',
      fixed:
        'FROM buildpack-deps:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN (make check || true) | tee check.log && make all | tee make.log\n',
    },
    {
      note: 'Not a safe fix: `head` stops `curl` as soon as it has what it wants.',
      wrong:
        'FROM buildpack-deps:12\n# The newest one.\nRUN curl -fsSL https://example.com/versions «|» head -1 > /version\n',
      fixed:
        'FROM buildpack-deps:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n# The newest one.\nRUN curl -fsSL https://example.com/versions | head -1 > /version\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  messages: {
    strict:
      'When "{command}" fails, only the error of "{last}" behind it shows that: set pipefail in the script or with SHELL.',
    unnoticed: 'When "{command}" fails, the build goes on: set pipefail in the script or with SHELL.',
  },
  check({ tree, model, report }) {
    const fixFor = fixesByStage(model);
    for (const run of runsOf(model).runs) {
      const hiding = run.nodes.filter((each) => each.node.kind === 'pipeline' && hidesFailure(run, each));
      const worst = hiding.find(({ node }) => strictReader(node as ShellPipeline) === undefined) ?? hiding[0];
      if (worst) {
        const pipeline = worst.node as ShellPipeline;
        const last = strictReader(pipeline);
        report({
          span: pipeBetween(tree, pipeline.nodes[0]!.span.end, pipeline.nodes[1]!.span),
          message: last === undefined ? 'unnoticed' : 'strict',
          severity: last === undefined ? 'warning' : 'hint',
          params: { command: nameOf(hiddenFailure(pipeline)!), last: last ?? '' },
          // A shell of its own has its own settings.
          fixes: worst.scope.embedded ? [] : fixFor(run),
        });
      }
    }
  },
});

function hidesFailure(run: Run, place: ScopedNode): boolean {
  const { node, scope, tested } = place;
  return (
    node.kind === 'pipeline' &&
    node.nodes.length > 1 &&
    scope.shell !== undefined &&
    !scope.pipefail &&
    !tested &&
    hiddenFailure(node) !== undefined &&
    !isStatusDropped(place) &&
    !setsPipefail(run, node)
  );
}

function setsPipefail({ nodes }: Run, before: ShellPipeline): boolean {
  return nodes.some(
    ({ node }) =>
      node.kind === 'command' &&
      node.span.start < before.span.start &&
      node.program?.name === 'set' &&
      node.program.args.some(({ value }) => value === 'pipefail'),
  );
}

function nameOf(node: ShellNode): string {
  return node.kind === 'command'
    ? (node.program?.name ?? node.program?.word.text ?? '…')
    : node.kind === 'group'
      ? node.subshell
        ? '( … )'
        : '{ … }'
      : node.kind;
}

function pipeBetween({ text }: DockerfileTree, from: number, { start: to }: { readonly start: number }) {
  const between = text.slice(from, to);
  const at = between.indexOf('|');
  return at === -1
    ? { start: from, end: to }
    : { start: from + at, end: from + at + (between[at + 1] === '&' ? 2 : 1) };
}

/**
 * A SHELL above the first RUN of a stage that lacks it, which is enough for all below, so that they share the fix. Nothing
 * for a RUN that has chosen its shell, or is in a heredoc or behind ONBUILD.
 */
function fixesByStage(model: DockerfileModel): (run: Run) => Fix[] {
  const first = new Map<Stage, Fix>();
  const verdicts = new Map<Run, boolean>();
  const isHarmless = (run: Run): boolean => {
    const verdict =
      verdicts.get(run) ?? (onlyFailuresMatter(run) && (run.base.family === 'alpine' || isSameInBash(model.tree, run)));
    verdicts.set(run, verdict);
    return verdict;
  };
  return (run) => {
    const { script, stage, outer, instruction } = run;
    const isDefault = script.kind === 'shell' && script.shell.instruction === undefined && !script.heredoc;
    if (!isDefault || outer !== instruction || script.shell.name !== 'sh') {
      return [];
    }
    const known = lineageOf(stage).find((each) => first.has(each));
    const fix = (known && first.get(known)) ?? settingPipefail(model, run, isHarmless);
    first.set(stage, fix);
    return [fix];
  };
}

function settingPipefail(model: DockerfileModel, run: Run, isHarmless: (run: Run) => boolean): Fix {
  const { base, outer } = run;
  const isAlpine = base.family === 'alpine';
  const line = `SHELL ["${isAlpine ? '/bin/ash' : '/bin/bash'}", "-o", "pipefail", "-c"]`;
  const isKnown = base.family !== undefined;
  return {
    title: isKnown ? 'Set pipefail with SHELL' : 'Set pipefail with SHELL, if the image has bash',
    safe: isKnown && (isAlpine || base.plain || base.hasTools) && changesNothingElse(model, run, isHarmless),
    edits: [lineAbove(model.tree, outer, line)],
  };
}

/** True when all that the SHELL reaches does the same with it as long as nothing fails. */
function changesNothingElse(model: DockerfileModel, { stage, outer }: Run, isHarmless: (run: Run) => boolean): boolean {
  const reached = new Set([stage]);
  for (const each of model.stages) {
    if (each.parent && reached.has(each.parent)) {
      reached.add(each);
    }
  }
  const isBelow = ({ span }: Instruction) => span.start >= outer.span.start;
  return (
    ![...reached].some(({ instructions }) => instructions.some((each) => isBelow(each) && needsShellLater(each))) &&
    runsOf(model)
      .runs.filter((each) => reached.has(each.stage) && isBelow(each.outer))
      .every(isHarmless)
  );
}

/** True for an instruction whose text a shell reads when the container runs, or when somebody builds upon the image. */
function needsShellLater({ name, args }: Instruction): boolean {
  switch (name) {
    case 'ONBUILD':
      return true;
    case 'CMD':
    case 'ENTRYPOINT':
      return args.form === 'text';
    case 'HEALTHCHECK':
      return args.form === 'healthcheck' && args.command.form === 'text';
    default:
      return false;
  }
}
