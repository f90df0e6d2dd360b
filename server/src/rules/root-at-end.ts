import type { Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { runsOf } from '../model/runs';
import type { Stage } from '../model/stages';
import { lineageOf } from '../model/stages';
import { lineAtEnd } from './engine/insertedLines';
import { defineRule } from './rule';

export const rootAtEnd = defineRule({
  id: 'root-at-end',
  title: 'Image that runs as root',
  aliases: ['DL3002'],
  category: 'security',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'The last `USER` of the image is who the container runs as. Whoever breaks out of a program that runs as root has ' +
    'more to break. Switch to root for what needs it, and back to another user at the end.',
  differs:
    'hadolint judges every stage by itself. Nobody runs the stages that only files are copied from, so only what the ' +
    'last stage ends with counts, also when the `USER` stands in a stage that it is built from, or a variable of the file holds the name.' +
    ' It overlooks a name with blanks behind it.',
  examples: [
    {
      wrong: 'FROM node:22\n«USER root»\nRUN make install\n',
      right: 'FROM node:22\nUSER root\nRUN make install\nUSER node\n',
      fixed: 'FROM node:22\nUSER root\nRUN make install\nUSER node\n',
    },
    {
      note: 'The fix goes back to whom the file named before, or made.',
      wrong: 'FROM debian:12\nRUN useradd --system app\n«USER root»\nRUN make install\n# Start.\nCMD ["app"]\n',
      fixed: 'FROM debian:12\nRUN useradd --system app\nUSER root\nRUN make install\nUSER app\n# Start.\nCMD ["app"]\n',
    },
    {
      note: 'Where it speaks of nobody else, an account without rights is a beginning.',
      wrong: 'FROM debian:12\n«USER root»\nRUN make install\nENTRYPOINT ["app"]\n',
      fixed: 'FROM debian:12\nUSER root\nRUN make install\nUSER 65534:65534\nENTRYPOINT ["app"]\n',
    },
    {
      note: 'The USER of a stage that the last one is built from counts as well.',
      wrong: 'FROM node:22 AS base\n«USER 0:0»\nFROM base\nRUN make install\n',
      right: 'FROM node:22 AS build\nUSER root\nRUN make\nFROM node:22\nUSER node\nCOPY --from=build /a /a\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: { root: 'The container will run as root: switch to another USER at the end.' },
  check({ tree, model, report }) {
    const last = model.stages.at(-1);
    const users = last ? lineageOf(last).flatMap(({ instructions }) => instructions.filter(isUser)) : [];
    const user = users.at(-1);
    if (user?.args.form !== 'text') {
      return;
    }
    const { text } = user.args.word;
    const name = /[$"'\\`]/.test(text) ? model.variables.valueAt(user, text) : text;
    if (name !== undefined && /^(?:root|0+)(?::|$)/.test(name)) {
      const other = otherUser(model, users, last!);
      const title = `Switch to ${other ?? 'nobody'} at the end`;
      const edit = lineAtEnd(tree, last!, `USER ${other ?? nobody}`);
      report({ span: user.span, message: 'root', fixes: edit ? [{ title, safe: false, edits: [edit] }] : [] });
    }
  },
});

/** The account without rights of Debian, Alpine and others; a number needs none to be there. */
const nobody = '65534:65534';

/** Who else the file speaks of: the last USER before root, the account that it makes, or the one of the base image. */
function otherUser(model: DockerfileModel, users: readonly Instruction[], last: Stage): string | undefined {
  const names = users.flatMap(({ args }) => (args.form === 'text' ? [args.word.text.trim()] : []));
  const named = names.findLast((name) => /^[\w.-]+(:[\w.-]+)?$/.test(name) && !/^(root|0+)(:|$)/.test(name));
  if (named !== undefined) {
    return named;
  }
  const lineage = lineageOf(last);
  const made = runsOf(model)
    .callsOf('useradd', 'adduser')
    .filter(({ run }) => lineage.includes(run.stage))
    .map(({ program }) => program.args.at(-1)?.value)
    .findLast((name) => name !== undefined && /^[a-z_][\w-]*$/.test(name));
  return made ?? (/^(?:docker\.io\/)?(?:library\/)?node(?::|$)/.test(lineage[0]!.image ?? '') ? 'node' : undefined);
}

function isUser({ name }: Instruction): boolean {
  return name === 'USER';
}
