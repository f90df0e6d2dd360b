import type { Instruction } from '../../dockerfile/tree';
import { copiedFiles } from '../../model/copiedFiles';
import type { LateRemoval } from '../../model/effects/effects';
import type { DockerfileModel } from '../../model/model';
import { runsOf } from '../../model/runs';
import type { ShellCommand, ShellWord } from '../../shell/script';
import type { Fix, RuleContext } from '../rule';
import { removeOperands } from './operands';
import { absolutePath, placesOf } from './places';
import { separateCommands } from './removeCommand';

/**
 * Sets owner or mode in the COPY or ADD that brought the files and takes the `chown` or `chmod` away, where it changes
 * nothing but what these instructions copied.
 */
export function metadataWhileCopying({ model }: RuleContext, group: readonly LateRemoval[]): Fix | undefined {
  const { removedBy, removedAt, how } = group[0]!;
  const command = how === 'metadata' ? separateCommands(model, removedBy, [removedAt]) : undefined;
  const copies = [...new Set(group.map(({ writtenBy }) => writtenBy))];
  const folderOf = foldersFor(model, copies, removedBy);
  const change =
    command && changeOf(model, command.nodes[0]!, removedBy, command.isFirst ? folderOf(removedBy) : undefined);
  if (!change || removedBy.flags.length > 0) {
    return undefined;
  }
  if (isChangedAgain(model, removedBy, command.nodes[0]!, change)) {
    return undefined;
  }
  const destinations = copies.map((copy) =>
    canHaveFlag(copy, change.flag) ? destinationsOf(copy, change, folderOf(copy)) : undefined,
  );
  const paths = destinations.flatMap((each) => each ?? []);
  const isComplete = destinations.every((each) => each !== undefined && each.length > 0);
  const operands = change.operands.filter((_, index) => paths.includes(change.targets[index]!));
  if (!isComplete || paths.length !== operands.length || !paths.every((it) => change.targets.includes(it))) {
    return undefined;
  }
  const others = change.targets.filter((it) => !paths.includes(it));
  if (others.some((other) => paths.some((it) => isIn(it, other) || isIn(other, it)))) {
    return undefined;
  }
  const isChangedAlone = copies.every((copy) => isUntouched(model, copy, removedBy, command.nodes[0]!, change.targets));
  if (change.isRecursive && !isChangedAlone) {
    return undefined;
  }
  if (change.flag === 'chown') {
    const isKnown = meansTheSame(model, change.value, copies, removedBy, removedAt.start);
    if (!isKnown || isNamedLater(model, change.value, copies, removedAt.start)) {
      return undefined;
    }
  }
  const isAll = operands.length === change.operands.length;
  const removal = isAll ? command.removal : removeOperands(model, command.nodes[0]!.program!, operands);
  const written = `--${change.flag}=${change.value}`;
  const flags = copies.map(({ keywordSpan: { end } }) => ({ span: { start: end, end }, newText: ` ${written}` }));
  return removal && { title: `Copy with ${written} instead`, safe: false, edits: [...flags, ...removal] };
}

interface Change {
  readonly flag: 'chown' | 'chmod';
  readonly value: string;
  readonly isRecursive: boolean;
  /** Absolute, without a slash at the end. */
  readonly targets: readonly string[];
  /** The words that name them. */
  readonly operands: readonly ShellWord[];
}

/**
 * The working directories of some copies and of the RUN; where nobody knows them, but they are the same one, a name for
 * it that nothing else has.
 */
function foldersFor(
  model: DockerfileModel,
  copies: readonly Instruction[],
  run: Instruction,
): (instruction: Instruction) => string | undefined {
  const { folders } = placesOf(model);
  const isSame = haveOneFolder(model, copies, run);
  return (instruction) => folders.get(instruction) ?? (isSame ? sameFolder : undefined);
}

