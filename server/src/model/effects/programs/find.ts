import { absolute, noteAttempt, removeSelection, rewrite, wordsSpan } from '../changes';
import { commandOf } from '../foreign';
import type { Call, Program } from '../machine';
import type { Selection } from '../nodes';
import { isWithin, nameOf, segmentsOf } from '../paths';
import { activateWildcards, matchesName } from '../symbols';

interface Search {
  readonly roots: readonly string[];
  readonly names: readonly { readonly pattern: string; readonly whole: boolean; readonly negated: boolean }[];
  readonly type: string | undefined;
  readonly minDepth: number;
  readonly maxDepth: number;
  readonly deletes: boolean;
  /** The command behind `-exec`, without its end mark. */
  readonly command: readonly string[] | undefined;
  /** True when there are tests that cannot be decided here, such as `-mtime`. */
  readonly vague: boolean;
}

const valueTests =
  /^-(newer\w*|mtime|ctime|atime|mmin|cmin|amin|size|user|group|perm|links|inum|uid|gid|regex|iregex|regextype|printf|fprintf|fstype|samefile)$/;

const find: Program = (call) => {
  const search = readSearch(call);
  const matched = search.roots.flatMap((root) => matchesOf(call, root, search));
  const removes = search.deletes || search.command?.[0] === 'rm' || search.command?.[0] === 'unlink';
  const span = wordsSpan(call);
  if (removes) {
    noteAttempt(call, span, search.roots, search.names.length > 0 || search.vague ? 'other' : undefined);
    const recursive = search.deletes || search.type === 'f' || search.command!.some((it) => /^-\w*[rR]/.test(it));
    for (const selection of search.vague ? [] : matched) {
      removeSelection(call, selection, recursive, span);
    }
  } else if (search.command && /^(chmod|chown|chgrp|touch)$/.test(search.command[0] ?? '')) {
    for (const selection of search.type === 'd' || search.vague ? [] : matched) {
      rewrite(call, selection, span, 'metadata');
    }
  } else if (search.command?.[0] === 'sed' && search.command.some((it) => it.startsWith('-i'))) {
    for (const selection of search.vague ? [] : matched) {
      rewrite(call, selection, span, 'overwritten');
    }
  } else if (search.command) {
    runOn(call, search.command, search.vague ? [] : matched);
  } else {
    print(call, matched);
  }
  return undefined;
};

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
    } else if (valueTests.test(arg)) {
      at++;
      // Who is asked for by `! -user` is the one that the files are given to.
      vague ||= !(negated && /^-(user|group)$/.test(arg));
    }
    negated = false;
  }
  return { roots: roots.length > 0 ? roots : ['.'], names, type, minDepth, maxDepth, deletes, command, vague };
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
    const holdsNamed = search.names.length > 0 && !search.names.some((it) => nameMatches(it, node.path, start));
    if (search.type === 'd' && (!isFolder || holdsNamed)) {
      continue;
    }
    if (holdsNamed) {
      continue;
    }
    if ((depth >= search.minDepth && depth <= search.maxDepth) || (below && search.names.length === 0)) {
      result.push(extent === 'part' ? selection : { ...selection, extent: 'whole', exact: !isFolder });
    }
  }
  return result;
}

function nameMatches(name: Search['names'][number], path: string, start: string): boolean {
  const subject = name.whole ? path : nameOf(path);
  const within = !name.whole && segmentsOf(path.slice(start.length)).some((it) => matchesName(name.pattern, it, true));
  const matches = within || (isWithin(path, start) && matchesName(name.pattern, subject, true));
  return matches !== name.negated;
}

/** Programs that look for files and may change those that they find. */
export const finding: Readonly<Record<string, Program>> = { find };
