import type { Instruction } from '../../dockerfile/tree';
import { copiedFiles } from '../../model/copiedFiles';
import type { DockerfileModel } from '../../model/model';
import { type RunCall, runsOf, wordsOf } from '../../model/runs';
import type { ShellWord } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import { wholeLines } from '../engine/wholeLines';
import type { Fix } from '../rule';
import { removeOperands } from './operands';
import { absolutePath, placesOf } from './places';
import { separateCommands } from './removeCommand';

/**
 * Mounts what a COPY brings, a file or a folder, only for the one RUN that uses and then deletes it, so that no layer
 * holds it. Offered only where nobody else names it.
 *
 * @param removal The call that deletes it in that RUN.
 */
export function mountInsteadOfCopy(model: DockerfileModel, copy: Instruction, removal: RunCall): Fix | undefined {
  const { run } = removal;
  const { instruction } = run;
  const copied = copiedBy(model, copy);
  const operands = removal.name === 'rm' && removal.program.wrappers.length === 0 ? operandsOf(removal) : undefined;
  if (!copied || !operands || run.outer.trigger || model.stageOf(copy) !== run.stage) {
    return undefined;
  }
  const changesFolder = run.calls.some(({ name }) => name === 'cd' || name === 'pushd');
  const folder = changesFolder ? undefined : placesOf(model).folders.get(run.outer);
  const pathOf = ({ value }: ShellWord) => (value === undefined ? undefined : absolutePath(folder, value));
  const isCopied = (path: string | undefined) =>
    path !== undefined &&
    (path === copied.inFolder || (path === copied.path && (copied.isSure || isRecursive(removal))));
  const [removed, ...others] = operands.filter((word) => isCopied(pathOf(word)));
  const target = removed && others.length === 0 ? pathOf(removed) : undefined;
  if (target === undefined || target === '/') {
    return undefined;
  }
  const users = usersOf(model, removal, copy, target);
  if (!users || users.some((call) => takesAway(call, target, pathOf))) {
    return undefined;
  }
  const isFile = copied.isFile || target !== copied.path;
  const needsWriting = !isFile || users.some(({ name }) => writers.has(name));
  const parts = [
    'type=bind',
    ...(copied.from === undefined ? [] : [`from=${copied.from}`]),
    `source=${copied.source}`,
    `target=${target}`,
    ...(needsWriting ? ['rw'] : []),
  ];
  const gone: readonly TextEdit[] | undefined =
    operands.length === 1
      ? separateCommands(model, instruction, [removal.command.span])?.removal
      : removeOperands(model, removal.program, [removed!]);
  const at = instruction.keywordSpan.end;
  return (
    gone && {
      title: 'Mount it for this RUN instead of copying it',
      safe: false,
      edits: [
        { span: wholeLines(model.tree.text, copy), newText: '' },
        { span: { start: at, end: at }, newText: ` --mount=${parts.join(',')}` },
        ...gone,
      ],
    }
  );
}

/** What a COPY of one plain path brings. */
interface Copied {
  readonly from: string | undefined;
  /** As a mount takes it. */
  readonly source: string;
  /** Where it is when it is a folder, or a file that gets this very name; undefined where it is neither. */
  readonly path: string | undefined;
  /** False where that holds for a folder only, and it may be a file. */
  readonly isSure: boolean;
  /** Where it is when it is a file that is put into a folder; undefined where it is none. */
  readonly inFolder: string | undefined;
  readonly isFile: boolean;
}

