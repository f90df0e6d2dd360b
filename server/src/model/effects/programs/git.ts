import { readArguments } from '../arguments';
import { absolute, noteAttempt, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { nameInAddress, nameOf, parentOf } from '../paths';
import { large } from '../sizes';
import { unknownName } from '../symbols';
import { pack } from './packing';

const git: Program = (call) => {
  const { args, folder } = globalOptions(call);
  const verb = args[0]?.text;
  const rest = args.slice(1);
  const span = wordsSpan(call);
  if (!withoutHistory.test(verb ?? '')) {
    needHistory(call, folder, verb);
  }
  switch (verb) {
    case 'clone':
      clone(call, rest, folder);
      break;
    case 'init':
      write(call, { path: `${at(folder, initTarget(rest))}/.git`, kind: 'folder', size: 0, span });
      break;
    case 'fetch':
    case 'pull': {
      const place = call.env('GIT_DIR') ?? `${cloneAround(call, at(folder, '.'))}/.git`;
      // What comes new to a clone is little.
      if (!call.state.files.get(absolute(call, place))?.cause) {
        writeMetadata(call, place);
      }
      break;
    }
    case 'submodule':
    case 'lfs':
      // What is no clone, or was made without its contents, has nothing to fetch.
      if (verb === 'lfs' && !/^(fetch|pull|clone|checkout)$/.test(rest[0]?.text ?? '')) {
        break;
      }
      writeMetadata(call, `${cloneAround(call, at(folder, '.'))}/.git/${verb === 'lfs' ? 'lfs' : 'modules'}`);
      break;
    case 'worktree': {
      const { operands } = readArguments(rest, { short: 'bB', long: ['reason', 'orphan'] });
      if (operands[0]?.text === 'add' && operands[1]) {
        write(call, { path: at(folder, operands[1].text), kind: 'folder', size: large, span });
      }
      break;
    }
    case 'add':
    case 'commit':
      keepCopies(call, folder, rest);
      break;
    case 'archive': {
      const file = readArguments(rest, { short: 'o', long: ['output', 'format', 'prefix'] }).value('o', 'output');
      if (file !== undefined) {
        pack(call, absolute(call, at(folder, file)), ['.'], at(folder, '.'));
      }
      break;
    }
    case 'gc':
    case 'repack':
    case 'prune':
    case 'clean':
      if (verb === 'gc' || verb === 'repack') {
        packAgain(call, folder);
      }
      noteAttempt(call, span, [`${at(folder, '.')}/.git`], 'other');
      break;
    case 'config':
    case 'ls-remote':
    case 'rev-parse':
    case 'describe':
    case 'log':
      call.output.writeUnknown(100);
      break;
    default:
  }
  return undefined;
};

/** The clone that a folder is in: what a submodule has of its own is kept in the history of the clone around it. */
function cloneAround(call: Call, folder: string): string {
  const { files } = call.state;
  for (let above = absolute(call, folder); above !== '/' && above !== ''; above = parentOf(above)) {
    if (files.get(`${above}/.git`)) {
      return above;
    }
  }
  return folder;
}

/** What is added to a history is kept there once more, compressed. */
function keepCopies(call: Call, folder: string, args: Call['args']): void {
  const { state, machine } = call;
  const root = absolute(call, at(folder, '.'));
  const history = state.files.get(`${root}/.git`);
  if (
    !history ||
    history.cause ||
    history.layer !== machine.layer ||
    !args.some((it) => /^(\.|-A|-a\w*|--all)$/.test(it.text))
  ) {
    return;
  }
  const size = state.files
    .select(root)
    .reduce((sum, { node, extent }) => (extent === 'whole' && node !== history ? sum + node.size : sum), 0);
  if (size > 0) {
    write(call, { path: `${root}/.git`, kind: 'folder', size, cause: 'git-folder', span: wordsSpan(call) });
  }
}

/** A history of an earlier layer is written anew as one file. */
function packAgain(call: Call, folder: string): void {
  const path = absolute(call, `${at(folder, '.')}/.git`);
  const old = call.state.files.get(path);
  if (old?.cause && old.layer !== call.machine.layer) {
    call.state.files.killPart({ node: old, path, size: old.size, span: wordsSpan(call), how: 'overwritten' });
    writeMetadata(call, `${path}/objects/pack`);
  }
}

const withoutHistory = /^(clone|init|config|ls-remote|gc|prune|clean|apply|)$/;

/**
 * Notes that a clone of an earlier layer is in use, in this folder or in one above, and what its submodules have where
 * one of them may be meant.
 */
function needHistory(call: Call, folder: string, verb: string | undefined): void {
  const { machine, state } = call;
  const start = absolute(call, at(folder, '.'));
  const need = (path: string) => {
    const node = state.files.get(path);
    if (node?.cause === 'git-folder' && node.layer !== machine.layer) {
      machine.needed.set(node, { layer: machine.layer, span: wordsSpan(call) });
    }
    return node !== undefined;
  };
  for (let path = start; ; path = parentOf(path)) {
    const history = path === '/' ? '/.git' : `${path}/.git`;
    const isThere = need(history);
    if (isThere && (path !== start || verb === 'submodule')) {
      need(`${history}/modules`);
    }
    if (isThere || path === '/') {
      return;
    }
  }
}

function globalOptions(call: Call) {
  let folder = '.';
  let i = 0;
  for (; i < call.args.length && call.args[i]!.text.startsWith('-'); i++) {
    const { text } = call.args[i]!;
    if (text === '-C') {
      folder = call.args[++i]?.text ?? '.';
    } else if (text === '-c' || text === '--git-dir' || text === '--work-tree') {
      i++;
    }
  }
  return { args: call.args.slice(i), folder };
}

function at(folder: string, path: string): string {
  return path.startsWith('/') ? path : folder === '.' ? path : `${folder}/${path}`;
}

function initTarget(args: Call['args']): string {
  return readArguments(args, { short: 'b', long: ['initial-branch', 'template'] }).operands[0]?.text ?? '.';
}

function clone(call: Call, args: Call['args'], folder: string): void {
  const { operands, has, value } = readArguments(args, {
    short: 'bocuj',
    long: [
      'branch',
      'origin',
      'config',
      'upload-pack',
      'reference',
      'depth',
      'template',
      'filter',
      'jobs',
      'shallow-since',
      'separate-git-dir',
      'shallow-exclude',
    ],
  });
  const address = operands[0]?.text;
  if (address === undefined) {
    return;
  }
  const name = (nameInAddress(address) || nameOf(address.replace(/^.*:/, '')) || unknownName).replace(/\.git$/, '');
  const target = at(folder, operands[1]?.text ?? name);
  if (has('bare', 'mirror')) {
    write(call, { path: operands[1] ? target : `${target}.git`, kind: 'folder', size: large });
    return;
  }
  write(call, { path: target, kind: 'folder', size: large, span: wordsSpan(call) });
  // With a folder elsewhere `.git` is a file that only names it.
  writeMetadata(call, value('separate-git-dir') ?? `${target}/.git`);
}

function writeMetadata(call: Call, path: string): void {
  write(call, {
    path,
    kind: 'folder',
    size: large,
    cause: 'git-folder',
    span: wordsSpan(call),
  });
}

/** Programs that fetch the history of sources. */
export const versionControl: Readonly<Record<string, Program>> = { git };
