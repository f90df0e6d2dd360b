import { mountsOf } from '../dockerfile/mounts';
import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { type CopiedPath, copiedFiles } from '../model/copiedFiles';
import { type RunCall, runsOf } from '../model/runs';
import type { Stage } from '../model/stages';
import { defineRule } from './rule';

export const sourcesBeforeInstall = defineRule({
  id: 'sources-before-install',
  title: 'Sources copied before dependencies are installed',
  aliases: [],
  category: 'cache',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'When a copied file changes, Docker runs everything below again. Behind a `COPY` of all sources, each change of a ' +
    'line installs all dependencies anew. Copy the files that list the dependencies first, install, and copy the ' +
    'sources then: the dependencies come from the cache until their list changes.',
  examples: [
    {
      wrong: 'FROM python:3.13\nWORKDIR /app\nCOPY «.» .\nRUN pip install --no-cache-dir -r requirements.txt\n',
      right:
        'FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\n' +
        'RUN PYTHONDONTWRITEBYTECODE=1 pip install --no-cache-dir --no-compile -r requirements.txt\nCOPY . .\n',
    },
    {
      note: 'With a cache mount, at least nothing is downloaded again.',
      wrong:
        'FROM golang:1.25 AS build\nWORKDIR /src\nADD «./» /src/\nRUN go mod download\n' +
        'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\n',
    },
  ],
  references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  messages: {
    early:
      'Each change of a source installs all dependencies again: copy {manifest} first, and the sources behind "{command}".',
  },
  check({ tree, model, report }) {
    const installs = new Map<Stage, Install[]>();
    for (const { calls, instruction, outer, stage } of runsOf(model).runs) {
      const found = outer.name === 'RUN' ? calls.flatMap((call) => installOf(call, instruction)) : [];
      const known = installs.get(stage);
      if (known) {
        known.push(...found);
      } else if (found.length > 0) {
        installs.set(stage, found);
      }
    }
    for (const [stage, found] of installs) {
      const copy = stage.instructions.find((instruction) => wholeContext(instruction) !== undefined);
      const source = copy && wholeContext(copy);
      if (!copy || !source) {
        continue;
      }
      // Who installs above already knows how, and has a reason to do it again.
      const isKnown = found.some(({ instruction }) => instruction.span.start < copy.span.start);
      const first = isKnown ? undefined : found[0];
      if (first && !hasCache(first.instruction, tree)) {
        report({
          span: source.span,
          message: 'early',
          params: { manifest: inContext(first.manifest, copy), command: first.command },
          related: [{ span: first.instruction.span, message: 'This runs again.' }],
        });
      }
    }
  },
});

/** A file that came with the whole context, named as it is called there. */
function inContext(path: string, copy: Instruction): string {
  const folder = `${copiedFiles(copy)?.destination.text.replace(/\/+$/, '')}/`;
  return folder.startsWith('/') && path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** The source that is the whole build context. */
function wholeContext(instruction: Instruction): CopiedPath | undefined {
  const isFromElsewhere = instruction.flags.some(({ name }) => name === 'from');
  return isFromElsewhere ? undefined : copiedFiles(instruction)?.sources.find(({ text }) => /^\.?\/?$/.test(text));
}

function hasCache(instruction: Instruction, { escape: escapeToken }: DockerfileTree): boolean {
  return mountsOf(instruction, escapeToken).some(({ fields }) =>
    fields.some(({ key, value }) => key === 'type' && value === 'cache'),
  );
}

/** Commands that install what a file lists, by program: the words behind it, and the file. */
const installers: Readonly<Record<string, readonly [pattern: RegExp, manifest: string]>> = {
  npm: [/^(?:ci|clean-install|i|install)$/, 'package.json and package-lock.json'],
  yarn: [/^(?:install)?$/, 'package.json and yarn.lock'],
  pnpm: [/^(?:i|install)$/, 'package.json and pnpm-lock.yaml'],
  bundle: [/^install$/, 'Gemfile and Gemfile.lock'],
  composer: [/^install$/, 'composer.json and composer.lock'],
  go: [/^mod download$/, 'go.mod and go.sum'],
  cargo: [/^fetch$/, 'Cargo.toml and Cargo.lock'],
};
const requirementsFile = /^(?:.*\/)?[\w.-]*require[\w.-]*\.(?:txt|in)$/;

interface Install {
  readonly command: string;
  readonly manifest: string;
  readonly instruction: Instruction;
}

function installOf({ name, program }: RunCall, instruction: Instruction): Install[] {
  const values = program.args.map(({ value }) => value ?? '$');
  const words = values.filter((value) => !value.startsWith('-'));
  if (/^pip\d*(?:\.\d+)?$/.test(name)) {
    const at = values.findIndex((value) => value === '-r' || value === '--requirement');
    const manifest = values[at + 1];
    return words[0] === 'install' && at !== -1 && manifest !== undefined && requirementsFile.test(manifest)
      ? [{ command: `${name} install`, manifest, instruction }]
      : [];
  }
  const installer = Object.hasOwn(installers, name) ? installers[name] : undefined;
  const isElsewhere = values.some((value) => /^(?:-g|--global|-C|--prefix|--cwd|--dir)/.test(value));
  return installer?.[0].test(words.join(' ')) && !isElsewhere
    ? [{ command: [name, ...words].join(' '), manifest: installer[1], instruction }]
    : [];
}
