import { packageOptions } from '../../packages/options';
import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, noteAttempt, removeCause, removeSelection, wordsSpan, write } from '../changes';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import { type FileNode, installedAs } from '../nodes';
import { isWithin, parentOf } from '../paths';
import { markUnpacked } from '../programs/unpacking';
import { large } from '../sizes';
import { isKnown, unknownName } from '../symbols';
import { update } from './apt';
import { homeOf, writeCache } from './cacheProgram';
import { runProjectScripts, scriptsOfCommand, scriptWithHooks } from './projectScripts';

const installing =
  /^(install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|ci|clean-install|ic|install-clean|isntall-clean|install-test|it|install-ci-test|cit|update|up|upgrade|udpate)$/;
const removing = /^(uninstall|unlink|remove|rm|r|un|prune)$/;

const afresh = /^(ci|clean-install|ic|install-clean|cit|install-ci-test|isntall-clean)$/;
const asking = /^(exec|x|create|init|innit|audit|outdated|view|v|info|show|search|pack)$/;
/** What of it installs a program to run it at once. */
const running = /^(exec|x|create|init|innit)$/;

const npm: Program = (call) => {
  const args = readArguments(call.args, packageOptions.npm);
  const [verb, ...operands] = args.operands;
  const text = verb?.text ?? '';
  keepCompiled(call, installing.test(text));
  if (asksForCache(args)) {
    call.output.write(`${cacheFolder(call, args)}\n`);
    return undefined;
  }
  const span = wordsSpan(call, verb?.word.span ?? call.program.word.span);
  if (installing.test(text)) {
    markUnpacked(
      call,
      operands.filter((it) => it.text.endsWith('.tgz')),
    );
    if (installModules(call, args, span)) {
      keepCache(call, args, span);
    }
    if (operands.length === 0 && !args.has('ignore-scripts', 'g', 'global')) {
      runProjectScripts(call, scriptsOfCommand(text, true), args.value('prefix', 'C'));
    }
  } else if (/^(run|run-script|rum|urn|start|test|t)$/.test(text)) {
    const name = text.startsWith('r') || text === 'urn' ? operands[0]?.text : undefined;
    const names = name === undefined ? scriptsOfCommand(text, false) : scriptWithHooks(name);
    runProjectScripts(call, names, args.value('prefix', 'C'));
  } else if (asking.test(text) && (operands.length > 0 || /^(audit|outdated)$/.test(text))) {
    if (text === 'pack') {
      packArchives(call, args, operands);
    }
    if (running.test(text)) {
      keepPrograms(call, args, span);
    } else if (text !== 'pack' || !operands.every((it) => /^\.{0,2}(\/|$)/.test(it.text))) {
      keepCache(call, args, span);
    }
  } else if (text === 'cache') {
    cleanCache(call, args);
  } else if (text === 'config' || text === 'set') {
    configure(call, args);
  } else if (removing.test(text)) {
    pruneModules(call, args);
  }
  call.output.writeUnknown(500);
  return undefined;
};

/** `npm pack name@version` fetches the archive of a package. */
function packArchives(call: Call, args: Arguments, operands: readonly Field[]): void {
  const folder = args.value('pack-destination') ?? '.';
  for (const { text } of operands) {
    const [, scope, name, version] = /^(?:@([\w.-]+)\/)?([\w.-]+)(?:@(\d+\.\d+\.\d+\S*))?/.exec(text) ?? [];
    if (name !== undefined) {
      const file = `${scope === undefined ? '' : `${scope}-`}${name}-${version ?? unknownName}.tgz`;
      write(call, { path: `${folder}/${file}`, size: large, archive: true });
    }
  }
}

/** `npm config get cache` prints where the cache is. */
function asksForCache({ operands }: Arguments): boolean {
  return operands.at(-2)?.text === 'get' && operands.at(-1)?.text === 'cache';
}

const npx: Program = (call) => {
  const args = readArguments(call.args, { short: 'pc', long: ['package', 'call', 'cache', 'registry', 'prefix'] });
  const [program, verb] = args.operands.map((it) => it.text);
  const span = wordsSpan(call, args.operands[0]?.word.span);
  if (
    program?.startsWith('playwright') &&
    (verb === 'install-deps' || call.args.some((it) => it.text === '--with-deps'))
  ) {
    update(call, '/var/lib/apt/lists', wordsSpan(call));
  }
  if (program !== undefined && !args.has('no-install', 'no') && !isLocalProgram(call, program)) {
    keepPrograms(call, args, span);
  }
  keepCompiled(call, true);
  return undefined;
};

/** A program of the project's own packages is not fetched. */
function isLocalProgram({ state }: Call, program: string): boolean {
  return (
    !/@|^[a-z]+:/.test(program.slice(1)) &&
    state.files.select(`${state.folder === '/' ? '' : state.folder}/node_modules`).length > 0
  );
}

