import type { Instruction, Word } from '../../dockerfile/tree';
import type { Span } from '../../text/span';
import { type BuildContext, type ContextFile, listedBelow } from '../context';
import { type ContextEntry, type ContextListing, searchContext } from '../contextListing';
import { readDockerignore } from '../dockerignore';
import type { FileTable } from './files';
import type { Killing, Unpacking } from './machine';
import type { FileNode, Layer, Selection } from './nodes';
import { isSystemFolder, isWithin, nameOf, nameOfDownload, resolvePath, segmentsOf } from './paths';
import { isArchiveName, large, looksLikeFile, sizeByName, sizeOfDownload } from './sizes';
import {
  activateWildcards,
  anyText,
  hasWildcards,
  isKnown,
  matchesName,
  replaceCharacters,
  unknownName,
} from './symbols';

/** What COPY and ADD need to know of the stage that they stand in. */
export interface CopyContext {
  readonly text: string;
  readonly context: BuildContext | undefined;
  readonly files: FileTable;
  readonly folder: string;
  readonly layer: Layer;
  readonly killings: Map<FileNode, Killing>;
  tick(): number;
  /** Expands variables and takes quotes off. */
  expand(text: string): string;
  /** The stage that `--from` names as it was built, undefined when it names an image. */
  stageOf(reference: string): OtherStage | undefined;
}

export interface OtherStage {
  readonly files: FileTable;
  readonly unpacked: ReadonlyMap<FileNode, Unpacking>;
}

interface Place {
  readonly destination: string;
  /** True when files go into the destination and not in its place. */
  readonly intoFolder: boolean;
  readonly span: Span;
}

/** Writes what a COPY or ADD brings. */
export function copyFiles(instruction: Instruction, context: CopyContext): void {
  const words = argumentsOf(instruction);
  const last = words.at(-1);
  if (!last || words.length < 2) {
    return;
  }
  const target = context.expand(last.text);
  const destination = resolvePath(context.folder, target);
  const sources = words.slice(0, -1);
  const place: Place = {
    destination,
    intoFolder:
      /(^|\/)\.{0,2}$/.test(target) ||
      sources.length > 1 ||
      isSystemFolder(destination) ||
      isWithin(context.folder, destination),
    span: { start: words[0]!.span.start, end: last.span.end },
  };
  const from = instruction.flags.find((flag) => flag.name === 'from' && flag.value)?.value;
  for (const { text, span } of sources) {
    const heredoc = instruction.heredocs.find((it) => it.marker.start === span.start);
    const source = context.expand(text);
    if (heredoc) {
      const content = context.text.slice(heredoc.body.start, heredoc.body.end);
      const known = heredoc.expand ? expandedHeredoc(content, context) : content;
      put(context, place, heredoc.name, { kind: 'file', size: content.length, content: known });
    } else if (from) {
      copyFromStage(context, place, source, from);
    } else if (instruction.name === 'ADD' && isRemote(source)) {
      addRemote(instruction, context, place, source);
    } else {
      copyFromContext(instruction, context, place, source);
    }
  }
}

/**
 * The text of a heredoc as COPY writes it: every backslash goes, variables of the Dockerfile are filled in, and what a
 * shell would call its parameters is empty. Undefined where a variable has a value that only a build can tell.
 */
