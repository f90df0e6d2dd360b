import { absolute, noteAttempt, removeSelection, rewrite, wordsSpan } from '../changes';
import { commandOf } from '../foreign';
import type { Call, Program } from '../machine';
import type { FileNode, Selection } from '../nodes';
import { isSameOwner, ownershipOf } from '../ownership';
import { isWithin, nameOf, segmentsOf } from '../paths';
import { activateWildcards, matchesName } from '../symbols';

/** A test such as `-user root`; without a name it is `-nouser` or `-nogroup`. */
interface OwnerTest {
  readonly of: 'user' | 'group';
  readonly name: string | undefined;
  readonly negated: boolean;
}

interface Search {
  readonly roots: readonly string[];
  readonly names: readonly { readonly pattern: string; readonly whole: boolean; readonly negated: boolean }[];
  readonly owners: readonly OwnerTest[];
  readonly type: string | undefined;
  readonly minDepth: number;
  readonly maxDepth: number;
  readonly deletes: boolean;
  /** The command behind `-exec`, without its end mark. */
  readonly command: readonly string[] | undefined;
  /** True when the command takes what lies in the folders that it is given. */
  readonly intoFolders: boolean;
  /** True when there are tests that cannot be decided here, such as `-mtime`. */
  readonly vague: boolean;
}

const valueTests =
  /^-(newer\w*|mtime|ctime|atime|mmin|cmin|amin|size|perm|links|inum|regex|iregex|regextype|printf|fprintf|fstype|samefile)$/;

const find: Program = (call) => {
  const search = readSearch(call);
  const matched = search.roots.flatMap((root) => matchesOf(call, root, search));
  const certain = search.vague ? [] : matched.filter(({ node }) => passes(node, search.owners) === true);
  const removes = search.deletes || search.command?.[0] === 'rm' || search.command?.[0] === 'unlink';
  const span = wordsSpan(call);
  if (removes) {
    noteAttempt(call, span, search.roots, isChoosy(search) ? 'other' : undefined);
    const recursive = search.deletes || search.type === 'f' || search.intoFolders;
    for (const selection of certain) {
      removeSelection(call, selection, recursive, span);
    }
  } else if (search.command && /^(chmod|chown|chgrp|touch)$/.test(search.command[0] ?? '')) {
    for (const selection of search.type === 'd' && !search.intoFolders ? [] : certain) {
      rewrite(call, selection, span, 'metadata');
    }
  } else if (search.command?.[0] === 'sed' && search.command.some((it) => it.startsWith('-i'))) {
    for (const selection of certain) {
      rewrite(call, selection, span, 'overwritten');
    }
  } else if (search.command) {
    runOn(call, search.command, certain);
  } else {
    print(call, matched);
  }
  return undefined;
};

function isChoosy({ names, owners, vague }: Search): boolean {
  return names.length > 0 || owners.length > 0 || vague;
}

/** Whether a file passes all the tests of its owner; undefined when that cannot be told. */
function passes(node: FileNode, tests: readonly OwnerTest[]): boolean | undefined {
  const results = tests.map((test) => passesTest(node, test));
  return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
}

function passesTest(node: FileNode, { of, name, negated }: OwnerTest): boolean | undefined {
  const owner = ownershipOf(node)?.[of];
  if (name === undefined) {
    // Of names there is always an entry, of numbers other than root's there may be none.
    return owner !== undefined && (owner === '0' || /\D/.test(owner)) ? negated : undefined;
  }
  const isSame = owner === undefined ? undefined : isSameOwner(owner, name);
  if (isSame !== undefined) {
    return isSame !== negated;
  }
  // Who is asked for by `! -user` is the one that the files are given to.
  return negated ? true : undefined;
}

/** More files than that are not told apart. */
const mostRuns = 40;

/** Runs any other command behind `-exec` on what was found: on each by itself, or on all when it ends with `{}`. */
function runOn(call: Call, command: readonly string[], matched: readonly Selection[]): void {
  const paths = matched.filter((it) => it.extent === 'whole').map(({ node }) => node.path);
  const groups = command.at(-1) === '{}' ? [paths] : paths.map((it) => [it]);
  for (const group of groups.slice(0, mostRuns)) {
    const texts = command.flatMap((it) =>
      it === '{}' ? group.slice(0, mostRuns) : [it.replaceAll('{}', group[0] ?? '')],
    );
    if (group.length > 0) {
      call.machine.run(commandOf(texts, wordsSpan(call)), call.state);
    }
  }
}

function print(call: Call, matched: readonly Selection[]): void {
  call.output.write(matched.map(({ node }) => `${node.path}\n`).join(''));
}