/** True when no WORKDIR stands between some copies and a RUN, as far as one looks. */
function haveOneFolder(model: DockerfileModel, copies: readonly Instruction[], run: Instruction): boolean {
  const { positions } = placesOf(model);
  const stage = model.stageOf(run);
  const first = Math.min(...copies.map((copy) => positions.get(copy) ?? 0));
  const last = positions.get(run) ?? 0;
  return (
    last - first <= mostBetween &&
    copies.every((copy) => model.stageOf(copy) === stage) &&
    stage!.instructions.slice(first, last).every(({ name }) => name !== 'WORKDIR')
  );
}

const mostBetween = 50;

const sameFolder = '/\0';

/** What a plain `chown -R owner path…` or `chmod mode path…` changes. */
function changeOf(
  model: DockerfileModel,
  { program }: ShellCommand,
  run: Instruction,
  folder: string | undefined,
): Change | undefined {
  const flag = program?.name;
  if ((flag !== 'chown' && flag !== 'chmod') || program!.wrappers.length > 0) {
    return undefined;
  }
  const options = program!.args.filter(({ text }) => /^-(?:[Rvfc]+|-recursive|-verbose)$/.test(text));
  const [setting, ...operands] = program!.args.filter((word) => !options.includes(word));
  const isRecursive = options.some(({ text }) => /R|--recursive/.test(text));
  const written = setting?.value ?? setting?.text.replace(/^"(.*)"$/, '$1') ?? '';
  const value = flag === 'chown' ? ownerFor(model, run, written) : modeFor(written, isRecursive);
  const targets = operands.flatMap(({ value: target = '' }) =>
    (isRecursive ? plainTarget : globTarget).test(target) ? (absolutePath(folder, target) ?? []) : [],
  );
  const isHere = targets.some((it) => it === '/' || it === sameFolder || (isRecursive && it.startsWith(sameFolder)));
  return value === undefined || targets.length < operands.length || isHere
    ? undefined
    : { flag, value, isRecursive, targets, operands };
}

const plainTarget = /^[^*?[\]{}]+$/;
/** What a COPY with a wildcard for names takes, a shell finds with it. */
const globTarget = /^[^*?[\]{}]*[^[\]{}/]+$/;

/** An owner as COPY takes it: names and numbers, and variables whose value is known. */
function ownerFor({ variables }: DockerfileModel, run: Instruction, written: string): string | undefined {
  if (!/^[\w.${}-]+(:[\w.${}-]*)?$/.test(written)) {
    return undefined;
  }
  const value = written.includes('$') ? variables.valueAt(run, written) : written;
  return value !== undefined && /^[\w.-]+(:[\w.-]*)?$/.test(value) ? written : undefined;
}

/** True when the script goes on to change or move what a command has changed, which writes it all the same. */
function isChangedAgain(
  model: DockerfileModel,
  run: Instruction,
  { span }: ShellCommand,
  { targets, operands }: Change,
): boolean {
  const calls = placesOf(model).runs.get(run)?.calls ?? [];
  const names = [...targets, ...operands.map(({ value }) => value)];
  return calls.some(
    ({ name, command, program }) =>
      /^(?:chown|chmod|chgrp|touch|mv)$/.test(name) &&
      command.span.start > span.start &&
      program.args.some(({ value = '' }) => names.some((it) => value === it || value.startsWith(`${it}/`))),
  );
}

/**
 * True when no script between a copy and the command may have written what the command changes as well: by working in
 * that folder or around it, or by naming it. Package managers and what makes accounts and folders write elsewhere.
 */
function isUntouched(
  model: DockerfileModel,
  copy: Instruction,
  removedBy: Instruction,
  command: ShellCommand,
  targets: readonly string[],
): boolean {
  const { runs, folders } = placesOf(model);
  const stage = model.stageOf(copy);
  return (
    stage === model.stageOf(removedBy) &&
    stage!.instructions.every((each) => {
      const isBetween = each.span.start > copy.span.start && each.span.start <= removedBy.span.start;
      if (!isBetween || each.name !== 'RUN') {
        return true;
      }
      const end = Math.min(each.span.end, command.span.start);
      const calls = runs.get(each)?.calls.filter(({ command: { span } }) => span.start < end);
      const text = model.tree.text.slice(each.span.start, end);
      const folder = folders.get(each) ?? '/';
      const isAway = (target: string) =>
        !text.includes(target) && (folder === '/' || !(isIn(folder, target) || isIn(target, folder)));
      return calls?.every(({ name }) => elsewhere.has(name)) || targets.every(isAway);
    })
  );
}

