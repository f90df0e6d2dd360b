import type { Span } from '../../text/span';
import type { AttemptProblem, Death, Remedy } from './effects';
import type { Field } from './expansion';
import { meantBy } from './expansion';
import type { FileTable } from './files';
import type { Call, Killing, Machine } from './machine';
import { type FileNode, isMoreOf, type Selection, writersOf } from './nodes';
import { partOfPackage } from './packagedFiles';
import { isSystemFolder, isWithin, parentOf, resolvePath, segmentsOf } from './paths';
import { isBuildOutput, sizeByName } from './sizes';
import { hasWildcards, isKnown, unknownName } from './symbols';

/** What a command writes. */
export interface Writing {
  /** Absolute, or relative to the folder that the shell is in. */
  readonly path: string;
  readonly size: number;
  readonly kind?: FileNode['kind'];
  /** The words that wrote it; the whole command when not given. */
  readonly span?: Span;
  readonly cause?: string | undefined;
  readonly remedies?: readonly Remedy[];
  readonly archive?: boolean;
  readonly packedFrom?: readonly FileNode[];
  readonly content?: string | undefined;
  readonly target?: string;
  readonly shared?: boolean;
  readonly shown?: string;
  readonly source?: string;
  readonly mode?: number | undefined;
  readonly dated?: boolean;
}

/** The words of the program in a command, from its name to the end of the last word that belongs to it. */
export function wordsSpan(call: Call, last: Span = call.program.args.at(-1)?.span ?? call.program.word.span): Span {
  return { start: call.program.word.span.start, end: Math.max(last.end, call.program.word.span.end) };
}

/** An absolute path of what the shell calls by a relative one. */
export function absolute(call: Call, path: string): string {
  return resolvePath(call.state.folder, path);
}

/** True for a folder that every image has, that was made here, or that the shell is in. */
export function isKnownFolder({ state }: Call, path: string): boolean {
  const node = state.files.get(path);
  const isThere = isSystemFolder(path) || isWithin(state.folder, path);
  return isThere || (node ? node.kind === 'folder' : state.files.hasBelow(path));
}

/** Writes a file or folder into the layer; one of a lower layer in the same place is overwritten. */
export function write(call: Call, writing: Writing): FileNode | undefined {
  return writeWords(call, writing, writing.span ?? wordsSpan(call));
}

/** As `write`, for what no single program has written. */
export function writeAt(
  call: Pick<Call, 'machine' | 'state'>,
  writing: Writing & { readonly span: Span },
): FileNode | undefined {
  return writeWords(call, writing, writing.span);
}

function writeWords(
  { machine, state, user = machine.user }: Pick<Call, 'machine' | 'state'> & Partial<Pick<Call, 'user'>>,
  writing: Writing,
  span: Span,
): FileNode | undefined {
  const { path, kind = 'file' } = writing;
  const place = state.files.follow(resolvePath(state.folder, path));
  const old = place.includes(unknownName) ? undefined : state.files.get(place);
  if (old && old.layer !== machine.layer && old.kind !== 'folder') {
    machine.killings.set(old, { how: 'overwritten', span });
  }
  if (place.endsWith(`/${unknownName}`)) {
    machine.filled.add(parentOf(place));
  }
  const isMore = old !== undefined && isMoreOf(old, { layer: machine.layer, cause: writing.cause });
  return state.files.put({
    path: place,
    kind,
    size: writing.size,
    layer: machine.layer,
    span,
    time: machine.tick(),
    cause: writing.cause,
    remedies: writing.remedies,
    otherWriters: isMore ? writersOf(old) : undefined,
    archive: writing.archive,
    packedFrom: writing.packedFrom,
    content: writing.content,
    target: writing.target,
    shared: writing.shared,
    shown: writing.shown,
    source: writing.source,
    owner: writing.dated ? undefined : user,
    mode: writing.mode,
    dated: writing.dated,
  });
}

export interface Removing {
  /** With `rm -r`. */
  readonly recursive: boolean;
  /** The words that remove it. */
  readonly span: Span;
  /** Whether a leading wildcard takes hidden names. */
  readonly hidden?: boolean;
}

/** Every node that an absolute pattern names, and where there is none the installed package to which such files belong. */
export function selectPackaged({ state }: Pick<Call, 'state'>, pattern: string, hidden = false): readonly Selection[] {
  const found = state.files.select(pattern, hidden);
  const part = found.length === 0 ? partOfPackage(state, pattern) : undefined;
  return part ? [part] : found;
}

