import { readArguments } from '../arguments';
import { absolute, mayRemove, operandPattern, removePattern, rewrite, wordsSpan, write } from '../changes';
import { settled } from '../conditions';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import { nameBeginningHere } from '../paths';
import { bytesOf, large } from '../sizes';
import { hasWildcards, replaceVariables } from '../symbols';

const rm: Program = (call) => {
  const { operands, has } = readArguments(call.args);
  const recursive = has('r', 'R', 'recursive');
  let failed = false;
  for (const operand of operands) {
    const field = withoutUnset(operand, call);
    const span = wordsSpan(call, field.word.span);
    // `rm` refuses to remove the folders `.` and `..`.
    const refused = /(^|\/)\.\.?\/*$/.test(field.text);
    const bare = !recursive && isFolder(call, absolute(call, field.text));
    const leaves = bare || (!recursive && meetsFolders(call, absolute(call, field.text)));
    const forbidden = !mayRemove(call, absolute(call, field.text));
    const problem = forbidden ? 'notAllowed' : refused ? 'other' : leaves ? 'notRecursive' : undefined;
    const pattern = operandPattern(call, field, problem);
    failed ||= refused || bare || (forbidden && call.state.files.select(pattern).length > 0);
    for (const meant of refused ? [] : [pattern, nameBeginningHere(call.state.folder, field.text)]) {
      if (meant !== undefined) {
        removePattern(call, meant, { recursive, span });
      }
    }
  }
  return failed ? 'fail' : undefined;
};

/**
 * `/dir/$X` is `/dir/` where nothing sets X. What begins with X would be the whole image, which nobody means, and what
 * was written by the same name is just that.
 */
function withoutUnset(field: Field, call: Call): Field {
  const text = replaceVariables(field.text, (it) => settled(it, call.state, call.machine));
  if (text[0] !== field.text[0] || text === field.text) {
    return field;
  }
  const { files } = call.state;
  const path = absolute(call, field.text);
  return files.get(path) || files.hasBelow(path) ? field : { ...field, text };
}

/** True when `rm` without `-r` meets a folder and leaves it. */
function isFolder({ state }: Call, path: string): boolean {
  const node = state.files.get(path);
  return node ? node.kind === 'folder' : !hasWildcards(path) && state.files.hasBelow(path);
}

/** True when a pattern takes in folders, some of which may be files in truth, so that `rm` need not fail. */
function meetsFolders({ state }: Call, pattern: string): boolean {
  return (
    hasWildcards(pattern) &&
    state.files
      .select(pattern)
      .some(({ node, extent, exact }) => extent === 'whole' && (!exact || node.kind === 'folder'))
  );
}

const shred: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'ns', long: ['iterations', 'size'] });
  for (const field of operands) {
    if (has('u', 'remove')) {
      removePattern(call, operandPattern(call, field), { recursive: false, span: wordsSpan(call, field.word.span) });
    }
  }
  return undefined;
};

/** Emptying a file of this layer frees it; one of a lower layer stays where it is. A new size makes a file of zeros. */
const truncate: Program = (call) => {
  const { operands, value } = readArguments(call.args, { short: 'srI', long: ['size', 'reference'] });
  const size = value('s', 'size') ?? '';
  if (/^0\w*$/.test(size)) {
    for (const field of operands) {
      emptyFiles(call, operandPattern(call, field));
    }
  } else if (/^\d/.test(size)) {
    for (const { text } of operands) {
      resize(call, text, bytesOf(size) ?? large);
    }
  }
  return undefined;
};

/** A file that is there stays what it is, in a lower layer at the cost of a copy; another one is made. */
function resize(call: Call, path: string, size: number): void {
  const found = call.state.files.select(absolute(call, path));
  if (found.length === 0) {
    write(call, { path, size });
  }
  for (const selection of found) {
    rewrite(call, selection, wordsSpan(call), 'overwritten');
  }
}

function emptyFiles(call: Call, pattern: string): void {
  for (const selection of call.state.files.select(pattern)) {
    const { node, extent, exact } = selection;
    if (extent !== 'whole' || !exact || node.kind === 'folder') {
      continue;
    }
    if (node.layer === call.machine.layer) {
      write(call, { path: node.path, size: 0, content: '' });
    } else {
      rewrite(call, selection, wordsSpan(call), 'overwritten');
    }
  }
}

/** Programs that delete files by their names. */
export const removing: Readonly<Record<string, Program>> = { rm, unlink: rm, rmdir: () => undefined, shred, truncate };
