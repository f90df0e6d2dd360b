import { readArguments } from '../arguments';
import { absolute, rewrite, selectPackaged, wordsSpan } from '../changes';
import type { Call, Program } from '../machine';
import { large, small } from '../sizes';
import { filter, printFiles } from './text';

const sed: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'efl', long: ['expression', 'file', 'in-place-suffix'] });
  const inPlace = has('i', 'in-place') || call.args.some((it) => /^-[a-zA-Z]*i/.test(it.text));
  const files = has('e', 'f', 'expression', 'file') ? operands : operands.slice(1);
  if (!inPlace) {
    if (has('n', 'quiet', 'silent')) {
      call.output.writeUnknown(small);
    } else {
      printFiles(call, files);
    }
    return undefined;
  }
  for (const { text } of files) {
    for (const selection of call.state.files.select(absolute(call, text))) {
      if (selection.extent !== 'whole' || selection.exact) {
        rewrite(call, selection, wordsSpan(call), 'overwritten');
      }
    }
  }
  return undefined;
};

/** Perl and Ruby with `-i`, and GNU awk with `-i inplace`, write the files that they are given anew, as `sed -i` does. */
export const interpreter: Program = (call) => {
  const isAwk = call.name.endsWith('awk');
  const { operands, has, values } = readArguments(call.args, { short: isAwk ? 'iFvfE' : 'eEIM' });
  if (isAwk ? values('i').includes('inplace') : has('i')) {
    editAll(call, has('e', 'E', 'f') ? operands : operands.slice(1));
  } else if (isAwk) {
    // A loop that counts far prints as many lines.
    if (/\bfor\s*\([^)]*<=?\s*\d{5,}/.test(operands[0]?.text ?? '')) {
      call.output.writeUnknown(large);
    }
    return filter(call);
  } else {
    call.output.writeUnknown(small);
  }
  return undefined;
};

/** `patch FILE` changes that file; which ones a patch names without one is not known. */
const patch: Program = (call) => {
  const { operands, value } = readArguments(call.args, {
    short: 'bBdDFgiopVYzr',
    long: ['input', 'directory', 'strip', 'output', 'reject-file', 'fuzz'],
  });
  if (value('o', 'output') === undefined) {
    editAll(call, operands.slice(0, 1));
  }
  return undefined;
};

function editAll(call: Call, files: Call['args']): void {
  for (const { text } of files) {
    for (const selection of selectPackaged(call, absolute(call, text))) {
      rewrite(call, selection, wordsSpan(call), 'overwritten');
    }
  }
}

const editor: Program = (call) => {
  editAll(call, readArguments(call.args).operands);
  return undefined;
};

/** Programs that change what is in files, in their place. */
export const editing: Readonly<Record<string, Program>> = {
  sed,
  awk: interpreter,
  gawk: interpreter,
  patch,
  ed: (call) => (call.input === undefined ? undefined : editor(call)),
  ex: editor,
  strip: editor,
  upx: editor,
  dos2unix: editor,
  patchelf: (call) => {
    const file = call.args.at(-1);
    return file ? editor({ ...call, args: [file] }) : undefined;
  },
};