/** Where the modules go: below the project, or of the whole system with `-g`. */
function modulesFolder(call: Call, args: Arguments): string {
  const isGlobal = args.has('g', 'global') || args.value('location') === 'global';
  const prefix =
    args.value('prefix', 'C') ??
    (isGlobal ? (call.env('NPM_CONFIG_PREFIX') ?? call.env('npm_config_prefix')) : undefined);
  if (isGlobal) {
    return `${prefix === undefined ? '/usr/local' : absolute(call, prefix)}/lib/node_modules`;
  }
  return absolute(call, `${prefix ?? '.'}/node_modules`);
}

/** Installs the modules; false when an earlier layer has them all, so that nothing is fetched. */
function installModules(call: Call, args: Arguments, span: Call['command']['span']): boolean {
  const verb = args.operands[0]!.text;
  const folder = modulesFolder(call, args);
  const names = args.operands.slice(1).map((it) => it.text.replace(/(?<=.)@[^/]*$/, ''));
  if (args.has('g', 'global') || args.value('location') === 'global') {
    for (const name of names.filter(isKnown)) {
      write(call, { path: `${folder}/${name}`, kind: 'folder', size: large, span });
    }
    return true;
  }
  if (names.length === 0 && asksForNothing(call, args)) {
    return false;
  }
  const found = call.state.files.get(folder);
  // A folder that was only made, for another owner mostly, has no modules in it.
  const old = found?.size === 0 ? undefined : found;
  if (old && old.layer !== call.machine.layer && !afresh.test(verb)) {
    dropDevelopmentModules(call, old, dropsDev(call, args));
    for (const name of names.filter(isKnown)) {
      write(call, { path: `${folder}/${name}`, kind: 'folder', size: large, span });
    }
    return names.length > 0 || !/^(install|i|add|in)$/.test(verb);
  }
  if (old && old.layer !== call.machine.layer) {
    removeSelection(call, { node: old, extent: 'whole', exact: true, pattern: folder }, true, span);
  }
  write(call, { path: folder, kind: 'folder', size: large, span, source: dropsDev(call, args) ? 'production' : 'all' });
  return true;
}

/** True for a project that is known and depends on nothing. */
function asksForNothing(call: Call, args: Arguments): boolean {
  return dependsOnNothing(call.state.files.textAt(absolute(call, `${args.value('prefix', 'C') ?? '.'}/package.json`)));
}