function expandedHeredoc(text: string, { expand }: CopyContext): string | undefined {
  const expanded = text.replace(
    /\\([\s\S])|\$(?:[\d@*#?$!-]|\w+|\{\w+\})/g,
    (whole, escaped?: string) => escaped ?? (/^\$\{?[A-Za-z_]/.test(whole) ? expand(whole) : ''),
  );
  return isKnown(expanded) && !/\$\{\w+[^\w}]/.test(text) ? expanded : undefined;
}

interface Argument {
  readonly text: string;
  readonly span: Span;
}

function argumentsOf({ args }: Instruction): readonly Argument[] {
  if (args.form === 'json') {
    return args.strings.map(({ value, span }) => ({ text: value, span }));
  }
  return args.form === 'words' ? args.words.map((word: Word) => ({ text: word.text, span: word.span })) : [];
}

/** The one system folder in which images and packages have nothing. */
const emptyFolder = '/srv';

function put(
  { files, layer, killings, tick }: CopyContext,
  { destination, intoFolder, span }: Place,
  name: string,
  node: Partial<FileNode> & Pick<FileNode, 'kind' | 'size'>,
): void {
  const path = intoFolder && name !== '' ? resolvePath(destination, name) : destination;
  const old = files.get(path);
  if (old && old.layer !== layer && isReplaced(old, node, layer)) {
    killings.set(old, { span, how: 'overwritten' });
  }
  files.put({
    path,
    shared: path === destination && isSystemFolder(destination) && destination !== emptyFolder,
    ...node,
    layer,
    span,
    time: tick(),
  });
}

/** Of a folder over a folder only what was the same before tells which files are replaced. */
function isReplaced(old: FileNode, node: Partial<FileNode>, layer: Layer): boolean {
  const isRepeated = isSameThing(old, node);
  const areFiles = old.kind === 'file' && node.kind === 'file';
  return isRepeated ? !keepsMetadata(old.layer, layer) : areFiles;
}

/** True for what was copied from one place twice; what stages carry is told by where it came from first. */
function isSameThing(one: Partial<FileNode>, other: Partial<FileNode>): boolean {
  const [a, b] = [firstOrigin(one), firstOrigin(other)];
  return a === b || (a.source !== undefined && a.source === b.source);
}

/** True unless one of the two gives the same files another owner or another mode; from a stage they keep theirs. */
function keepsMetadata(earlier: Layer, later: Layer): boolean {
  const flagOf = ({ instruction }: Layer, name: string) => instruction.flags.find((flag) => flag.name === name)?.value;
  const keepsOwn = flagOf(later, 'from') !== undefined;
  return ['chown', 'chmod'].every((name) => {
    const given = flagOf(later, name);
    return given === flagOf(earlier, name) || (given === undefined && keepsOwn);
  });
}

function firstOrigin(node: Partial<FileNode>): Partial<FileNode> {
  let first = node;
  while (first.origin) {
    first = first.origin;
  }
  return first;
}

interface SourceFile {
  /** Path below the source; empty for the source itself. */
  readonly below: string;
  readonly path: string;
  readonly file: ContextFile;
}

/** The files that a source of the context brings: itself, or what lies in a folder; undefined when it is not known. */
function contextFiles(context: BuildContext, source: string, mayBeNone: boolean): SourceFile[] | undefined {
  const { listing } = context;
  if (listing) {
    const search = searchContext(listing, resolvePath('/', source).slice(1), true);
    const isKnown = (search.found.length > 0 || mayBeNone) && !search.isOpen && search.needs.length === 0;
    return isKnown ? search.found.flatMap(({ path, entry }) => listedFiles(context, listing, path, entry)) : undefined;
  }
  const wanted = segmentsOf(resolvePath('/', activateWildcards(source)));
  const found: SourceFile[] = [];
  for (const [path, file] of context.files) {
    const names = segmentsOf(path);
    if (wanted.length <= names.length && wanted.every((it, i) => matchesName(it, names[i]!, true))) {
      found.push({ below: names.slice(wanted.length).join('/'), path, file });
    }
  }
  return found.length > 0 ? found : undefined;
}

function listedFiles(
  context: BuildContext,
  listing: ContextListing,
  path: string,
  entry: ContextEntry | undefined,
): SourceFile[] {
  if (entry && entry.kind !== 'directory') {
    // Where a link leads is not known; BuildKit copies what is there.
    const file = entry.kind === 'symlink' ? { size: sizeByName(path) } : context.fileAt(path);
    return file ? [{ below: '', path, file }] : [];
  }
  const listed = listedBelow(listing, path);
  const start = path === '' ? 0 : path.length + 1;
  return [
    ...listed.files.flatMap((each) => {
      const file = context.fileAt(each);
      return file ? [{ below: each.slice(start), path: each, file }] : [];
    }),
    ...listed.unread.map((each) => ({
      below: `${each}/${unknownName}`.slice(start),
      path: each,
      file: { size: large },
    })),
  ];
}

const maxFiles = 300;

/** Copies files that the host knows; false when it knows none of that name. */
function copyKnownFiles(instruction: Instruction, context: CopyContext, place: Place, source: string): boolean {
  const listed = context.context && contextFiles(context.context, source, mayMeetNothing(instruction, context, source));
  if (!listed) {
    return false;
  }
  const isExcluded = exclusionOf(instruction, context);
  const found = listed.filter(({ below, path }) => !isExcluded(below === '' ? nameOf(path) : below));
  overwriteModules(context, place, found);
  if (found.length > maxFiles) {
    const size = found.reduce((sum, { file }) => sum + file.size, 0);
    put(context, { ...place, intoFolder: false }, '', { kind: 'folder', size, source });
    return true;
  }
  const parents = parentsKept(instruction, source);
  for (const { below, path, file } of found) {
    const name = parents === undefined ? below || nameOf(path) : path.slice(parents);
    const intoFolder = parents !== undefined || below !== '' || place.intoFolder || found.length > 1;
    const { size, content } = file;
    put(context, { ...place, intoFolder }, name, {
      kind: 'file',
      size,
      content,
      source: `${source}/${below || nameOf(path)}`,
      archive: isArchiveName(path),
    });
  }
  return true;
}

/**
 * Whether a wildcard that meets nothing is to be believed: the folder is the right one where it has another source of
 * the same COPY.
 */
function mayMeetNothing(instruction: Instruction, { context, expand }: CopyContext, source: string): boolean {
  const others = /[*?[]/.test(source) && context?.listing ? argumentsOf(instruction).slice(0, -1) : [];
  return others.some(({ text }) => {
    const other = expand(text);
    return other !== source && contextFiles(context!, other, false) !== undefined;
  });
}

/** Modules that come along replace those of the same names that an earlier instruction has installed. */
function overwriteModules(
  { files, layer }: CopyContext,
  { destination, span }: Place,
  found: readonly SourceFile[],
): void {
  const sizes = new Map<string, number>();
  for (const { below, file } of found) {
    const folder = /^(.*?\/)??node_modules(?=\/)/.exec(below)?.[0];
    if (folder !== undefined) {
      sizes.set(folder, (sizes.get(folder) ?? 0) + file.size);
    }
  }
  for (const [folder, size] of sizes) {
    const node = files.get(resolvePath(destination, folder));
    if (node?.kind === 'folder' && node.layer !== layer) {
      files.killPart({ node, path: `${node.path}/*`, size: Math.min(size, node.size), span, how: 'overwritten' });
    }
  }
}

/** A test for the paths below a source that `--exclude` leaves out. */
function exclusionOf({ flags }: Instruction, { expand }: CopyContext): (path: string) => boolean {
  const excluded = flags.filter(({ name, value }) => name === 'exclude' && value !== undefined);
  if (excluded.length === 0) {
    return () => false;
  }
  const patterns = readDockerignore(excluded.map(({ value }) => expand(value!)).join('\n'));
  return (path) => patterns.decide(path) !== undefined;
}

/** With `--parents`, how much of the path in front goes: what stands before `/./`. Undefined without the flag. */
function parentsKept({ flags }: Instruction, source: string): number | undefined {
  if (!flags.some(({ name, value }) => name === 'parents' && value?.toLowerCase() !== 'false')) {
    return undefined;
  }
  const pivot = source.indexOf('/./');
  return pivot === -1 ? 0 : resolvePath('/', source.slice(0, pivot)).slice(1).length;
}

/** Without a list of the files, sources of the build context are known by their names alone. */
function copyFromContext(instruction: Instruction, context: CopyContext, place: Place, source: string): void {
  if (!(instruction.name === 'ADD' && isLocalArchive(source)) && copyKnownFiles(instruction, context, place, source)) {
    return;
  }
  const fromContext = true;
  const name = nameOf(source.replace(/(\/\.)?\/*$/, ''));
  const wild = activateWildcards(name);
  const shown = hasWildcards(wild) ? replaceCharacters(wild, unknownName).replaceAll(anyText, unknownName) : name;
  if (instruction.name === 'ADD' && isLocalArchive(source)) {
    put(context, { ...place, intoFolder: true }, unknownName, { kind: 'either', size: large, source, fromContext });
  } else if (/(^|\/)\.?\/*$/.test(source) || name === '.' || name === '..') {
    put(context, { ...place, intoFolder: false }, '', { kind: 'folder', size: large, source, fromContext });
  } else if (looksLikeFile(source) || hasWildcards(wild)) {
    const kind = looksLikeFile(source) ? 'file' : 'either';
    put(context, place, shown, { kind, size: sizeByName(shown), source, fromContext, archive: isArchiveName(name) });
  } else {
    // A folder brings its contents, a file itself: nobody can tell which it is.
    const size = place.intoFolder ? sizeByName(name) : Math.min(sizeByName(name), sizeByName(place.destination));
    put(context, place, place.intoFolder ? unknownName : name, { kind: 'either', size, source, fromContext });
  }
}

function isLocalArchive(source: string): boolean {
  return /\.(tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz|zst|lzma))$/i.test(source);
}

function isRemote(source: string): boolean {
  return /^(https?|git|ssh|ftp):\/\//.test(source) || /^git@/.test(source);
}

function addRemote(instruction: Instruction, context: CopyContext, place: Place, source: string): void {
  const flag = (name: string) =>
    instruction.flags.some((it) => it.name === name && it.value?.toLowerCase() !== 'false');
  const isGit = /^(git|ssh):\/\/|^git@|\.git(#.*)?$/.test(source);
  if (isGit) {
    put(context, { ...place, intoFolder: false }, '', { kind: 'folder', size: large, source });
    if (flag('keep-git-dir')) {
      put(context, { ...place, intoFolder: true }, '.git', { kind: 'folder', size: large, source });
    }
  } else if (flag('unpack')) {
    put(context, { ...place, intoFolder: true }, unknownName, { kind: 'either', size: large, source });
  } else {
    const name = nameOfDownload(source) || unknownName;
    const archive = isArchiveName(name);
    const given = place.intoFolder ? name : place.destination;
    const size = archive ? large : sizeOfDownload(given, name);
    put(context, place, name, { kind: 'file', size, source, archive });
  }
}

/** Where a folder of the other stage lies now. */
function carriedTo(shown: string, from: string, destination: string): string {
  return isWithin(shown, from)
    ? resolvePath(destination, `.${shown.slice(from === '/' ? 0 : from.length)}`)
    : destination;
}

/** Carries over what the other stage has, residue included, and whatever else may lie there. */
function copyFromStage(context: CopyContext, place: Place, source: string, reference: string): void {
  const stage = context.stageOf(reference);
  const from = resolvePath('/', activateWildcards(source));
  const found = stage?.files.select(from) ?? [];
  const name = nameOf(from).replaceAll(anyText, unknownName) || '';
  const isFile = looksLikeFile(source) && !found.some((it) => it.node.kind === 'folder');
  if (!found.some((it) => it.exact && it.extent === 'whole')) {
    const kind = isFile ? 'file' : 'either';
    const inFolder = { ...place, intoFolder: place.intoFolder && isFile };
    put(context, inFolder, name, { kind, size: sizeByName(name), source: `${source} of ${reference}` });
  }
  const depth = segmentsOf(from).length;
  for (const { node, extent, exact } of found) {
    if (extent !== 'whole' || (exact && node.kind === 'folder' && node.size === 0)) {
      continue;
    }
    const below = segmentsOf(node.path).slice(depth).join('/');
    const keepsName = exact && (node.kind === 'file' || node.kind === 'link') && place.intoFolder;
    const path = below !== '' ? below : keepsName ? nameOf(node.path) : '';
    put(context, { ...place, intoFolder: path !== '' }, path, {
      ...node,
      path: path === '' ? place.destination : resolvePath(place.destination, path),
      remedies: undefined,
      otherWriters: undefined,
      cause: isCarriedWithContents(node, found, stage) ? 'unpacked-archive' : node.cause,
      shown: node.shown === undefined ? undefined : carriedTo(node.shown, from, place.destination),
      origin: node,
      source: `${source} of ${reference}`,
    });
  }
}

/** True for an archive that comes along with what was unpacked from it. */
function isCarriedWithContents(node: FileNode, found: readonly Selection[], stage: OtherStage | undefined): boolean {
  const unpacking = stage?.unpacked.get(node);
  return (
    unpacking !== undefined &&
    found.some((other) => other.node.layer === unpacking.layer && other.node.span.start === unpacking.span.start)
  );
}
