import type { DockerfileTree } from '../dockerfile/tree';
import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import type { ShellPipeline } from '../shell/script';
import { lineBreakOf } from '../text/lineBreak';
import type { Fix } from './rule';
import { defineRule } from './rule';

export const missingPipefail = defineRule({
  id: 'missing-pipefail',
  title: 'Failure of a command in front of a pipe goes unnoticed',
  aliases: ['DL4006'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A pipeline succeeds when its last command does. A download that breaks off in front of `| tar` or `| sh` then goes ' +
    'unnoticed, and a broken image is built and cached. With `pipefail` the build stops at the failure.',
  differs:
    '`set -o pipefail` in the script counts, and so do `bash -o pipefail -c` and a SHELL that a parent stage sets. ' +
    'The pipe itself is marked. Nothing is said where the first commands cannot fail (`echo`, `printf`, `yes`) or their failing is ' +
    'asked for in a condition. The exec form is no pipe.' +
    ' hadolint does not look behind `ONBUILD`, and not into scripts for another shell (`bash -c`).',
  examples: [
    {
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
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  messages: {
    unnoticed: 'When "{command}" fails, the build goes on: set pipefail in the script or with SHELL.',
  },
  check({ tree, model, report }) {
    for (const run of runsOf(model).runs) {
      const first = run.nodes.find((each) => hidesFailure(run, each));
      if (first) {
        const { nodes } = first.node as ShellPipeline;
        report({
          span: pipeBetween(tree, nodes[0]!.span.end, nodes[1]!.span),
          message: 'unnoticed',
          params: { command: nameOf(first.node as ShellPipeline) },
          fixes: fixFor(tree, run),
        });
      }
    }
  },
});

function hidesFailure(run: Run, { node, scope, tested }: ScopedNode): boolean {
  return (
    node.kind === 'pipeline' &&
    node.nodes.length > 1 &&
    scope.shell !== undefined &&
    !scope.pipefail &&
    !tested &&
    !node.nodes.slice(0, -1).every((it) => it.kind === 'command' && safe.has(it.program?.name ?? '')) &&
    !setsPipefail(run, node)
  );
}

/** Programs whose failing means nothing. */
const safe = new Set(['echo', 'printf', 'yes', 'true', ':']);

function setsPipefail({ nodes }: Run, before: ShellPipeline): boolean {
  return nodes.some(
    ({ node }) =>
      node.kind === 'command' &&
      node.span.start < before.span.start &&
      node.program?.name === 'set' &&
      node.program.args.some(({ value }) => value === 'pipefail'),
  );
}

function nameOf({ nodes }: ShellPipeline): string {
  const commands = nodes.slice(0, -1).flatMap((it) => (it.kind === 'command' && it.program ? [it.program] : []));
  const culprit = commands.find(({ name }) => !safe.has(name ?? ''));
  return culprit?.name ?? culprit?.word.text ?? 'the first command';
}

function pipeBetween({ text }: DockerfileTree, from: number, { start: to }: { readonly start: number }) {
  const between = text.slice(from, to);
  const at = between.indexOf('|');
  return at === -1
    ? { start: from, end: to }
    : { start: from + at, end: from + at + (between[at + 1] === '&' ? 2 : 1) };
}

/** A SHELL above the first RUN of its kind, where the base is known to have that shell. */
function fixFor({ text }: DockerfileTree, { script, base, outer, instruction }: Run): Fix[] {
  const isDefault = script.kind === 'shell' && script.shell.instruction === undefined && !script.heredoc;
  if (!isDefault || base.family === undefined || outer !== instruction || script.shell.name !== 'sh') {
    return [];
  }
  const shell = base.family === 'alpine' ? '/bin/ash' : '/bin/bash';
  const lineStart = text.lastIndexOf('\n', outer.span.start - 1) + 1;
  const at = outer.comments.at(0)?.span.start ?? lineStart;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const lineBreak = lineBreakOf(text);
  return [
    {
      title: 'Set pipefail with SHELL',
      safe: false,
      edits: [{ span: { start, end: start }, newText: `SHELL ["${shell}", "-o", "pipefail", "-c"]${lineBreak}` }],
    },
  ];
}
