import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, noteAttempt, removeCause, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { large } from '../sizes';
import { homeOf, writeCache } from './cacheProgram';
import { fetchByLink, hasCorepack } from './corepack';
import { dependsOnNothing, dropDevelopmentModules } from './npm';
import { runProjectScripts, scriptWithHooks } from './projectScripts';

const options = {
  short: 'W',
  long: 'cwd cache-folder global-folder modules-folder registry mutex network-timeout network-concurrency use-yarnrc emoji'.split(
    ' ',
  ),
};

const installing = /^(|install|add|global|upgrade|up|import|create|dlx|remove|link|upgrade-interactive)$/;
/** `yarn workspaces focus` installs what some of the workspaces need, from yarn 2 on. */
const focusing = /^workspaces? focus\b/;

const yarn: Program = (call) => {
  const args = readArguments(call.args, { ...options, short: '' });
  const verb = args.operands[0];
  const text = verb?.text ?? '';
  const span = wordsSpan(call, verb?.word.span ?? call.program.word.span);
  const asks = args.has('version', 'v', 'help', 'h');
  const berry = isBerry(call, args);
  fetchByLink(call, 'yarn');
  if (!berry) {
    keepCompiled(call);
  }
  if (text === 'cache' && args.operands[1]?.text === 'dir') {
    call.output.write(`${absolute(call, cacheFolder(call, args))}/v6\n`);
    return undefined;
  }
  if (text === 'cache') {
    const cleans = /^(clean|clear)$/.test(args.operands[1]?.text ?? '');
    if (cleans && args.operands.length === 2) {
      removeCause(call, 'yarn-cache', wordsSpan(call), berry ? undefined : cacheFolder(call, args));
    } else if (cleans) {
      noteAttempt(call, wordsSpan(call), [], 'other', 'yarn-cache');
    }
  } else if (text === 'config') {
    configure(call, args);
  } else if (text === 'set') {
    write(call, { path: '.yarnrc.yml', size: 100 });
  } else if (installing.test(text) && !asks && !berry) {
    if (installModules(call, args, span)) {
      keepCache(call, args, span);
    }
  } else if (berry && !asks && (installing.test(text) || focusing.test(args.operands.map((it) => it.text).join(' ')))) {
    keepBerryCache(call, span);
  } else if (!asks && text !== '') {
    const name = text === 'run' ? args.operands[1]?.text : text;
    runProjectScripts(call, name === undefined ? [] : scriptWithHooks(name), args.value('cwd'));
  }
  call.output.writeUnknown(500);
  return undefined;
};

/** Yarn 2 and later keeps its cache elsewhere, often as part of the project. */
function isBerry(call: Call, args: Arguments): boolean {
  const { state } = call;
  return (
    args.has('immutable', 'immutable-cache', 'inline-builds', 'check-cache', 'refresh-lockfile') ||
    args.operands[0]?.text === 'dlx' ||
    state.files.get(absolute(call, '.yarnrc.yml')) !== undefined ||
    state.files.get(absolute(call, '.yarn')) !== undefined ||
    state.files.get('/usr/local/lib/node_modules/@yarnpkg/cli-dist') !== undefined ||
    (hasCorepack(call) && !args.has('frozen-lockfile'))
  );
}

/** Installs the modules; false when an earlier layer has them all, so that nothing is fetched. */
function installModules(call: Call, args: Arguments, span: Call['command']['span']): boolean {
  const verb = args.operands[0]?.text ?? '';
  if (verb === 'global') {
    return true;
  }
  const project = args.value('cwd') ?? '.';
  if (
    /^(|install)$/.test(verb) &&
    dependsOnNothing(call.state.files.textAt(absolute(call, `${project}/package.json`)))
  ) {
    return false;
  }
  const folder = args.value('modules-folder') ?? `${project}/node_modules`;
  const old = call.state.files.get(absolute(call, folder));
  const production = args.has('production', 'prod') || call.env('NODE_ENV') === 'production';
  if (old && old.size > 0 && old.layer !== call.machine.layer) {
    dropDevelopmentModules(call, old, production);
    return verb !== '' && verb !== 'install';
  }
  write(call, { path: folder, kind: 'folder', size: large, span, source: production ? 'production' : 'all' });
  return true;
}

function keepCache(call: Call, args: Arguments, span: Call['command']['span']): void {
  const folder = absolute(call, cacheFolder(call, args));
  writeCache(
    call,
    { cause: 'yarn-cache', cleanup: 'yarn cache clean' },
    [{ path: `${folder}/v6`, shown: folder }],
    span,
  );
}

/**
 * Yarn 4 keeps its archives in the home folder or in the project. Only where it links into node_modules, and that is
 * known, are they of no use afterwards.
 */
function keepBerryCache(call: Call, span: Call['command']['span']): void {
  const settings = call.state.files.get(absolute(call, '.yarnrc.yml'))?.content ?? '';
  const linker = call.env('YARN_NODE_LINKER') ?? /^nodeLinker:\s*"?([\w-]+)/m.exec(settings)?.[1];
  const isGlobal = call.env('YARN_ENABLE_GLOBAL_CACHE') !== 'false' && !/^enableGlobalCache:\s*false/m.test(settings);
  if (linker === 'node-modules') {
    const home = call.env('YARN_GLOBAL_FOLDER') ?? `${homeOf(call)}/.yarn/berry`;
    const path = isGlobal ? `${home}/cache` : absolute(call, '.yarn/cache');
    writeCache(call, { cause: 'yarn-cache' }, [{ path }], span);
  }
}

/** As root, yarn 1 takes `/usr/local/share` for the home folder. */
function cacheFolder(call: Call, args: Arguments): string {
  const given =
    args.value('cache-folder') ?? (call.env('YARN_CACHE_FOLDER') || call.env('yarn_cache_folder') || undefined);
  if (given !== undefined) {
    return given;
  }
  const paths = [absolute(call, '.yarnrc'), `${yarnHome(call)}/.yarnrc`];
  for (const path of paths) {
    const found = /^\s*(?:--\S*\.)?cache-folder\s+"?([^"\s]+)/m.exec(call.state.files.get(path)?.content ?? '');
    if (found) {
      return found[1]!;
    }
  }
  const shared = call.env('XDG_CACHE_HOME');
  return `${shared || `${yarnHome(call)}/.cache`}/yarn`;
}

function yarnHome(call: Call): string {
  return call.user === 'root' ? '/usr/local/share' : homeOf(call);
}

function configure(call: Call, args: Arguments): void {
  const [, verb, key, value] = args.operands.map((it) => it.text);
  if (verb === 'set' && key !== undefined && value !== undefined) {
    const path = `${yarnHome(call)}/.yarnrc`;
    const content = `${call.state.files.get(path)?.content ?? ''}${key} "${value}"\n`;
    write(call, { path, size: content.length, content });
  }
}

function keepCompiled(call: Call): void {
  const { machine } = call;
  if (!machine.base.yarnCompiles || call.env('DISABLE_V8_COMPILE_CACHE')) {
    return;
  }
  const path = `${call.env('TMPDIR') || '/tmp'}/v8-compile-cache-${call.user === 'root' ? '0' : '1000'}`;
  writeCache(call, { cause: 'compile-cache' }, [{ path, size: 2_300_000 }], wordsSpan(call, call.args[0]?.word.span));
}

/** Programs of yarn. */
export const yarnPrograms: Readonly<Record<string, Program>> = { yarn, yarnpkg: yarn };
