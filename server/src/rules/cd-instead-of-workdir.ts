import type { DockerfileTree } from '../dockerfile/tree';
import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import { lineBreakOf } from '../text/lineBreak';
import type { Fix } from './rule';
import { defineRule } from './rule';
import { isAsWritten, spanOfWords } from './shell/words';

export const cdInsteadOfWorkdir = defineRule({
  id: 'cd-instead-of-workdir',
  title: 'Folder changed by cd instead of WORKDIR',
  aliases: ['DL3003'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A `cd` ends with its RUN. WORKDIR says once, for all instructions that follow, where they work, and also creates the ' +
    'folder. For a short way into a folder of the build and back, `cd` in one RUN is fine; this rule is off unless asked for.',
  differs:
    'A `cd` in a subshell, a pipeline, a substitution or a script given to another shell is no reason for WORKDIR, since the ' +
    'author takes care that it ends there, and neither is the way back (`cd -`, `cd ..`, `cd "$OLDPWD"`).' +
    ' hadolint does not look behind `ONBUILD`, nor at what stands in front of a mistake that ends the script.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN «cd /src/app» && make install\n',
      right: 'FROM alpine:3.22\nWORKDIR /src/app\nRUN make install\n',
      fixed: 'FROM alpine:3.22\nWORKDIR /src/app\nRUN make install\n',
    },
    {
      wrong: 'FROM alpine:3.22\nRUN make && (cd doc && make html) && «cd tests» && make\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  messages: { cd: 'This folder is left at the end of the RUN: say with WORKDIR where the instructions work.' },
  check({ tree, model, report }) {
    for (const call of runsOf(model).callsOf('cd')) {
      const { program, place } = call;
      const folder = program.args.at(-1);
      if (place.isolated || place.scope.embedded || /^(-|\.\.([/.]*)|"?\$\{?OLDPWD\}?"?)$/.test(folder?.text ?? '')) {
        continue;
      }
      report({ span: spanOfWords(program.word, folder), message: 'cd', fixes: fixFor(tree, call) });
    }
  },
});

/** A WORKDIR above, where the RUN begins with `cd /folder &&`. */
function fixFor({ text }: DockerfileTree, { program, place, run }: RunCall): Fix[] {
  const { instruction, outer, script } = run;
  const [folder] = program.args;
  const chain = place.parent?.node;
  const next = chain?.kind === 'andOr' && place.index === 0 && chain.operators[0] === '&&' ? chain.nodes[1] : undefined;
  const begins = place.node.span.start === instruction.body.runs[0]?.origin;
  const isPlain =
    program.args.length === 1 &&
    /^\/[\w./-]*$/.test(folder?.value ?? '') &&
    isAsWritten({ text } as DockerfileTree, folder!);
  if (!next || !begins || !isPlain || outer !== instruction || script.kind !== 'shell') {
    return [];
  }
  const cut = { start: place.node.span.start, end: next.span.start };
  if (!/^cd\s+\S+\s+&&[\s\\]*$/.test(text.slice(cut.start, cut.end))) {
    return [];
  }
  const at = instruction.span.start;
  return [
    {
      title: `Set WORKDIR ${folder!.value}`,
      safe: false,
      edits: [
        { span: { start: at, end: at }, newText: `WORKDIR ${folder!.value}${lineBreakOf(text)}` },
        { span: cut, newText: '' },
      ],
    },
  ];
}
