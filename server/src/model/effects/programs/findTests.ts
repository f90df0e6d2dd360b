import { absolute } from '../changes';
import type { Call } from '../machine';
import { modeBits, modesOf } from '../modes';
import type { FileNode } from '../nodes';
import { isSameOwner, ownershipOf } from '../ownership';
import { nameOf } from '../paths';
import { large, noticeable, small } from '../sizes';
import { anyText, hasWildcards, matchesName, unknownName } from '../symbols';
import type { FindTest, Limit } from './findExpression';

/**
 * Whether something is found: `some` when part of what stands for more than one thing is, as with the files in a folder
 * of which only the folder is known, and `maybe` when only a build tells.
 */
export type Found = 'no' | 'maybe' | 'some' | 'yes';

/** Something that `find` comes by. */
export interface Visited {
  readonly node: FileNode;
  /** Absolute; of a folder above the node, or of the node itself. */
  readonly path: string;
  /** `contents` stands for the files in a folder that nobody knows one by one, `subfolders` for the folders in it. */
  readonly as: 'file' | 'folder' | 'link' | 'contents' | 'subfolders';
}

const order: readonly Found[] = ['no', 'maybe', 'some', 'yes'];

/** The result when both have to hold. */
export function both(a: Found, b: Found): Found {
  return order.indexOf(a) < order.indexOf(b) ? a : b;
}

/** The result when one of them is enough. */
export function eitherOf(a: Found, b: Found): Found {
  return order.indexOf(a) < order.indexOf(b) ? b : a;
}

/** The result behind `!`. */
export function opposite(found: Found): Found {
  return found === 'yes' ? 'no' : found === 'no' ? 'yes' : found;
}

/** Whether a test holds; `negated` when `!` stands in front of it. */
export function passesTest(call: Call, visited: Visited, test: FindTest, negated: boolean): Found {
  const { node, path, as } = visited;
  const isPart = as === 'contents' || as === 'subfolders';
  switch (test.of) {
    case 'name':
      return isPart ? (test.pattern === anyText ? 'yes' : 'some') : nameFits(test.pattern, nameOf(path));
    case 'path':
      return as === 'contents'
        ? pathBelow(test.pattern, path)
        : told(matchesName(test.pattern, negated ? asOther(path) : path, true));
    case 'type':
      return told(typeFits(test.letters, as));
    case 'user':
    case 'group':
      return ownerFits(call, node, test.of, test.name, negated);
    case 'size':
      return sizeFits(visited, test.limit, test.unit);
    case 'age':
      return ageFits(call, node, test.limit, test.unit);
    case 'newer':
      return isNewer(call, node, test.file);
    case 'mode':
      return modeFits(node, test.match, modeBits(test.mode));
    case 'empty':
      return as === 'file' ? told(node.size === 0) : as === 'contents' ? 'no' : 'maybe';
    case 'anything':
      return 'yes';
    case 'nothing':
      return 'no';
    case 'unknown':
      return 'maybe';
  }
}

/** What `! -path '…'` leaves out is hardly what has a name that nobody knows. */
function asOther(path: string): string {
  return path.replaceAll(unknownName, '\uE01F');
}

/** What has a name that nobody knows has hardly the one that is asked for, but may have such an ending. */
function nameFits(pattern: string, name: string): Found {
  const isNameless = name !== '' && name.replaceAll(unknownName, '') === '';
  return told(matchesName(pattern, name, true) && !(isNameless && !hasWildcards(pattern[0] ?? '')));
}

function told(holds: boolean): Found {
  return holds ? 'yes' : 'no';
}

/** A pattern that takes all that lies in a folder, some of it or, for all that is known, nothing. */
function pathBelow(pattern: string, folder: string): Found {
  const all = pattern.endsWith(anyText) && matchesName(pattern, `${folder}/`, true);
  return all
    ? 'yes'
    : matchesName(pattern.slice(0, folder.length), folder, true) || pattern.startsWith(anyText)
      ? 'some'
      : 'no';
}

function typeFits(letters: string, as: Visited['as']): boolean {
  const own = as === 'folder' || as === 'subfolders' ? 'd' : as === 'link' ? 'l' : 'f';
  return letters.split(',').includes(own);
}

