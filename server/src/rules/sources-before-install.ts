import { mountsOf } from '../dockerfile/mounts';
import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { ContextListing } from '../model/contextListing';
import { type CopiedPath, copiedFiles } from '../model/copiedFiles';
import type { DockerfileModel } from '../model/model';
import { type RunCall, runsOf } from '../model/runs';
import type { Stage } from '../model/stages';
import { type Manifests, manifestsFirst } from './engine/manifestsFirst';
import { defineRule, type Fix } from './rule';

export const sourcesBeforeInstall = defineRule({
  id: 'sources-before-install',
  title: 'Sources copied before dependencies are installed',
  aliases: [],
  category: 'cache',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
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
      fixed:
        'FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\n',
    },
    {
      note: 'The lists lie in the folder in which the command works.',
      wrong: 'FROM node:22\nWORKDIR /src\nCOPY --chown=node «.» .\nENV NODE_ENV=production\nRUN cd web && npm ci\n',
      fixed:
        'FROM node:22\nWORKDIR /src\nCOPY --chown=node web/package.json web/package-lock.json ./web/\nENV NODE_ENV=production\n' +
        'RUN cd web && npm ci\nCOPY --chown=node . .\n',
    },
    {
      note: 'A RUN that also builds has to be taken apart by hand.',
      wrong: 'FROM node:22\nWORKDIR /src\nCOPY «.» .\nRUN npm ci && npm run build\n',
    },
    {
      note: 'With a cache mount, at least nothing is downloaded again.',
      wrong:
        'FROM golang:1.25 AS build\nWORKDIR /src\nADD «./» /src/\nRUN go mod download\n' +
        'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\n',
      fixed:
        'FROM golang:1.25 AS build\nWORKDIR /src\nADD go.mod go.sum* /src/\nRUN go mod download\nADD ./ /src/\n' +
        'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\n',
    },
  ],
  references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  messages: {
    early:
      'Each change of a source installs all dependencies again: copy {manifest} first, and the sources behind "{command}".',
  },
  check({ tree, model, facts, report }) {
    let installs: ReadonlyMap<Stage, readonly Install[]> | undefined;
    for (const stage of model.stages) {
      const copy = stage.instructions.find((instruction) => wholeContext(instruction) !== undefined);
      const source = copy && wholeContext(copy);
      if (!copy || !source) {
        continue;
      }
      installs ??= installsIn(model);
      const found = installs.get(stage) ?? [];
      // Who installs above already knows how, and has a reason to do it again.
      const isKnown = found.some(({ instruction }) => instruction.span.start < copy.span.start);
      const first = isKnown ? undefined : found[0];
      if (first && !hasCache(first.instruction, tree)) {
        report({
          span: source.span,
          message: 'early',
          params: { manifest: inContext(first.manifest, copy), command: first.command },
          related: [{ span: first.instruction.span, message: 'This runs again.' }],
          fixes: fixesFor(model, copy, first, facts.context?.listing),
        });
      }
    }
  },
});

function installsIn(model: DockerfileModel): ReadonlyMap<Stage, readonly Install[]> {
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
  return installs;
}

function fixesFor(
  model: DockerfileModel,
  copy: Instruction,
  install: Install,
  listing: ContextListing | undefined,
): Fix[] {
  const { call, command, manifests } = install;
  const fix = manifests && manifestsFirst(model, copy, call, command, manifests, listing);
  return fix ? [fix] : [];
}