/** Removes what an absolute pattern names, as `rm` does. */
export function removePattern(call: Call, pattern: string, { recursive, span, hidden = false }: Removing): void {
  for (const selection of selectPackaged(call, pattern, hidden)) {
    removeSelection(call, selection, recursive, span);
  }
}

/** Folders of root that nobody hands over to another user. */
const rootOnly = /^\/(root|etc\/apt|usr\/(bin|lib|sbin|share)|var\/(lib|cache)\/(apt|dpkg|yum|dnf))(\/|$)/;

/** False for what only root may remove, when somebody else tries. */
export function mayRemove({ user }: Call, path: string): boolean {
  return user === 'root' || !isKnown(user) || !rootOnly.test(path);
}

/** Removes what a selection names; folders only when `recursive`. */
export function removeSelection(call: Call, selection: Selection, recursive: boolean, span: Span): void {
  const { node, extent, exact } = selection;
  if (!mayRemove(call, node.path)) {
    return;
  }
  if (extent === 'part') {
    killPart(call, selection, span, 'deleted');
    return;
  }
  const name = nameGiven(selection);
  if (name !== undefined && node.fromContext) {
    // What a COPY brings by names that nobody knows is many things, of which this is one.
    call.state.files.killPart({ node, path: name, size: Math.min(node.size, sizeByName(name)), span, how: 'deleted' });
    return;
  }
  const isFolder = node.kind === 'folder' || !exact || extent === 'contents';
  if (recursive || !isFolder) {
    kill(call, node, { how: 'deleted', span, path: name });
    call.state.files.delete(node);
  }
}

/** What a command calls something by a name that nobody knew before. */
function nameGiven({ node, pattern }: Selection): string | undefined {
  if (isKnown(node.path)) {
    return undefined;
  }
  const wanted = segmentsOf(pattern);
  const depth = segmentsOf(node.path).length;
  const name = `/${wanted.slice(0, depth).join('/')}`;
  return wanted.length >= depth && !hasWildcards(name) ? name : undefined;
}

/**
 * Removes everything that was written for a cause, as a program's own cleaning command does.
 *
 * @param folder The only folder that it cleans, when that is known.
 */
export function removeCause(call: Call, cause: string, span: Span, folder?: string): void {
  const { files } = call.state;
  const root = folder === undefined || !isKnown(folder) ? '/' : files.follow(absolute(call, folder));
  const isMeant = (it: FileNode) => it.cause === cause && isWithin(it.path, root) && !files.isMounted(it.path);
  const meant = files.filter(isMeant);
  const isElsewhere = root !== '/' && meant.length === 0 && files.filter((it) => it.cause === cause).length > 0;
  const isOtherUser = isElsewhere && call.env('HOME') !== call.machine.home;
  noteAttempt(call, span, [], isOtherUser ? 'otherHome' : isElsewhere ? 'elsewhere' : undefined, cause);
  for (const node of meant) {
    kill(call, node, { how: 'deleted', span });
    files.delete(node);
  }
}

/** Removes what the distribution's packages leave, as is hoped of a program of somebody's own that is said to clean up. */
export function removeResidue({ machine, state: { files } }: Call): void {
  const causes = /^(?:apk|apt|dnf|pacman|zypper)-/;
  for (const node of files.filter((it) => it.layer === machine.layer && causes.test(it.cause ?? ''))) {
    files.delete(node);
  }
}

