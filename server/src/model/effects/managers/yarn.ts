import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, removeCause, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { large } from '../sizes';
import { homeOf, writeCache } from './cacheProgram';

const options = {
  short: 'W',
  long: 'cwd cache-folder global-folder modules-folder registry mutex network-timeout network-concurrency use-yarnrc emoji'.split(
    ' ',
  ),
};

const installing = /^(|install|add|global|upgrade|up|import|create|dlx|remove|link|upgrade-interactive)$/;

const yarn: Program = (call) => {
  const args = readArguments(call.args, { ...options, short: '' });
  const verb = args.operands[0];
  const text = verb?.text ?? '';
  const span = wordsSpan(call, verb?.word.span ?? call.program.word.span);
  const asks = args.has('version', 'v', 'help', 'h');
  keepCompiled(call);
  if (text === 'cache' && args.operands[1]?.text === 'dir') {
    call.output.write(`${absolute(call, cacheFolder(call, args))}/v6\n`);
    return undefined;
  }
  if (text === 'cache') {
    if (/^(clean|clear)$/.test(args.operands[1]?.text ?? '')) {
      removeCause(call, 'yarn-cache', wordsSpan(call));
    }
  } else if (text === 'config') {
    configure(call, args);
  } else if (text === 'set') {
    write(call, { path: '.yarnrc.yml', size: 100 });
  } else if (installing.test(text) && !asks && !isBerry(call, args)) {
    installModules(call, args, span);
    keepCache(call, args, span);
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
    (state.files.get('/\uE015/corepack') !== undefined && !args.has('frozen-lockfile'))
  );
}

function installModules(call: Call, args: Arguments, span: Call['command']['span']): void {
  if (args.operands[0]?.text === 'global') {
    return;
  }
  const root = args.value('cwd');
  const folder =
    args.value('modules-folder') ?? `${root === undefined ? call.state.folder : absolute(call, root)}/node_modules`;
  const withoutDev = args.has('production', 'prod') || call.env('NODE_ENV') === 'production';
  const old = call.state.files.get(absolute(call, folder));
  if (old && old.layer !== call.machine.layer) {
    if (withoutDev && old.source === 'all') {
      call.state.files.killPart({ node: old, path: `${old.path}/*`, size: large, span, how: 'deleted' });
    }
    return;
  }
  write(call, { path: folder, kind: 'folder', size: large, span, source: withoutDev ? 'production' : 'all' });
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
  return call.machine.user === 'root' ? '/usr/local/share' : homeOf(call);
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
  const path = `${call.env('TMPDIR') || '/tmp'}/v8-compile-cache-${machine.user === 'root' ? '0' : '1000'}`;
  writeCache(call, { cause: 'compile-cache' }, [{ path, size: 2_300_000 }], wordsSpan(call, call.args[0]?.word.span));
}

const corepack: Program = (call) => {
  if (/^(enable|prepare|use|install)$/.test(call.args[0]?.text ?? '')) {
    write(call, { path: '/\uE015/corepack', size: 0 });
  }
  return undefined;
};

/** Programs of yarn. */
export const yarnPrograms: Readonly<Record<string, Program>> = { yarn, yarnpkg: yarn, corepack };