/** A file that came with the whole context, named as it is called there. */
function inContext(path: string, copy: Instruction): string {
  const folder = `${copiedFiles(copy)?.destination.text.replace(/\/+$/, '')}/`;
  return folder.startsWith('/') && path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** The source that is the whole build context. */
function wholeContext(instruction: Instruction): CopiedPath | undefined {
  const { name, flags } = instruction;
  const isFromElsewhere = (name !== 'COPY' && name !== 'ADD') || flags.some((flag) => flag.name === 'from');
  return isFromElsewhere ? undefined : copiedFiles(instruction)?.sources.find(({ text }) => /^\.?\/?$/.test(text));
}

function hasCache(instruction: Instruction, { escape: escapeToken }: DockerfileTree): boolean {
  return mountsOf(instruction, escapeToken).some(({ fields }) =>
    fields.some(({ key, value }) => key === 'type' && value === 'cache'),
  );
}

/** Commands that install what a file lists, by program: the words behind it, and the file and the one with versions. */
const installers: Readonly<
  Record<string, readonly [pattern: RegExp, manifest: string, lock: string, others?: string]>
> = {
  npm: [/^(?:ci|clean-install|i|install)$/, 'package.json', 'package-lock.json', '.npmrc'],
  yarn: [/^(?:install)?$/, 'package.json', 'yarn.lock', '.yarnrc.yml'],
  pnpm: [/^(?:i|install)$/, 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  bundle: [/^install$/, 'Gemfile', 'Gemfile.lock'],
  composer: [/^install$/, 'composer.json', 'composer.lock'],
  go: [/^mod download$/, 'go.mod', 'go.sum'],
  cargo: [/^fetch$/, 'Cargo.toml', 'Cargo.lock'],
};
/** Their manifests alone do not do: Cargo looks for the sources of the targets, Composer for those of classes. */
const needsSources: ReadonlySet<string> = new Set(['cargo', 'composer']);
const requirementsFile = /(?:^|\/)(?:[\w.-]*require[\w.-]*|requirements\/[\w.-]+)\.(?:txt|in)$/;

interface Install {
  readonly command: string;
  /** As people call it. */
  readonly manifest: string;
  readonly instruction: Instruction;
  readonly call: RunCall;
  /** Undefined where copying them alone is no help. */
  readonly manifests: Manifests | undefined;
}

function installOf(call: RunCall, instruction: Instruction): Install[] {
  const { name, program } = call;
  const installer = Object.hasOwn(installers, name) ? installers[name] : undefined;
  const isPip = /^pip\d*(?:\.\d+)?$/.test(name);
  if (!installer && !isPip) {
    return [];
  }
  const values = program.args.map(({ value }) => value ?? '$');
  const words = values.filter((value) => !value.startsWith('-'));
  if (isPip) {
    const at = values.findIndex((value) => value === '-r' || value === '--requirement');
    const manifest = values[at + 1];
    return words[0] === 'install' && at !== -1 && manifest !== undefined && requirementsFile.test(manifest)
      ? [{ command: `${name} install`, manifest, instruction, call, manifests: { named: requirementsIn(values) } }]
      : [];
  }
  const isElsewhere = values.some((value) => /^(?:-g|--global|-C|--prefix|--cwd|--dir)/.test(value));
  if (!installer?.[0].test(words.join(' ')) || isElsewhere) {
    return [];
  }
  const [, manifest, lock, others] = installer;
  const isLocked = words[0] === 'ci' || words[0] === 'clean-install';
  const optional = [...(isLocked ? [] : [lock]), ...(others ? [others] : [])];
  const manifests = {
    named: isLocked ? [manifest, lock] : [manifest],
    optional,
    written: isLocked ? [manifest, lock] : name === 'npm' ? ['package*.json'] : [manifest, `${lock}*`],
  };
  const command = [name, ...words].join(' ');
  const keepsNoLock = values.some((value) => /^--no-(?:package-lock|lockfile|lock)$/.test(value));
  const isEnough = !needsSources.has(name) || values.includes('--no-autoloader');
  return [
    {
      command,
      manifest: keepsNoLock ? manifest : `${manifest} and ${lock}`,
      instruction,
      call,
      manifests: isEnough ? manifests : undefined,
    },
  ];
}

/** The files that `-r` and `-c` name. */
function requirementsIn(values: readonly string[]): string[] {
  return values.filter((_, at) => /^(-[rc]|--requirement|--constraint)$/.test(values[at - 1] ?? ''));
}
