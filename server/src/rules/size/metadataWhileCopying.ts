import type { Instruction } from '../../dockerfile/tree';
import { copiedFiles } from '../../model/copiedFiles';
import type { LateRemoval } from '../../model/effects/effects';
import type { DockerfileModel } from '../../model/model';
import { runsOf } from '../../model/runs';
import type { ShellCommand } from '../../shell/script';
import type { Fix, RuleContext } from '../rule';
import { separateCommands } from './removeCommand';

/**
 * Sets owner or mode in the COPY or ADD that brought the files and takes the `chown` or `chmod` away, where it changes
 * nothing but what these instructions copied.
 */
export function metadataWhileCopying({ model }: RuleContext, group: readonly LateRemoval[]): Fix | undefined {
  const { removedBy, removedAt, how } = group[0]!;
  const command = how === 'metadata' ? separateCommands(model, removedBy, [removedAt]) : undefined;
  const change = command && changeOf(command.nodes[0]!);
  if (!change || removedBy.flags.length > 0) {
    return undefined;
  }
  const copies = [...new Set(group.map(({ writtenBy }) => writtenBy))];
  const destinations = copies.map((copy) =>
    canHaveFlag(copy, change.flag) ? destinationsOf(copy, change) : undefined,
  );
  const paths = destinations.flatMap((each) => each ?? []);
  const isComplete = destinations.every((each) => each !== undefined && each.length > 0);
  if (!isComplete || paths.length !== change.targets.length || !paths.every((it) => change.targets.includes(it))) {
    return undefined;
  }
  if (change.flag === 'chown' && isNamedLater(model, change.value, copies, removedAt.start)) {
    return undefined;
  }
  const written = `--${change.flag}=${change.value}`;
  const flags = copies.map(({ keywordSpan: { end } }) => ({ span: { start: end, end }, newText: ` ${written}` }));
  return { title: `Copy with ${written} instead`, safe: false, edits: [...flags, ...command.removal] };
}

interface Change {
  readonly flag: 'chown' | 'chmod';
  readonly value: string;
  readonly isRecursive: boolean;
  /** Absolute, without a slash at the end. */
  readonly targets: readonly string[];
}

/** What a plain `chown -R owner path…` or `chmod mode path…` changes. */
function changeOf({ program }: ShellCommand): Change | undefined {
  const flag = program?.name;
  if ((flag !== 'chown' && flag !== 'chmod') || program!.wrappers.length > 0) {
    return undefined;
  }
  const values = program!.args.map((it) => it.value ?? '');
  const isRecursive = values[0] === '-R' || values[0] === '--recursive';
  const [setting = '', ...targets] = isRecursive ? values.slice(1) : values;
  const value = flag === 'chown' ? /^[\w.-]+(:[\w.-]*)?$/.exec(setting)?.[0] : modeFor(setting, isRecursive);
  const areFixed = targets.every((target) => /^\/[^*?[\]{}]+$/.test(target));
  return value === undefined || !areFixed
    ? undefined
    : { flag, value, isRecursive, targets: targets.map(withoutSlash) };
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
  return isCopy && !trigger && !flags.some((it) => it.name === flag || it.name === 'link' || it.name === 'parents');
}

/** The paths that a COPY makes, each of which the command has to name; undefined where they are not known. */
function destinationsOf(copy: Instruction, { isRecursive, targets }: Change): string[] | undefined {
  const copied = copiedFiles(copy);
  const destination = copied?.destination.text;
  if (!copied || copied.heredocs > 0 || !destination?.startsWith('/') || /[$"'\\`*?[]/.test(destination)) {
    return undefined;
  }
  if (isRecursive && targets.includes(withoutSlash(destination))) {
    return [withoutSlash(destination)];
  }
  const names = copied.sources.map(({ text }) =>
    /[$"'\\`*?[\]]|\/$|^\.{1,2}$/.test(text) ? undefined : baseName(text),
  );
  if (names.some((name) => name === undefined || name === '')) {
    return undefined;
  }
  return destination.endsWith('/') ? names.map((name) => destination + name) : [destination];
}

function withoutSlash(path: string): string {
  return path.replace(/(?!^)\/+$/, '');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