function copiedBy(model: DockerfileModel, copy: Instruction): Copied | undefined {
  const copied = copiedFiles(copy);
  const [source, ...others] = copied?.sources ?? [];
  const destination = copied?.destination.text ?? '';
  if (
    !source ||
    others.length > 0 ||
    copied!.heredocs > 0 ||
    copy.trigger ||
    !isPlain(source.text) ||
    !isPlain(destination)
  ) {
    return undefined;
  }
  const [from, ...flags] = copy.flags.map(({ name, value }) => (name === 'from' && value ? value : '*'));
  const path = absolutePath(placesOf(model).folders.get(copy), destination);
  // A mount finds a stage by its name only.
  if (path === undefined || flags.length > 0 || (from !== undefined && !/^[A-Za-z][\w./:@-]*$/.test(from))) {
    return undefined;
  }
  const name = /[^/]*$/.exec(source.text.replace(/\/+$/, ''))![0];
  const isFolder = source.text.endsWith('/') || /^\.*$/.test(name);
  const isFile = !isFolder && /\.(?!d$)[A-Za-z]\w*$/.test(name);
  if (copy.name === 'ADD' && !isFolder && !neverUnpacked.test(name)) {
    return undefined;
  }
  const isIntoFolder = /(?:^|\/)\.?$/.test(destination);
  return {
    from,
    source: from === undefined ? source.text.replace(/^\.?\/+(?=.)/, '').replace(/(?<=.)\/+$/, '') : source.text,
    path: isIntoFolder && isFile ? undefined : path,
    isSure: isFolder || !isIntoFolder,
    inFolder: isFolder ? undefined : `${path === '/' ? '' : path}/${name}`,
    isFile,
  };
}

function isPlain(path: string): boolean {
  return /^[\w@%+=:./-]+$/.test(path) && !path.includes('://') && !path.includes('..');
}

/** What ADD copies as it is. */
const neverUnpacked = /\.(?:rpm|deb|apk|sh|py|whl|zip|jar|war|run|bin|exe)$/;

/** The words of an `rm` that are no options; undefined with options that say more than how to delete. */
function operandsOf({ program }: RunCall): readonly ShellWord[] | undefined {
  const options = program.args.filter(({ text }) => text.startsWith('-'));
  return options.every(({ text }) => /^-[rRfv]+$/.test(text))
    ? program.args.filter(({ text }) => !text.startsWith('-'))
    : undefined;
}

function isRecursive({ program }: RunCall): boolean {
  return program.args.some(({ text }) => /^-\w*[rR]/.test(text));
}

/** The calls of the RUN that name a path, without the one that deletes; undefined where none does, or somebody else. */
function usersOf(
  model: DockerfileModel,
  removal: RunCall,
  copy: Instruction,
  target: string,
): readonly RunCall[] | undefined {
  const { run } = removal;
  const name = target.slice(target.lastIndexOf('/') + 1);
  const { runs } = runsOf(model);
  const isElsewhere =
    runs.length > mostRuns ||
    runs.some(
      (each) =>
        each !== run &&
        each.stage === run.stage &&
        (each.outer.heredocs.length > 0 || each.outer.logical.text.includes(name)),
    ) ||
    run.stage.instructions.some((each) => each !== copy && copiedFiles(each)?.destination.text.includes(name)) ||
    run.instruction.flags.some(({ value }) => value?.includes(name));
  const own = run.calls.filter((call) => call !== removal && wordsOf(call).some(({ text }) => text.includes(name)));
  const isUsedBehind = own.some(({ command }) => command.span.start > removal.command.span.start);
  return isElsewhere || isUsedBehind || own.length === 0 ? undefined : own;
}

/** In a longer file nobody looks through every RUN for every file. */
const mostRuns = 100;

/** True for a call that moves or deletes a path, which a mount does not allow, or replaces it by another file. */
function takesAway(
  { name, program }: RunCall,
  target: string,
  pathOf: (word: ShellWord) => string | undefined,
): boolean {
  return takers.has(name) && program.args.some((word) => pathOf(word) === target);
}

const takers: ReadonlySet<string> = new Set('bunzip2 bzip2 gunzip gzip ln mv rm unlink unxz unzstd xz'.split(' '));

/** Programs that may change the file that they are given. */
const writers: ReadonlySet<string> = new Set(
  'chgrp chmod chown dos2unix ed patch perl sed setcap strip touch'.split(' '),
);
