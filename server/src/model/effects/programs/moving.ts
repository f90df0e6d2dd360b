import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import {
  absolute,
  duplicate,
  isKnownFolder,
  kill,
  killPart,
  relocate,
  removeSelection,
  rewrite,
  selectPackaged,
  wordsSpan,
  write,
} from '../changes';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import type { Selection } from '../nodes';
import { isWithin, nameOf, parentOf, resolvePath, segmentsOf } from '../paths';
import { sizeByName } from '../sizes';
import { activateWildcards, anyText, hasWildcards, matchesName, unknownName } from '../symbols';

const mv: Program = (call) => {
  const args = readArguments(call.args, { short: 'tS', long: ['target-directory', 'suffix'] });
  forEachTransfer(call, args, (selection, path, span) => {
    if (selection.extent !== 'part') {
      relocate(call, selection, path, span);
    } else {
      killPart(call, selection, span, 'moved');
      write(call, { path, kind: 'either', size: sizeByName(path), span });
    }
  });
  return undefined;
};

const cp: Program = (call) => {
  const args = readArguments(call.args, { short: 'tS', long: ['target-directory', 'suffix'] });
  if (args.has('s', 'symbolic-link')) {
    return undefined;
  }
  if (args.has('l', 'link')) {
    linkAll(call, args);
  } else {
    copyAll(call, args);
  }
  return undefined;
};

/** Hard links to files of a lower layer write those once more, and cost nothing beside. */
function linkAll(call: Call, args: Arguments): void {
  forEachTransfer(call, args, (selection, path, span) => {
    rewrite(call, selection, span, 'linked');
    duplicate(call, { ...selection.node, size: 0 }, path, span);
  });
}

const install: Program = (call) => {
  const args = readArguments(call.args, {
    short: 'tSmog',
    long: ['target-directory', 'suffix', 'mode', 'owner', 'group'],
  });
  if (args.has('d', 'directory')) {
    for (const field of args.operands) {
      write(call, { path: field.text, kind: 'folder', size: 0 });
    }
  } else {
    copyAll(call, args);
  }
  return undefined;
};

const rsync: Program = (call) => {
  const args = readArguments(call.args, {
    short: 'efTB',
    long: ['exclude', 'exclude-from', 'include', 'include-from', 'filter', 'rsh', 'chown', 'chmod'],
  });
  const [source, target] = args.operands;
  if (args.has('delete', 'del', 'delete-before', 'delete-after', 'delete-during') && source && target) {
    deleteOthers(call, source, target);
  }
  copyAll(call, args);
  if (args.has('remove-source-files')) {
    forEachTransfer(call, args, (selection, _path, span) => {
      if (selection.extent !== 'part') {
        removeSelection(call, selection, true, span);
      }
    });
  }
  return undefined;
};

/** Whether rsync leaves something out, by its path below the source: a pattern without a slash means any part of it. */
function isExcluded(args: Arguments, below: readonly string[]): boolean {
  const patterns = [...args.values('exclude'), ...(args.has('C', 'cvs-exclude') ? ['.git'] : [])];
  return patterns.some((it) => {
    const wanted = segmentsOf(activateWildcards(it));
    const starts = it.startsWith('/') ? [0] : below.keys();
    return [...starts].some((start) => wanted.every((name, i) => matchesName(name, below[start + i] ?? '', true)));
  });
}

/** From an empty folder, `--delete` leaves nothing in the other one. */
function deleteOthers(call: Call, source: Field, target: Field): void {
  const { files } = call.state;
  const path = absolute(call, source.text);
  const isEmpty = source.text.endsWith('/') && files.get(path)?.size === 0 && files.select(path).length === 1;
  for (const selection of isEmpty ? files.select(`${absolute(call, target.text)}/${anyText}`, true) : []) {
    removeSelection(call, selection, true, wordsSpan(call));
  }
}

function copyAll(call: Call, args: Arguments): void {
  const keeps = args.has('a', 'p', 'archive', 'preserve');
  forEachTransfer(call, args, ({ node: found, extent }, path, span) => {
    const node = keeps ? { ...found, dated: true } : { ...found, owner: call.user, dated: false };
    if (extent === 'part') {
      write(call, { path, kind: 'either', size: sizeByName(path), span });
    } else {
      duplicate(call, node, path, span);
    }
  });
}

/**
 * Calls `transfer` for every node that one of the sources names, with the path that it gets below the destination.
 * A source that is not known makes a file of unknown contents there.
 */