function isIn(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

const elsewhere: ReadonlySet<string> = new Set(
  'addgroup adduser apk apt apt-get chmod chown dnf echo groupadd microdnf mkdir rm set true useradd usermod yum zypper'.split(
    ' ',
  ),
);

/** True when an owner is at the copies who it is at the command: known, and by the same values of variables. */
function meansTheSame(
  { variables, tree: { text } }: DockerfileModel,
  owner: string,
  copies: readonly Instruction[],
  run: Instruction,
  before: number,
): boolean {
  const value = variables.valueAt(run, owner);
  const names = [...owner.matchAll(/\w+/g)].map(([name]) => name);
  const script = text.slice(run.span.start, before);
  return (
    value !== undefined &&
    copies.every((copy) => variables.valueAt(copy, owner) === value) &&
    !(owner.includes('$') && names.some((name) => new RegExp(`\\b${name}=`).test(script)))
  );
}

/** True when an account is made only behind one of the copies, which could not name it. */
function isNamedLater(model: DockerfileModel, owner: string, copies: readonly Instruction[], before: number): boolean {
  const after = Math.min(...copies.map(({ span }) => span.start));
  const isNumeric = /^\d+(:\d*)?$/.test(owner);
  const calls = isNumeric ? [] : runsOf(model).callsOf('useradd', 'adduser', 'groupadd', 'addgroup');
  return calls.some(({ command }) => command.span.start > after && command.span.start < before);
}

/** A mode as COPY takes it in any version: `+x` makes a program of a file that everybody may read. */
function modeFor(mode: string, isRecursive: boolean): string | undefined {
  if (/^[0-7]{3,4}$/.test(mode)) {
    return mode;
  }
  return !isRecursive && /^(a|ugo)?\+r?x$/.test(mode) ? '755' : undefined;
}

function canHaveFlag({ name, flags, trigger }: Instruction, flag: string): boolean {
  const isCopy = name === 'COPY' || name === 'ADD';
  // With --link, a name of an owner is looked up in an empty image.
  return (
    isCopy &&
    !trigger &&
    !flags.some(({ name: it }) => it === flag || it === 'parents' || (it === 'link' && flag === 'chown'))
  );
}

/** The paths that a COPY makes, each of which the command has to name; undefined where they are not known. */
function destinationsOf(
  copy: Instruction,
  { isRecursive, targets }: Change,
  folder: string | undefined,
): string[] | undefined {
  const copied = copiedFiles(copy);
  const written = copied?.destination.text ?? '$';
  const path = /[$"'\\`*?[]/.test(written) ? undefined : absolutePath(folder, written);
  if (!copied || copied.heredocs > 0 || path === undefined) {
    return undefined;
  }
  if (isRecursive && targets.includes(path)) {
    return [path];
  }
  const isFolder = /(?:^|\/)\.?$/.test(written);
  if (!isFolder && copied.sources.length === 1) {
    const source = copied.sources[0]!.text;
    // A folder that is there already takes the file in.
    const within = `${path}/${baseName(source)}`;
    return /(?:^|\/)\.{0,2}$|[*?]/.test(source) ? undefined : [targets.includes(within) ? within : path];
  }
  const names = copied.sources.map(({ text }) =>
    /[$"'\\`[\]]|\/$|^\.{1,2}$|[*?].*\//.test(text) ? undefined : baseName(text),
  );
  if (!isFolder || names.some((name) => name === undefined || name === '')) {
    return undefined;
  }
  return names.map((name) => `${path.replace(/\/$/, '')}/${name}`);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