function ownerFits(
  call: Call,
  node: FileNode,
  of: 'user' | 'group',
  name: string | undefined,
  negated: boolean,
): Found {
  const owner = ownershipOf(node)?.[of];
  if (name === undefined) {
    // Of names there is always an entry, of numbers other than root's there may be none.
    return owner !== undefined && (owner === '0' || /\D/.test(owner)) ? 'no' : 'maybe';
  }
  const isSame = owner === undefined ? undefined : isSameOwner(owner, name, call.machine);
  // Who is asked for by `! -user` is the one that the files are given to.
  return isSame === undefined ? (negated ? 'no' : 'maybe') : told(isSame);
}

/** Sizes that were guessed by a name are only known to be large or small. */
function sizeFits({ node, as }: Visited, { sign, count }: Limit, unit: number): Found {
  const wanted = count * unit;
  if (as === 'folder' || as === 'subfolders') {
    return 'maybe';
  }
  if (as === 'contents') {
    // Files that are small each by itself are not worth a word.
    return sign === '+' ? 'some' : sign === '-' ? (wanted > noticeable ? 'maybe' : 'no') : 'maybe';
  }
  if (node.size === large || node.size === small) {
    const isLarge = node.size === large;
    const isMore = wanted <= large;
    return sign === '+'
      ? isLarge
        ? isMore
          ? 'yes'
          : 'maybe'
        : told(wanted < 1000)
      : sign === '-'
        ? told(!isLarge && wanted > small)
        : 'no';
  }
  const units = Math.ceil(node.size / unit);
  return told(sign === '+' ? units > count : sign === '-' ? units < count : units === count);
}

/** What an instruction writes is as old as the build, but for what keeps a time that it was given elsewhere. */
function isFresh({ layer, dated }: FileNode): boolean {
  return layer.index >= 0 && !dated;
}

/** Days that lie between a release of something and a build, surely and at most. */
const daysSinceRelease = 7;
const minutesOfDay = 24 * 60;

function ageFits({ machine }: Call, node: FileNode, { sign, count }: Limit, unit: 'days' | 'minutes'): Found {
  if (Number.isNaN(count) || hasTimeOfServer(node)) {
    return 'maybe';
  }
  const days = unit === 'days' ? count : count / minutesOfDay;
  if (!isFresh(node)) {
    return days > daysSinceRelease ? 'maybe' : told(sign === '+');
  }
  if (sign === '+') {
    return 'no';
  }
  return sign === '-'
    ? count > 0
      ? 'yes'
      : 'no'
    : unit === 'days'
      ? told(count === 0)
      : node.layer === machine.layer
        ? told(count <= 1)
        : 'maybe';
}

/** apt gives its lists the time that the server tells, if it tells one. */
function hasTimeOfServer({ cause }: FileNode): boolean {
  return cause === 'apt-lists';
}

function isNewer(call: Call, node: FileNode, file: string | undefined): Found {
  if (hasTimeOfServer(node)) {
    return 'maybe';
  }
  if (file === undefined) {
    return isFresh(node) ? 'yes' : 'maybe';
  }
  const other = call.state.files.get(absolute(call, file));
  const [own, given] = [rankOf(node), other ? rankOf(other) : -1];
  return own === given ? 'maybe' : told(own > given);
}

/** Files of the context are older than all that a build writes, and what keeps its time is older than those. */
function rankOf(node: FileNode): number {
  const { name, flags } = node.layer.instruction;
  const isCopied = (name === 'COPY' || name === 'ADD') && !flags.some((flag) => flag.name === 'from');
  return isFresh(node) ? (isCopied ? 0 : node.time) : -1;
}

function modeFits(node: FileNode, match: 'all' | 'any' | 'same', wanted: number | undefined): Found {
  const modes = modesOf(node);
  if (modes === undefined || wanted === undefined) {
    return 'maybe';
  }
  const fits = modes.map((mode) =>
    match === 'same'
      ? mode === wanted
      : match === 'all'
        ? (mode & wanted) === wanted
        : wanted === 0 || (mode & wanted) !== 0,
  );
  return fits.every((it) => it) ? 'yes' : fits.some((it) => it) ? 'maybe' : 'no';
}