/** Notes a command that was meant to clean something, so that it can be explained when it does not. */
export function noteAttempt(
  call: Call,
  span: Span,
  patterns: readonly string[],
  problem?: AttemptProblem,
  cause?: string,
): void {
  const { machine } = call;
  machine.attempts.push({
    span,
    time: machine.tick(),
    patterns: patterns.map((it) => absolute(call, it)),
    problem,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The absolute patterns that an operand stands for, and a note of what the author may have meant. */
export function operandPattern(call: Call, field: Field, problem?: AttemptProblem): string {
  noteAttempt(call, wordsSpan(call, field.word.span), meantBy(field), problem ?? field.inert);
  return absolute(call, field.text);
}

/** What a change of metadata makes of a file. */
export type Marks = Pick<FileNode, 'owner' | 'mode' | 'dated'>;

/** Writes lower files again for new metadata or contents, as `chmod`, `touch` or `sed -i` make the engine do. */
export function rewrite(
  call: Call,
  selection: Selection,
  span: Span,
  how: 'metadata' | 'overwritten' | 'linked',
  marks?: Marks,
): void {
  const { node, extent } = selection;
  if (extent !== 'part' && node.layer === call.machine.layer && marks) {
    mark(call, node, marks);
  } else if (extent === 'part') {
    killPart(call, selection, span, how);
  } else if (node.layer !== call.machine.layer && node.size > 0 && node.kind !== 'link') {
    kill(call, node, { how, span, path: nameGiven(selection) });
    const { machine, state } = call;
    const path = selection.exact && !hasWildcards(selection.pattern) ? selection.pattern : node.path;
    state.files.delete(node);
    state.files.put({
      ...node,
      path,
      layer: machine.layer,
      span,
      time: machine.tick(),
      cause: undefined,
      origin: undefined,
      otherWriters: undefined,
      ...(how === 'metadata' && { rewritten: node }),
      ...marks,
    });
  }
}

/** Gives a file of this layer another owner or mode, which costs nothing. */
function mark({ machine, state }: Call, node: FileNode, marks: Marks): void {
  const marked = state.files.put({ ...node, ...marks });
  const unpacking = machine.unpacked.get(node);
  if (marked && unpacking) {
    machine.unpacked.set(marked, unpacking);
  }
}

/** Notes that somebody works in a folder for temporary files that an earlier layer has left. */
export function needTemporary(
  files: FileTable,
  { needed, layer }: Pick<Machine, 'needed' | 'layer'>,
  folder: string,
  span: Span,
): void {
  for (const { node } of /^\/(?:var\/)?tmp\/./.test(folder) ? files.select(folder) : []) {
    if (node.layer !== layer) {
      needed.set(node, { layer, span });
    }
  }
}

/** Puts a node somewhere else, as `mv` does: in a lower layer the bytes stay and are written once more. */
export function relocate(call: Call, selection: Selection, path: string, span: Span, how: Death = 'moved'): void {
  const { machine, state } = call;
  const { node } = selection;
  const isLower = node.layer !== machine.layer;
  kill(call, node, { how, span, path: nameGiven(selection) });
  state.files.delete(node);
  overwrite(call, path, span);
  const moved = state.files.put({
    ...node,
    path,
    ...(isLower
      ? {
          layer: machine.layer,
          span,
          time: machine.tick(),
          cause: undefined,
          remedies: undefined,
          otherWriters: undefined,
        }
      : {}),
  });
  const unpacking = machine.unpacked.get(node);
  if (moved && unpacking) {
    machine.unpacked.set(moved, unpacking);
  }
}

/** Puts a copy of a node somewhere else. */
export function duplicate(call: Call, node: FileNode, path: string, span: Span): void {
  const { machine, state } = call;
  const { cause: _cause, remedies: _remedies, origin: _origin, rewritten: _rewritten, ...rest } = node;
  overwrite(call, path, span);
  state.files.put({ ...rest, otherWriters: undefined, path, layer: machine.layer, span, time: machine.tick() });
}

/** Notes that a file of a lower layer gives way to another one in its place. */
function overwrite(call: Call, path: string, span: Span): void {
  const old = path.includes(unknownName) ? undefined : call.state.files.get(path);
  if (old && old.kind !== 'folder') {
    kill(call, old, { how: 'overwritten', span });
  }
}

/** Notes that a node of a lower layer dies; nodes of this layer leave nothing. */
export function kill(call: Call, node: FileNode, killing: Killing): void {
  if (node.layer !== call.machine.layer) {
    call.machine.killings.set(node, killing);
  }
}

/** Notes that a part of a lower layer's folder dies, unless it may as well be somebody else's or made by a build. */
export function killPart(call: Call, { node, pattern }: Selection, span: Span, how: Killing['how']): void {
  if (node.layer === call.machine.layer || node.shared || node.size === 0) {
    return;
  }
  const below = pattern.slice(node.path.length).split('/');
  if (!node.fromContext || !below.some((it) => it !== '' && isBuildOutput(it))) {
    const size = Math.min(node.size, sizeByName(pattern));
    call.state.files.killPart({ node, path: pattern, size, span, how });
  }
}