/** True for the text of a `package.json` that names no packages, neither of others nor of its own. */
export function dependsOnNothing(manifest: string | undefined): boolean {
  return manifest !== undefined && /^\s*\{/.test(manifest) && !/"(\w*[dD]ependencies|workspaces)"/.test(manifest);
}

function dropsDev(call: Call, args: Arguments): boolean {
  const isProduction =
    args.has('production') || args.values('omit').includes('dev') || args.value('only') === 'production';
  return isProduction || call.env('NODE_ENV') === 'production';
}

function pruneModules(call: Call, args: Arguments): void {
  const folder = modulesFolder(call, args);
  const span = wordsSpan(call);
  const names = args.operands.slice(1).map((it) => it.text.replace(/(?<=.)@[^/]*$/, ''));
  for (const name of names) {
    const found = call.state.files.select(`${folder}/${name}`);
    const isOwn = found.some(({ extent, exact }) => extent === 'whole' && exact);
    for (const selection of found) {
      if (selection.extent === 'part' && (isOwn || !isWithin(selection.node.path, folder))) {
        continue;
      }
      if (selection.extent === 'part' && selection.node.layer !== call.machine.layer) {
        call.state.files.killPart({ node: selection.node, path: selection.pattern, size: large, span, how: 'deleted' });
      } else {
        removeSelection(call, selection, true, span);
      }
    }
  }
  if (names.length === 0) {
    dropDevelopmentModules(call, call.state.files.get(folder), dropsDev(call, args));
  }
}

/** Whoever installs or prunes without what only developers need deletes that where an earlier layer has it. */
export function dropDevelopmentModules(call: Call, old: FileNode | undefined, isProduction: boolean): void {
  if (!isProduction || !old || installedAs(old) !== 'all' || old.layer === call.machine.layer) {
    return;
  }
  const manifest = call.state.files.textAt(`${parentOf(old.path)}/package.json`);
  if (manifest === undefined || manifest.includes('"devDependencies"')) {
    const part = { node: old, path: `${old.path}/*`, size: large };
    call.state.files.killPart({ ...part, span: wordsSpan(call), how: 'deleted' });
  }
}

function keepCache(call: Call, args: Arguments, span: Call['command']['span']): void {
  const folder = cacheFolder(call, args);
  const cache = [{ path: `${folder}/_cacache`, shown: folder }];
  writeCache(call, { cause: 'npm-cache', cleanup: 'npm cache clean --force' }, cache, span);
}

/** Programs that are run at once are installed beside the cache, where `npm cache clean` does not reach. */
function keepPrograms(call: Call, args: Arguments, span: Call['command']['span']): void {
  const folder = cacheFolder(call, args);
  const parts = ['_cacache', '_npx'].map((it) => ({ path: `${folder}/${it}`, shown: folder }));
  writeCache(call, { cause: 'npm-cache' }, parts, span);
}

function cacheFolder(call: Call, args: Arguments): string {
  const given = args.value('cache') ?? setting(call, 'cache');
  return given === undefined ? `${homeOf(call)}/.npm` : absolute(call, given);
}

/** A setting of npm: by a variable in any case, else by one of its files. */
export function setting(call: Call, name: string): string | undefined {
  const value = variableOf(call, name);
  if (value) {
    return value;
  }
  for (const path of [absolute(call, '.npmrc'), userConfig(call), globalConfig(call), '/etc/npmrc']) {
    const found = new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(call.state.files.get(path)?.content ?? '');
    if (found) {
      return found[1]!.replace(/^~(?=\/)/, homeOf(call));
    }
  }
  return undefined;
}

function variableOf(call: Call, name: string): string | undefined {
  const variable = `npm_config_${name.replaceAll('-', '_')}`;
  return call.env(variable) ?? call.env(variable.toUpperCase()) ?? call.env(`NPM_CONFIG_${name}`);
}

function userConfig(call: Call): string {
  return variableOf(call, 'userconfig') || `${homeOf(call)}/.npmrc`;
}

function globalConfig(call: Call): string {
  return variableOf(call, 'globalconfig') || `${variableOf(call, 'prefix') || '/usr/local'}/etc/npmrc`;
}

function configure(call: Call, args: Arguments): void {
  const words = args.operands.map((it) => it.text);
  const [verb, ...rest] = words[0] === 'set' ? words : words.slice(1);
  const isGlobal = args.has('g', 'global') || args.value('location') === 'global';
  const path = isGlobal ? globalConfig(call) : userConfig(call);
  const before = call.state.files.get(path)?.content ?? '';
  if (verb === 'set') {
    const [key, value] = rest[0]?.includes('=') ? rest[0].split(/=(.*)/s) : rest;
    if (key !== undefined && value !== undefined) {
      const content = `${withoutKeys(before, [key])}${key}=${value}\n`;
      write(call, { path, size: content.length, content });
    }
  } else if (/^(delete|del|rm)$/.test(verb ?? '') && before !== '') {
    const content = withoutKeys(before, rest);
    write(call, { path, size: content.length, content });
  }
}

function withoutKeys(text: string, keys: readonly string[]): string {
  return text.replace(/^\s*([^\s=]+)\s*=.*\n?/gm, (line, key: string) => (keys.includes(key) ? '' : line));
}

function cleanCache(call: Call, args: Arguments): void {
  const verb = args.operands[1]?.text;
  if (!/^(clean|clear|rm)$/.test(verb ?? '')) {
    noteAttempt(call, wordsSpan(call), [], 'other', 'npm-cache');
  } else if (args.has('force', 'f') || call.env('npm_config_force') || call.env('NPM_CONFIG_FORCE')) {
    const folder = cacheFolder(call, args);
    if (args.value('cache') === undefined) {
      removeCause(call, 'npm-cache', wordsSpan(call), `${folder}/_cacache`);
      if (call.state.files.get(`${folder}/_npx`)) {
        noteAttempt(call, wordsSpan(call), [], 'other', 'npm-cache');
      }
    } else {
      for (const selection of call.state.files.select(`${folder}/_cacache`)) {
        removeSelection(call, selection, true, wordsSpan(call));
      }
    }
  } else {
    noteAttempt(call, wordsSpan(call), [], 'needsForce', 'npm-cache');
  }
}

/** From 10.9 on every run of npm leaves compiled code in the folder for temporary files. */
function keepCompiled(call: Call, installs: boolean): void {
  const { machine, state } = call;
  if (!machine.base.npmCompiles || call.env('NODE_DISABLE_COMPILE_CACHE')) {
    return;
  }
  const folder = call.env('NODE_COMPILE_CACHE') ?? `${call.env('TMPDIR') || '/tmp'}/node-compile-cache`;
  const span = wordsSpan(call, call.args[0]?.word.span);
  // Every run compiles what the program begins with; only an installation gets to the rest.
  const parts = [{ path: `${folder}/core`, size: 1_000_000, shown: folder }];
  if (installs) {
    parts.push({ path: `${folder}/install`, size: 300_000, shown: folder });
  }
  for (const part of parts) {
    if (!state.files.get(part.path)) {
      writeCache(call, { cause: 'compile-cache' }, [part], span);
    }
  }
}

/** Programs of npm. */
export const npmPrograms: Readonly<Record<string, Program>> = { npm, npx };
