import { absolute, noteAttempt, removeSelection, rewrite, wordsSpan } from '../changes';
import { commandOf } from '../foreign';
import type { Call, Program } from '../machine';
import type { FileNode, Selection } from '../nodes';
import { isSameOwner, ownershipOf } from '../ownership';
import { segmentsOf } from '../paths';
import { activateWildcards } from '../symbols';
import { type NameTest, NameTests, passesName } from './nameTests';

/** A test such as `-user root`; without a name it is `-nouser` or `-nogroup`. */
interface OwnerTest {
  readonly of: 'user' | 'group';
  readonly name: string | undefined;
  readonly negated: boolean;
}

interface Search {
  readonly roots: readonly string[];
  readonly names: NameTest | undefined;
  /** How many tests of names there are. */
  readonly weight: number;
  /** What is left out together with all that lies in it. */
  readonly pruned: readonly NameTest[];
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
  const certain = search.vague ? [] : matched.filter(({ node }) => passes(call, node, search.owners) === true);
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
  return names !== undefined || owners.length > 0 || vague;
}

/** Whether a file passes all the tests of its owner; undefined when that cannot be told. */
function passes(call: Call, node: FileNode, tests: readonly OwnerTest[]): boolean | undefined {
  const results = tests.map((test) => passesTest(call, node, test));
  return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
}

function passesTest(call: Call, node: FileNode, { of, name, negated }: OwnerTest): boolean | undefined {
  const owner = ownershipOf(node, call.machine)?.[of];
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

/** More files or folders to start from than that are not told apart. */
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
  const names = new NameTests();
  let owners: OwnerTest[] = [];
  let type: string | undefined;
  let minDepth = 0;
  let maxDepth = Number.POSITIVE_INFINITY;
  let deletes = false;
  let command: readonly string[] | undefined;
  let vague = false;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '-o' || arg === '-or') {
      if (deletes || command) {
        break;
      }
      names.or();
      if (names.isOutermost) {
        type = undefined;
        owners = [];
        vague = false;
      }
      continue;
    }
    if (arg === '!' || arg === '-not') {
      names.negate();
      continue;
    }
    if (arg === '(' || arg === '\\(') {
      names.open();
      continue;
    }
    if (/^-(i?name|i?path|i?wholename)$/.test(arg)) {
      const pattern = args[++at] ?? '';
      const isPath = /path|whole/.test(arg);
      names.add({
        kind: isPath ? 'path' : 'name',
        pattern: activateWildcards(isPath ? absolutePattern(call, roots, pattern) : pattern),
      });
      continue;
    }
    const negated = names.takeNegation();
    if (arg === ')' || arg === '\\)') {
      names.close();
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
      names.act();
    } else if (arg === '-exec' || arg === '-execdir' || arg === '-ok') {
      const end = args.findIndex((it, index) => index > at && (it === ';' || it === '+' || it === '\\;'));
      command = args.slice(at + 1, end === -1 ? undefined : end);
      at = end === -1 ? args.length : end;
      names.act();
    } else if (arg === '-prune') {
      names.prune();
    } else if (arg === '-empty') {
      vague = true;
    } else if (/^-(user|group|uid|gid)$/.test(arg)) {
      owners.push({ of: ownerKind(arg), name: args[++at] ?? '', negated });
    } else if (arg === '-nouser' || arg === '-nogroup') {
      owners.push({ of: ownerKind(arg), name: undefined, negated });
    } else if (valueTests.test(arg)) {
      at++;
      vague = true;
    }
  }
  return {
    roots: roots.length > 0 ? roots : ['.'],
    names: names.result(),
    weight: names.size,
    pruned: names.pruned,
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

/** Paths are told as the root was given; here they are absolute. */
function absolutePattern(call: Call, roots: readonly string[], pattern: string): string {
  const root = [...roots.slice(0, mostRuns), '.'].find((it) => pattern.startsWith(`${it}/`));
  return root === undefined ? pattern : `${absolute(call, root).replace(/\/$/, '')}${pattern.slice(root.length)}`;
}

function ownerKind(test: string): OwnerTest['of'] {
  return /user|uid/.test(test) ? 'user' : 'group';
}

function matchesOf(call: Call, root: string, search: Search): Selection[] {
  const start = absolute(call, root);
  const result: Selection[] = [];
  for (const selection of call.state.files.select(start, true)) {
    const { node, extent, pattern } = selection;
    const top = segmentsOf(pattern).length;
    const names = segmentsOf(node.path);
    const isFolder = node.kind === 'folder' || node.kind === 'either';
    if (!call.state.files.spend(search.weight * (1 + names.length))) {
      break;
    }
    const above = search.intoFolders || search.pruned.length > 0 ? pathsDownTo(names, top) : [];
    if (above.some((path) => search.pruned.some((it) => passesName(it, path)))) {
      continue;
    }
    const fits = isFound(search, node, names.length - top) || liesInFound(search, above.slice(0, -1));
    if (fits && passes(call, node, search.owners) !== false) {
      result.push(extent === 'part' ? selection : { ...selection, extent: 'whole', exact: !isFolder });
    }
  }
  return result;
}

/** Whether something some folders below the start is found itself, or stands for files that are. */
function isFound(search: Search, node: FileNode, depth: number): boolean {
  const isFolder = node.kind === 'folder' || node.kind === 'either';
  const hasType = search.type === 'l' ? node.kind === 'link' : search.type !== 'd' || isFolder;
  const isDeepEnough = depth >= search.minDepth && depth <= search.maxDepth;
  const standsForFound = isFolder && search.maxDepth > Math.max(depth, 0) && !search.names;
  return hasType && (isDeepEnough || standsForFound) && (!search.names || passesName(search.names, node.path));
}

/** Whether one of the folders that something lies in is found by a command that takes all that is in it. */
function liesInFound(search: Search, folders: readonly string[]): boolean {
  return (
    search.intoFolders &&
    search.type !== 'f' &&
    search.type !== 'l' &&
    folders.some(
      (path, depth) =>
        depth >= search.minDepth && depth <= search.maxDepth && (!search.names || passesName(search.names, path)),
    )
  );
}

/** The paths from the start, which has `top` names, down to what has these names. */
function pathsDownTo(names: readonly string[], top: number): readonly string[] {
  return Array.from(
    { length: Math.max(names.length - top + 1, 0) },
    (_, index) => `/${names.slice(0, top + index).join('/')}`,
  );
}

/** Programs that look for files and may change those that they find. */
export const finding: Readonly<Record<string, Program>> = { find };
