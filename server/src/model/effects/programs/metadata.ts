import { readArguments } from '../arguments';
import type { Marks } from '../changes';
import { absolute, rewrite, selectPackaged, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { changedMode, modesOf } from '../modes';
import type { FileNode, Selection } from '../nodes';
import { isSameOwner, ownershipOf } from '../ownership';
import { isPackagePath } from '../packagePaths';
import { sizeByName, small } from '../sizes';

/**
 * A change of owner or mode makes the engine write a lower layer's files once more. A folder by itself costs nothing,
 * so without `-R` only files count.
 */
const change: Program = (call) => {
  const args = readArguments(call.args, { long: ['reference', 'from'] });
  const operands = args.has('reference') ? args.operands : args.operands.slice(1);
  const recursive = args.has('R', 'recursive');
  const given = args.has('reference') ? '' : (args.operands[0]?.text ?? '');
  const mode = call.name === 'chmod' ? given : '';
  const follows = !recursive && !args.has('h', 'no-dereference');
  const [fromUser = '', fromGroup = ''] = args.value('from')?.split(':') ?? [];
  for (const { text } of operands) {
    for (const selection of named(call, text, follows)) {
      if (belongsToOthers(selection.node, fromUser, fromGroup, call)) {
        continue;
      }
      if (recursive || isSingleFile(selection, mode)) {
        rewrite(call, selection, wordsSpan(call), 'metadata', marksOf(call.name, given, selection.node));
      }
    }
  }
  return undefined;
};

/** True for a file that neither of those has to whom `chown --from` is restricted; an empty name restricts nothing. */
function belongsToOthers(node: FileNode, user: string, group: string, { machine }: Call): boolean {
  const owner = user === '' && group === '' ? undefined : ownershipOf(node);
  const isOther = (wanted: string, has: string) => wanted !== '' && isSameOwner(wanted, has, machine) === false;
  return owner !== undefined && (isOther(user, owner.user) || isOther(group, owner.group));
}

/** What `chown` or `chmod` makes of a file; undefined for other programs and for what only running them tells. */
export function marksOf(program: string, given: string, node: FileNode): Marks | undefined {
  if (program === 'chmod') {
    const modes = modesOf(node);
    const mode = changedMode(given, modes?.length === 1 ? modes[0] : undefined);
    return { owner: node.owner, mode, dated: node.dated };
  }
  if (program !== 'chown' || given === '') {
    return undefined;
  }
  const before = ownershipOf(node);
  const [user, group = before?.group ?? user] = given.split(/[:.]/);
  return { owner: `${user || (before?.user ?? user)}:${group || user}`, mode: node.mode, dated: node.dated };
}

/** What an operand names; where it names a link and `follows` is given, the file that the link leads to. */
function named(call: Call, text: string, follows: boolean): readonly Selection[] {
  const { files } = call.state;
  return selectPackaged(call, absolute(call, text)).flatMap((it) =>
    follows && it.exact && it.node.target !== undefined ? files.select(it.node.target) : [it],
  );
}

/** Capabilities and access lists belong to a file as its mode does. */
const changeAttributes: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'mxMXn', long: ['modify', 'remove', 'set'] });
  const files = call.name === 'setcap' ? operands.slice(has('r') ? 0 : 1) : operands;
  for (const { text } of files) {
    for (const selection of named(call, text, true).filter((it) => has('R', 'recursive') || isFile(it))) {
      rewrite(call, selection, wordsSpan(call), 'metadata');
    }
  }
  return undefined;
};

/** True for a file named itself, by a program that is meant for files. */
function isFile(selection: Selection): boolean {
  return selection.node.kind === 'either' || isSingleFile(selection);
}

/** True for a file named itself. What may be a folder as well is a file where programs lie or where it gets `+x`. */
function isSingleFile({ node, extent, exact, pattern }: Selection, mode = ''): boolean {
  if (extent === 'part') {
    const isProgram = isPackagePath(node.path) && /\/s?bin\/[^/]+$/.test(pattern);
    return isProgram || sizeByName(pattern) <= small || /\.[A-Za-z0-9]+$/.test(pattern);
  }
  const isFolder = /\/(?:bin|hooks|scripts|tests?|tools|utils)$/.test(node.path);
  const mayBeFile =
    node.kind !== 'either' || /\/s?bin\/[^/]+$/.test(node.path) || (!isFolder && /^[augo]*\+\w*x/.test(mode));
  return extent === 'whole' && exact && node.kind !== 'folder' && mayBeFile;
}

const touch: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'dtr', long: ['date', 'reference'] });
  const dated = has('d', 't', 'r', 'date', 'reference');
  for (const { text } of operands) {
    const found = call.state.files.select(absolute(call, text));
    if (found.length === 0 && !has('c', 'no-create')) {
      write(call, { path: text, size: 0, content: '', dated });
    }
    for (const selection of found.filter((it) => isFile(it))) {
      rewrite(call, selection, wordsSpan(call), 'metadata');
    }
  }
  return undefined;
};

/** Programs that change what is known of a file and not what is in it. */
export const metadata: Readonly<Record<string, Program>> = {
  chmod: change,
  chown: change,
  chgrp: change,
  chcon: change,
  setcap: changeAttributes,
  setfacl: changeAttributes,
  touch,
};