function forEachTransfer(
  call: Call,
  args: Arguments,
  transfer: (selection: Selection, path: string, span: Call['command']['span']) => void,
): void {
  const { operands, value, has } = args;
  const given = call.name === 'rsync' ? undefined : value('t', 'target-directory');
  const sources = given === undefined ? operands.slice(0, -1) : operands;
  const last = given ?? operands.at(-1)?.text;
  if (last === undefined || sources.length === 0) {
    return;
  }
  const keepsOld = has('n', 'no-clobber') || value('update') === 'none';
  const destination = absolute(call, last);
  const intoFolder =
    given !== undefined ||
    sources.length > 1 ||
    /\/\.?$|^\.\.?$/.test(last) ||
    hasWildcards(sources[0]!.text) ||
    (!has('T', 'no-target-directory') && isKnownFolder(call, destination));
  for (const source of sources) {
    const span = wordsSpan(call);
    const found = sourceNodes(call, source);
    if (found.length === 0 && call.name !== 'mv') {
      const path =
        intoFolder && !takesContents(call, source.text)
          ? `${destination}/${nameOf(source.text) || unknownName}`
          : destination;
      if (keepsOld && call.state.files.get(path)?.kind === 'file') {
        continue;
      }
      overwriteWithSame(call, absolute(call, source.text), path, span);
      const isEmpty = source.text === '/dev/null';
      write(call, { path, kind: isEmpty ? 'file' : 'either', size: isEmpty ? 0 : sizeByName(source.text), span });
    }
    const mounted = call.state.files.selectMounted(absolute(call, source.text.replace(/\/\.$/, '')));
    for (const selection of mounted.length > 0 ? [...found, ...mounted] : found) {
      const keepsName = intoFolder && !takesContents(call, source.text);
      const tail = tailOf(selection, keepsName);
      const path = `${destination}${tail}`;
      if (call.name === 'rsync' && isExcluded(args, segmentsOf(tail))) {
        continue;
      }
      if (path !== selection.node.path && !(keepsOld && call.state.files.get(path)?.kind === 'file')) {
        transfer(selection, path, span);
      }
    }
  }
}

/** Whether a source such as `folder/.` stands for what is in it; for rsync `folder/` does as well. */
function takesContents({ name }: Call, source: string): boolean {
  return source.endsWith('/.') || (name === 'rsync' && source.endsWith('/'));
}

/** Files that were copied from the build context die when the same ones come over them out of a bind mount. */
function overwriteWithSame(call: Call, from: string, to: string, span: Call['command']['span']): void {
  const [target, mounted] = [...call.machine.mountedSources].find(([it]) => isWithin(from, it)) ?? [];
  if (target === undefined || mounted === undefined || call.name === 'rsync') {
    return;
  }
  const source = resolvePath(mounted, `./${from.slice(target.length)}`);
  for (const { node, extent } of call.state.files.select(to, true)) {
    const own = node.source === undefined ? undefined : sourceOf(node.source);
    if (
      extent === 'whole' &&
      own &&
      isWithin(own, source) &&
      resolvePath(to, `./${own.slice(source.length)}`) === node.path
    ) {
      kill(call, node, { how: 'overwritten', span });
      call.state.files.delete(node);
    }
  }
}

/** The place in the build context that something was copied from; a file copied by its own name has that twice. */
function sourceOf(source: string): string {
  const path = resolvePath('/', source);
  return nameOf(path) === nameOf(parentOf(path)) ? parentOf(path) : path;
}

function sourceNodes(call: Call, source: Field): readonly Selection[] {
  const path = absolute(call, source.text.replace(/\/\.$/, ''));
  return call.name === 'mv' ? selectPackaged(call, path) : call.state.files.select(path);
}

/** What stands below the destination: the source's own name when it goes into a folder, and what lay below the source. */
function tailOf({ node, pattern }: Selection, keepsName: boolean): string {
  const depth = segmentsOf(pattern).length;
  const names = segmentsOf(node.path);
  const below = names.slice(depth);
  const own = names.length >= depth ? names[depth - 1] : nameOf(pattern);
  const parts = keepsName && own !== undefined ? [own, ...below] : below;
  return parts.map((it) => `/${it}`).join('');
}

const ln: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'tS', long: ['target-directory', 'suffix'] });
  const source = operands[0];
  if (!source) {
    return undefined;
  }
  const given = operands[1]?.text ?? nameOf(source.text);
  const intoFolder = given.endsWith('/') || isKnownFolder(call, absolute(call, given));
  const path = absolute(call, intoFolder && !has('T', 'n') ? `${given}/${nameOf(source.text)}` : given);
  if (has('s', 'symbolic')) {
    const target = source.text.startsWith('/') ? source.text : `${parentOf(path)}/${source.text}`;
    write(call, { path, kind: 'link', size: 0, target: absolute(call, target) });
    return undefined;
  }
  for (const selection of sourceNodes(call, source)) {
    if (selection.exact && selection.extent === 'whole') {
      rewrite(call, selection, wordsSpan(call), 'linked');
    }
  }
  return undefined;
};

/** Programs that move, copy and link files. */
export const moving: Readonly<Record<string, Program>> = { mv, cp, install, rsync, ln };
