import type { Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import type { ShellNode } from '../shell/script';
import { lineBreakOf } from '../text/lineBreak';
import type { Fix } from './rule';
import { defineRule } from './rule';
import { isAsWritten, spanOfWords } from './shell/words';
import { absolutePath, placesOf } from './size/places';

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
    ' Scripts for PowerShell and cmd are left alone. hadolint does not look behind `ONBUILD`, nor at what stands in front of a mistake that ends the script.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN «cd /src/app» && make install\n',
      right: 'FROM alpine:3.22\nWORKDIR /src/app\nRUN make install\n',
      fixed: 'FROM alpine:3.22\nWORKDIR /src/app\nRUN make install\n',
    },
    {
      note: 'The file goes on in the folder from before.',
      wrong:
        'FROM alpine:3.22\nARG VERSION=1.4\nWORKDIR /src\nRUN «cd tool-$VERSION» \\\n && make\nCOPY a b/\nRUN «cd "/opt/$VERSION"»; make\nRUN «cd doc» && make\n',
      fixed:
        'FROM alpine:3.22\nARG VERSION=1.4\nWORKDIR /src\nWORKDIR /src/tool-$VERSION\nRUN make\nWORKDIR /src\nCOPY a b/\nWORKDIR /opt/$VERSION\nRUN make\nWORKDIR /src\nWORKDIR /src/doc\nRUN make\n',
    },
    {
      wrong: 'FROM alpine:3.22\nRUN make && (cd doc && make html) && «cd tests» && make\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  messages: { cd: 'This folder counts until the end of the RUN only: set it with WORKDIR.' },
  check({ model, report }) {
    for (const call of runsOf(model).callsOf('cd')) {
      const { program, place } = call;
      const folder = program.args.at(-1);
      if (place.isolated || place.scope.embedded || /^(-|\.\.([/.]*)|"?\$\{?OLDPWD\}?"?)$/.test(folder?.text ?? '')) {
        continue;
      }
      report({ span: spanOfWords(program.word, folder), message: 'cd', fixes: fixFor(model, call) });
    }
  },
});

/** A WORKDIR above, where the RUN begins with `cd folder`, and the one from before below where the file goes on with it. */
function fixFor(model: DockerfileModel, { program, place, run }: RunCall): Fix[] {
  const { text } = model.tree;
  const { instruction, outer, script } = run;
  const [folder] = program.args;
  const next = commandBehind(place);
  const isFirst = place.node.span.start === instruction.body.runs[0]?.origin;
  const isPlain = program.args.length === 1 && isAsWritten(model.tree, folder!);
  const path = isPlain ? folderFor(model, instruction, folder!.text) : undefined;
  if (path === undefined || !next || !isFirst || outer !== instruction || script.kind !== 'shell') {
    return [];
  }
  const cut = { start: place.node.span.start, end: next.span.start };
  if (!/^cd\s+\S+[\s\\]*(?:&&|;)[\s\\]*$/.test(text.slice(cut.start, cut.end))) {
    return [];
  }
  const lineBreak = lineBreakOf(text);
  const { start, end } = instruction.span;
  const before = placesOf(model).folders.get(instruction);
  const below = model.tree.instructions[model.tree.instructions.indexOf(instruction) + 1];
  const goesOn = below !== undefined && below.name !== 'WORKDIR' && below.name !== 'FROM';
  const back = { span: { start: end, end }, newText: `${lineBreak}WORKDIR ${before}` };
  return [
    {
      title: `Set WORKDIR ${path}`,
      safe: false,
      edits: [
        { span: { start, end: start }, newText: `WORKDIR ${path}${lineBreak}` },
        { span: cut, newText: '' },
        ...(before !== undefined && goesOn ? [back] : []),
      ],
    },
  ];
}

/** What runs behind a command at the beginning of a script. */
function commandBehind({ parent, index, list, node }: ScopedNode): ShellNode | undefined {
  const chain = parent?.node;
  if (chain?.kind === 'andOr' && index === 0 && chain.operators[0] === '&&') {
    return chain.nodes[1];
  }
  return list?.items[0]?.node === node && !list.items[0].background ? list.items[1]?.node : undefined;
}

/** The absolute path that WORKDIR needs, with the variables that it knows; undefined where nobody knows one. */
function folderFor(model: DockerfileModel, instruction: Instruction, written: string): string | undefined {
  const path = written.replace(/^"(.*)"$/, '$1');
  if (!/^(?:[\w./-]|\$\w+|\$\{\w+\})+$/.test(path)) {
    return undefined;
  }
  const value = path.includes('$') ? model.variables.valueAt(instruction, path) : path;
  if (!value) {
    return undefined;
  }
  return value.startsWith('/') ? path : absolutePath(placesOf(model).folders.get(instruction), path);
}
