import type { Instruction } from '../dockerfile/tree';
import { expand } from '../dockerfile/variables';
import { baseOf } from '../model/effects/bases';
import type { DockerfileModel } from '../model/model';
import type { Stage } from '../model/stages';
import { originOffset } from '../text/view';
import { defineRule } from './rule';

export const relativeWorkdir = defineRule({
  id: 'relative-workdir',
  title: 'WORKDIR with a relative path',
  aliases: ['DL3000', 'WorkdirRelativePath', 'WORKDIR_IS_NOT_ABSOLUTE'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A relative `WORKDIR` goes on from the working directory of the base image, which the file does not show and the ' +
    'next version of that image may change. Behind an absolute one in the same file it is clear what is meant, so it ' +
    'is only a hint there.',
  differs:
    'hadolint and dockerfile-utils call every relative path an error or a warning; BuildKit only the first one of a ' +
    'stage, as this rule. What variables decide is judged by their values, and left alone when only a build knows ' +
    'them. Paths with a drive letter are absolute on Windows. dockerfile-utils takes a quote in front of the slash for a part of the path.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nWORKDIR «app»\n',
      right: 'FROM alpine:3.22\nWORKDIR /app\n',
      fixed: 'FROM alpine:3.22\nWORKDIR /app\n',
    },
    {
      note: 'The second one is clear, but still harder to read than it could be.',
      wrong: 'FROM alpine:3.22\nWORKDIR /srv\nWORKDIR «app»\n',
      right: 'FROM alpine:3.22\nWORKDIR /srv\nWORKDIR /srv/app\n',
      fixed: 'FROM alpine:3.22\nWORKDIR /srv\nWORKDIR /srv/app\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV HOME_OF_APP=app\nWORKDIR «$HOME_OF_APP»\n',
      right: 'FROM alpine:3.22\nENV HOME_OF_APP=/app\nWORKDIR $HOME_OF_APP\n',
    },
    {
      note: 'Whatever the variable holds, it is relative.',
      wrong: 'FROM alpine:3.22\nARG VERSION\nWORKDIR «app-$VERSION»\nWORKDIR $VERSION\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
  ],
  messages: {
    first: '{path} is relative to the working directory of the base image: write an absolute path.',
    later: '{path} is relative to the WORKDIR above: an absolute path is easier to follow.',
  },
  check({ model, report }) {
    const endings = new Map<Stage, Folder>();
    for (const stage of model.stages) {
      let current: Folder = (stage.parent && endings.get(stage.parent)) ?? { isSet: false, path: undefined };
      for (const instruction of stage.instructions) {
        const { name, args } = instruction;
        if (name !== 'WORKDIR' || args.form !== 'text') {
          continue;
        }
        const path = pathOf(model, instruction, args.word.text);
        const isRelative = path === undefined ? beginsRelative(args.word.text) : !/^(?:[\\/]|[A-Za-z]:)/.test(path);
        if (isRelative) {
          const isFirst = !current.isSet;
          const base = isFirst ? baseOf(stage.rootImage).folder : current.path;
          const isPlain = path !== undefined && path === args.word.text && base !== undefined && !path.startsWith('.');
          const at = originOffset(args.word.view, 0);
          report({
            span: args.word.span,
            message: isFirst ? 'first' : 'later',
            params: { path: path === '' ? 'An empty path' : (path ?? args.word.text) },
            severity: isFirst ? 'warning' : 'hint',
            aliases: isFirst
              ? ['DL3000', 'WorkdirRelativePath', 'WORKDIR_IS_NOT_ABSOLUTE']
              : ['DL3000', 'WORKDIR_IS_NOT_ABSOLUTE'],
            fixes: isPlain
              ? [
                  {
                    title: `Write ${base.replace(/\/*$/, '/')}${path}`,
                    safe: false,
                    edits: [{ span: { start: at, end: at }, newText: base.replace(/\/*$/, '/') }],
                  },
                ]
              : [],
          });
        }
        current = { isSet: true, path: isRelative ? joined(current.path, path) : path };
      }
      endings.set(stage, current);
    }
  },
});

/** The working directory as far as the file tells. */
interface Folder {
  readonly isSet: boolean;
  readonly path: string | undefined;
}

function joined(base: string | undefined, path: string | undefined): string | undefined {
  return base === undefined || path === undefined ? undefined : `${base.replace(/\/*$/, '/')}${path}`;
}

/** True for a path that is relative whatever its variables hold. */
function beginsRelative(text: string): boolean {
  return /^(?:[\w-](?!:)|\.)/.test(text);
}

/** The path with its variables replaced; undefined when only a build knows one of them. */
function pathOf(model: DockerfileModel, instruction: Instruction, text: string): string | undefined {
  const { escape: escapeToken } = model.tree;
  if (!text.includes('$')) {
    return expand(text, escapeToken, () => undefined).value;
  }
  return model.variables.valueAt(instruction, text);
}
