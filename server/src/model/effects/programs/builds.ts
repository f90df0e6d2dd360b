import { readArguments } from '../arguments';
import { absolute, removeSelection, wordsSpan, write } from '../changes';
import type { Program } from '../machine';
import { large } from '../sizes';

/** What a build makes beside the sources; where exactly, only its rules know. */
const products = '\uE015products';

const make: Program = (call) => {
  const { operands, values } = readArguments(call.args, {
    short: 'CfIjlo',
    long: ['directory', 'file', 'jobs', 'include-dir', 'load-average'],
  });
  const targets = operands.map((it) => it.text).filter((it) => !it.includes('='));
  const folder = values('C', 'directory').join('/') || '.';
  const path = `${folder}/${products}`;
  if (targets.some((it) => /clean$/.test(it) || it === 'mrproper')) {
    for (const selection of call.state.files.select(absolute(call, path))) {
      if (selection.exact) {
        removeSelection(call, selection, true, wordsSpan(call));
      }
    }
  } else if (targets.every((it) => !/^(install.*|check|test|help|uninstall|.*config)$/.test(it))) {
    write(call, { path, kind: 'folder', size: large, shown: absolute(call, folder) });
  }
  call.output.writeUnknown(1_000);
  return undefined;
};

/** Programs that build by rules of their own. */
export const builds: Readonly<Record<string, Program>> = { make, gmake: make, ninja: make };
