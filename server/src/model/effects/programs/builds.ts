import { parseScriptFor } from '../../../shell/parse';
import { readArguments } from '../arguments';
import { absolute, removeSelection, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { resolvePath } from '../paths';
import { large } from '../sizes';
import { isPlainMakefile, scriptOfMakefile } from './makefile';

/** What a build makes beside the sources; where exactly, only its rules know. */
export const products = '\uE015products';

const make: Program = (call) => {
  const { operands, values } = readArguments(call.args, {
    short: 'CfIjlo',
    long: ['directory', 'file', 'jobs', 'include-dir', 'load-average'],
  });
  const targets = operands.map((it) => it.text).filter((it) => !it.includes('='));
  const folder = values('C', 'directory').join('/') || '.';
  const path = `${folder}/${products}`;
  const isKnown = runRecipes(call, absolute(call, folder), values('f', 'file').at(-1), targets);
  if (targets.some((it) => /clean$/.test(it) || it === 'mrproper')) {
    for (const selection of call.state.files.select(absolute(call, path))) {
      if (selection.exact) {
        removeSelection(call, selection, true, wordsSpan(call));
      }
    }
  } else if (!isKnown && bringsProducts(call, targets, path)) {
    write(call, { path, kind: 'folder', size: large, shown: absolute(call, folder) });
  }
  call.output.writeUnknown(1_000);
  return undefined;
};

/** Whether targets bring about products: installing does so where nothing was built before. */
function bringsProducts(call: Call, targets: readonly string[], path: string): boolean {
  const others = targets.filter((it) => !/^install.*$/.test(it));
  return others.length < targets.length && others.length === 0
    ? call.state.files.get(absolute(call, path)) === undefined
    : others.every((it) => !/^(check|test|help|uninstall|.*config)$/.test(it));
}

/**
 * Carries out what a makefile says, where its text is known.
 *
 * @returns True when that is all: nothing ran that makes files of names which only a build can tell.
 */
function runRecipes(call: Call, folder: string, given: string | undefined, targets: readonly string[]): boolean {
  const { files } = call.state;
  const names = given === undefined ? ['GNUmakefile', 'makefile', 'Makefile'] : [given];
  const text = names.map((it) => files.textAt(resolvePath(folder, it))).find((it) => it !== undefined);
  const script = call.name === 'ninja' || text === undefined ? '' : scriptOfMakefile(text, targets);
  if (script === '') {
    return false;
  }
  const state = call.state.fork();
  state.folder = folder;
  const { builtFolders } = files;
  state.files.builtFolders = [];
  call.machine.run(parseScriptFor(script, wordsSpan(call)), state);
  const built = state.files.builtFolders;
  state.files.builtFolders = built.length === 0 ? builtFolders : [...builtFolders, ...built];
  call.state.files = state.files;
  return built.length === 0 && isPlainMakefile(text!);
}

/** Programs that build by rules of their own. */
export const builds: Readonly<Record<string, Program>> = { make, gmake: make, ninja: make };