function readSearch(call: Call): Search {
  const args = call.args.map((it) => it.text);
  let at = args.findIndex((it) => /^[-(!\\]/.test(it));
  at = at === -1 ? args.length : at;
  const roots = args.slice(0, at).filter((it) => it !== '');
  const names: { pattern: string; whole: boolean; negated: boolean }[] = [];
  const owners: OwnerTest[] = [];
  let type: string | undefined;
  let minDepth = 0;
  let maxDepth = Number.POSITIVE_INFINITY;
  let deletes = false;
  let command: readonly string[] | undefined;
  let vague = false;
  let negated = false;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if ((arg === '-o' || arg === '-or') && (deletes || command)) {
      break;
    }
    if (arg === '!' || arg === '-not') {
      negated = true;
      continue;
    }
    if (/^-(i?name|i?path|i?wholename|iname)$/.test(arg)) {
      const pattern = activateWildcards(args[++at] ?? '');
      names.push({ pattern, whole: /path|whole/.test(arg), negated });
    } else if (arg === '-type') {
      const given = args[++at];
      // What is no folder is a file as far as it matters here.
      type = negated ? (given === 'd' ? 'f' : undefined) : given;
      vague ||= negated && given !== 'd';
    } else if (arg === '-mindepth') {
      minDepth = Number(args[++at]) || 0;
    } else if (arg === '-maxdepth') {
      maxDepth = Number(args[++at]) || 0;
    } else if (arg === '-delete') {
      deletes = true;
    } else if (arg === '-exec' || arg === '-execdir' || arg === '-ok') {
      const end = args.findIndex((it, index) => index > at && (it === ';' || it === '+' || it === '\\;'));
      command = args.slice(at + 1, end === -1 ? undefined : end);
      at = end === -1 ? args.length : end;
    } else if (arg === '-prune' || arg === '-empty') {
      vague ||= arg === '-empty';
    } else if (/^-(user|group|uid|gid)$/.test(arg)) {
      owners.push({ of: ownerKind(arg), name: args[++at] ?? '', negated });
    } else if (arg === '-nouser' || arg === '-nogroup') {
      owners.push({ of: ownerKind(arg), name: undefined, negated });
    } else if (valueTests.test(arg)) {
      at++;
      vague = true;
    }
    negated = false;
  }
  return {
    roots: roots.length > 0 ? roots : ['.'],
    names,
    owners,
    type,
    minDepth,
    maxDepth,
    deletes,
    command,
    intoFolders: command?.some((it) => /^(-[a-z]*[rR]|--recursive$)/.test(it)) ?? false,
    vague,
  };
}

function ownerKind(test: string): OwnerTest['of'] {
  return /user|uid/.test(test) ? 'user' : 'group';
}

function matchesOf(call: Call, root: string, search: Search): Selection[] {
  const start = absolute(call, root);
  const result: Selection[] = [];
  for (const selection of call.state.files.select(start, true)) {
    const { node, extent } = selection;
    const depth = segmentsOf(node.path).length - segmentsOf(selection.pattern).length;
    const isFolder = node.kind === 'folder' || node.kind === 'either';
    const below = isFolder && search.maxDepth > Math.max(depth, 0);
    if (search.type === 'l' && node.kind !== 'link') {
      continue;
    }
    const fitsItself = (search.type !== 'd' || isFolder) && fitsNames(search, node.path, start, search.type !== 'f');
    if (!fitsItself && !(search.intoFolders && search.type === 'd' && liesInNamed(search, node.path, start))) {
      continue;
    }
    if (passes(node, search.owners) === false) {
      continue;
    }
    if ((depth >= search.minDepth && depth <= search.maxDepth) || (below && search.names.length === 0)) {
      result.push(extent === 'part' ? selection : { ...selection, extent: 'whole', exact: !isFolder });
    }
  }
  return result;
}

/** Whether a file fits one of the patterns; `withFolders` tells that it counts too when a folder does that it lies in. */
function fitsNames({ names }: Search, path: string, start: string, withFolders: boolean): boolean {
  return names.length === 0 || names.some((it) => nameMatches(it, path, start, withFolders));
}

/** Whether a folder that something lies in fits one of the patterns. */
function liesInNamed({ names }: Search, path: string, start: string): boolean {
  const folders = foldersBetween(start, segmentsOf(path.slice(start.length)));
  return folders.some((folder) => names.some((it) => nameMatches(it, folder, start, false)));
}

function nameMatches(name: Search['names'][number], path: string, start: string, withFolders: boolean): boolean {
  const below = segmentsOf(path.slice(start.length));
  const isHit = (subject: string): boolean => matchesName(name.pattern, subject, true);
  const matches = name.whole
    ? (isWithin(path, start) && isHit(path)) || (withFolders && foldersBetween(start, below).some(isHit))
    : below.some(isHit) || (isWithin(path, start) && isHit(nameOf(path)));
  return matches !== name.negated;
}

/** The paths of the folders between a folder and something that lies some names below it. */
function foldersBetween(start: string, below: readonly string[]): readonly string[] {
  const root = start === '/' ? '' : start;
  return below.slice(0, -1).map((_, index) => `${root}/${below.slice(0, index + 1).join('/')}`);
}

/** Programs that look for files and may change those that they find. */
export const finding: Readonly<Record<string, Program>> = { find };
