import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, rewrite, wordsSpan, write } from '../changes';
import type { Selection } from '../files';
import type { Call, Program } from '../machine';
import { sizeByName, small } from '../sizes';

/** A change of owner or mode makes the engine write a lower layer's files once more. */
const change: Program = (call) => {
  const args = readArguments(call.args, { long: ['reference', 'from'] });
  const operands = args.has('reference') ? args.operands : args.operands.slice(1);
  changeMetadata(
    call,
    operands.map((it) => it.text),
    args,
  );
  return undefined;
};

/**
 * Writes the files below the given paths again. A folder by itself costs nothing, so without `-R` only files count.
 */
export function changeMetadata(call: Call, paths: readonly string[], args: Pick<Arguments, 'has'>): void {
  const recursive = args.has('R', 'recursive');
  for (const path of paths) {
    for (const selection of call.state.files.select(absolute(call, path))) {
      if (recursive || isSingleFile(selection)) {
        rewrite(call, selection, wordsSpan(call), 'metadata');
      }
    }
  }
}

/** True for a file named itself; what may be a folder as well is one unless its name says otherwise. */
function isSingleFile({ node, extent, exact, pattern }: Selection): boolean {
  if (extent === 'part') {
    return sizeByName(pattern) <= small || /\.[A-Za-z0-9]+$/.test(pattern);
  }
  return extent === 'whole' && exact && node.kind !== 'folder';
}

const touch: Program = (call) => {
  const { operands } = readArguments(call.args, { short: 'dtr', long: ['date', 'reference'] });
  for (const { text } of operands) {
    const found = call.state.files.select(absolute(call, text));
    if (found.length === 0) {
      write(call, { path: text, size: 0, content: '' });
    }
    for (const selection of found.filter(isSingleFile)) {
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
  touch,
};
