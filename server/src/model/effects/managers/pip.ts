import { packageOptions } from '../../packages/options';
import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { isKnownImage } from '../bases';
import { absolute, kill, noteAttempt, removeCause, removePattern, wordsSpan, write } from '../changes';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import { installedAs } from '../nodes';
import { nameOf } from '../paths';
import { markUnpacked } from '../programs/unpacking';
import { isArchiveName, large } from '../sizes';
import { hasWildcards, isKnown, unknownName } from '../symbols';
import { cacheHome, homeOf, writeCache } from './cacheProgram';
import {
  bringWheels,
  environmentOf,
  forgetDistributionWheels,
  lonePackages,
  packagesBelow,
  pipCacheFile,
  sitePackages,
} from './pythonPlaces';

/** What `pip` does, whether called by its name or as a module of Python. */
export const pip: Program = (call) => {
  const args = readArguments(call.args, {
    ...packageOptions.pip,
    short: `${packageOptions.pip.short}${call.args.some((it) => it.text === 'wheel') ? 'w' : 'd'}`,
  });
  const verb = args.operands[0];
  const span = wordsSpan(call, verb?.word.span);
  switch (verb?.text) {
    case 'install':
      if (install(call, args, span)) {
        keepCache(call, args, span, verb);
      }
      break;
    case 'wheel':
    case 'download': {
      const folder = args.value('w', 'wheel-dir', 'd', 'dest') ?? '.';
      write(call, { path: `${folder}/${unknownName}.whl`, size: large, archive: true, span });
      keepCache(call, args, span, verb);
      break;
    }
    case 'uninstall':
      for (const { text } of args.operands.slice(1).filter((it) => !isBrought(call, it.text))) {
        removePattern(call, `${sitePackages(call)}/${text.toLowerCase()}`, { recursive: true, span: wordsSpan(call) });
      }
      break;
    case 'cache':
      if (args.operands[1]?.text === 'dir') {
        call.output.write(`${cacheFolder(call, args)}\n`);
        return undefined;
      }
      cleanCache(call, args);
      break;
    case 'config':
      configure(call, args);
      break;
    case 'show':
      // It fails where the package is not there.
      call.output.writeUnknown(1_000);
      return 'unknown';
    case 'index':
    case 'search':
      keepCache(call, args, span, verb);
      break;
    case 'list':
      if (args.has('o', 'outdated', 'u', 'uptodate')) {
        keepCache(call, args, span, verb);
      }
      break;
    default:
  }
  call.output.writeUnknown(1_000);
  return undefined;
};

/** Installs packages; false when all of them are there already, so that nothing is fetched. */
function install(call: Call, args: Arguments, span: Call['command']['span']): boolean {
  const places = targetOf(call, args);
  const requirements = args.operands.slice(1);
  const files = [
    ...requirements.filter(({ text }) => /\.(whl|tar\.gz|zip)$/.test(text) || /\/[^/]*[*\uE010]/.test(text)),
  ];
  markUnpacked(call, files);
  for (const folder of args.values('f', 'find-links').filter((it) => !/^https?:/.test(it))) {
    markUnpacked(call, [{ text: `${folder}/\uE010.whl` }, { text: `${folder}/\uE010.tar.gz` }]);
  }
  const names = requirements.map(({ text }) => nameIn(text));
  const versions = new Map<string | undefined, string>();
  for (const [i, { text }] of requirements.entries()) {
    // Named several times, a package comes once, in the version that one of them wants.
    versions.set(names[i], /==[^;,\s]*/.exec(text)?.[0] ?? versions.get(names[i]) ?? '');
  }
  const known = names.filter((name) => name !== undefined && !name.endsWith('.whl'));
  const isThere = (name: string | undefined) => call.state.files.get(absolute(call, `${places}/${name}`)) !== undefined;
  const asksAgain = args.has(
    'U',
    'upgrade',
    'force-reinstall',
    'I',
    'ignore-installed',
    'r',
    'requirement',
    'e',
    'editable',
  );
  const isPlain = known.length === requirements.length && known.length > 0 && !asksAgain;
  if (isPlain && known.every(isThere) && requirements.every((it) => !/[=<>~!]/.test(it.text))) {
    return false;
  }
  for (const name of known.length > 0 || args.has('r', 'requirement') ? known : [unknownName]) {
    const path = `${places}/${name}`;
    const old = call.state.files.get(absolute(call, path));
    const version = versions.get(name) ?? '';
    if (old && old.layer !== call.machine.layer && givesWay(args, version, installedAs(old))) {
      kill(call, old, { how: 'replaced', span });
      write(call, { path, kind: 'folder', size: large, span, source: version });
    } else if (!old) {
      write(call, { path, kind: 'folder', size: large, span, source: version });
    }
  }
  if (known.includes('pip')) {
    forgetDistributionWheels(call);
  }
  const bringsMore = !args.has('no-deps') && known.some((name) => !lonePackages.test(name ?? ''));
  if (args.has('r', 'requirement') || bringsMore) {
    write(call, { path: `${places}/${unknownName}`, kind: 'folder', size: large, span });
  }
  compile(call, args, `${places}/${known[0] ?? unknownName}`, span);
  const wanted = [...requirements.map((it) => it.text), ...listedIn(call, args.values('r', 'requirement'))];
  bringWheels(call, wanted, places, call.machine.base.hasNewPip || isUpgraded(call, places));
  return true;
}

/** Whether pip itself was installed here without asking for a version. */
function isUpgraded({ state }: Call, places: string): boolean {
  return state.files.get(`${places}/pip`)?.source === '';
}

/** The name of the package in a requirement such as `Flask[async]>=3`. */
function nameIn(requirement: string): string | undefined {
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0].toLowerCase();
}

/** pip compiles what it installs, whatever PYTHONDONTWRITEBYTECODE says. */
function compile(call: Call, args: Arguments, folder: string, span: Call['command']['span']): void {
  if (!args.has('no-compile') && !call.env('PIP_NO_COMPILE')) {
    write(call, { path: `${folder}/__pycache__/${unknownName}.pyc`, kind: 'either', size: large, span });
  }
}

/** Whether an installed version gives way: to another one that is asked for, or to the newest. */
function givesWay(args: Arguments, version: string, old: string | undefined): boolean {
  const isUpgrade = args.has('U', 'upgrade') && old !== '';
  return args.has('force-reinstall') || (version === '' ? isUpgrade : version !== old);
}

/** True for what the base image has brought, as far as its name is known, and nothing here has installed by its name. */
function isBrought(call: Call, name: string): boolean {
  return (
    (/^(pip|setuptools|wheel)$/i.test(name) || !isKnownImage(call.machine.base)) &&
    !call.state.files.get(absolute(call, `${sitePackages(call)}/${name.toLowerCase()}`))
  );
}

function targetOf(call: Call, args: Arguments): string {
  const target = args.value('t', 'target');
  if (target !== undefined) {
    return absolute(call, target);
  }
  const prefix = args.value('prefix');
  if (prefix !== undefined) {
    return packagesBelow(call, absolute(call, prefix));
  }
  const root = args.value('root');
  const place = args.has('user') ? packagesBelow(call, `${homeOf(call)}/.local`) : sitePackages(call);
  return root === undefined ? place : `${absolute(call, root)}${place}`;
}

function keepCache(call: Call, args: Arguments, span: Call['command']['span'], verb: Field): void {
  const off = isOff(call, args, verb.text);
  const builds = buildsProject(call, args);
  const flagOnly = off === 'flag' && builds;
  if ((off && !flagOnly) || (args.has('no-index') && isLocal(args))) {
    return;
  }
  const folder = cacheFolder(call, args);
  const home = homeOf(call);
  if (folder === undefined || !isWritable(call, folder, home)) {
    return;
  }
  const cache = [{ path: pipCacheFile(call, folder), shown: folder, kind: 'file' as const }];
  writeCache(call, { cause: 'pip-cache', flag: builds ? undefined : '--no-cache-dir' }, cache, span, verb);
  if (flagOnly) {
    noteAttempt(call, span, [], 'notForBuilds', 'pip-cache');
  }
}

function isLocal(args: Arguments): boolean {
  return args.values('f', 'find-links').every((it) => !/^https?:/.test(it));
}

/** `--no-cache-dir` and its abbreviations, the variable, or a setting in a file. */
function isOff(call: Call, args: Arguments, verb: string): 'flag' | boolean {
  // The name is negated twice inside pip, so that `off` switches the cache off as `1` does; only no value does not.
  const variable = variableOf(call, args, 'PIP_NO_CACHE_DIR');
  if (variable !== undefined && variable !== '') {
    return true;
  }
  if (settings(call, args).some((it) => it === undefined || settingIn(it, verb, 'no-cache-dir') !== undefined)) {
    return true;
  }
  return args.has('no-cache-dir', 'no-cache', 'no-cache-di', 'no-cache-d', 'no-cach') ? 'flag' : false;
}

/** What has no wheel is built by another pip, which fetches what the build needs and does not know of the flag. */
function buildsProject(call: Call, args: Arguments): boolean {
  if (args.has('no-build-isolation')) {
    return false;
  }
  const operands = [
    ...args.operands.slice(1).map((it) => it.text),
    ...args.values('e', 'editable'),
    ...listedIn(call, args.values('r', 'requirement')),
  ];
  return (
    operands.some((it) => isSource(it.replace(/(\[[^\]]*\])?(#.*)?$/, '')) || withoutWheels.has(nameIn(it) ?? '')) ||
    refusesWheels(operands, args.values('no-binary').at(-1) ?? variableOf(call, args, 'PIP_NO_BINARY') ?? '')
  );
}

/** The requirements in files whose text is known, without the options of the line, but with what `-e` names. */
function listedIn(call: Call, files: readonly string[]): readonly string[] {
  return files
    .flatMap((it) => (call.state.files.textAt(absolute(call, it)) ?? '').split('\n'))
    .map((line) => line.trim().replace(/^(-e|--editable)[ =]/, ''))
    .filter((line) => !/^(-|#|$)/.test(line));
}

/** Well-known packages that are published as sources only, at least for Linux. */
const withoutWheels = new Set(
  (
    'crcmod dbus-python docopt mod-wsgi mod_wsgi mysqlclient netifaces psycopg2 pyaudio pycairo pygobject pygraphviz python-ldap ' +
    'sgmllib3k uwsgi'
  ).split(' '),
);

/** A folder, a repository or an archive of sources; a wheel is none, nor is what a wildcard finds in a folder of them. */
function isSource(requirement: string): boolean {
  const isPath =
    /^(\.{0,2}(\/|$)|git\+)/.test(requirement) && !isArchiveName(requirement) && !hasWildcards(nameOf(requirement));
  return isPath || /[^*\uE010]\.(tar\.(gz|bz2|xz)|tgz|zip)$/.test(requirement);
}

/** Whether `--no-binary` means any of the packages that are asked for. */
function refusesWheels(operands: readonly string[], refused: string): boolean {
  const names = refused
    .toLowerCase()
    .split(',')
    .filter((it) => it !== '');
  return names.includes(':all:') || operands.some((it) => names.includes(/^[\w.-]*/.exec(it)![0].toLowerCase()));
}

/** What pip sees of a variable; nothing with `--isolated`. */
function variableOf(call: Call, args: Arguments, name: string): string | undefined {
  return args.has('isolated') ? undefined : call.env(name);
}

/** The value of a setting for a command: from its own section or the one for all. */
function settingIn(text: string, verb: string, name: string): string | undefined {
  let applies = false;
  let value: string | undefined;
  for (const line of text.split('\n')) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) {
      applies = section === 'global' || section === verb;
    } else if (applies) {
      const [, key, given] = /^\s*([\w-]+)\s*[=:]\s*(\S+)/.exec(line) ?? [];
      value = key?.replaceAll('_', '-') === name ? given : value;
    }
  }
  return value;
}

/** The texts of pip's configuration files; undefined for one whose text is not known. */
function settings(call: Call, args: Arguments): (string | undefined)[] {
  const given = variableOf(call, args, 'PIP_CONFIG_FILE');
  const home = homeOf(call);
  const environment = environmentOf(call);
  const paths = [
    '/etc/pip.conf',
    '/etc/xdg/pip/pip.conf',
    ...(args.has('isolated')
      ? []
      : [`${call.env('XDG_CONFIG_HOME') ?? `${home}/.config`}/pip/pip.conf`, `${home}/.pip/pip.conf`]),
    `${environment ?? '/usr'}/pip.conf`,
    ...(environment === undefined ? ['/usr/local/pip.conf'] : []),
    ...(given === undefined ? [] : [given]),
  ];
  return paths.flatMap((path) => {
    const node = call.state.files.get(path);
    const text = call.state.files.textAt(path);
    return text !== undefined || (node && node.kind !== 'folder') ? [text] : [];
  });
}

function cacheFolder(call: Call, args: Arguments): string | undefined {
  const given = args.value('cache-dir') ?? (variableOf(call, args, 'PIP_CACHE_DIR') || undefined);
  if (given !== undefined) {
    return absolute(call, given);
  }
  const verb = args.operands[0]?.text ?? '';
  const set = settings(call, args).map((it) => settingIn(it ?? '', verb, 'cache-dir'));
  return set.findLast((it) => it !== undefined) ?? `${cacheHome(call)}/pip`;
}

/** Without a home folder that the user may write to, pip keeps no cache. */
function isWritable({ machine, state, user }: Call, folder: string, home: string): boolean {
  if (user === 'root' || !folder.startsWith(`${home}/`)) {
    return true;
  }
  const account = machine.accounts.get(user);
  if (account !== undefined) {
    return account.exists || state.files.hasBelow(home);
  }
  return /^\d+$/.test(user) ? home !== '/' && state.files.get(home) !== undefined : isKnown(user);
}

function cleanCache(call: Call, args: Arguments): void {
  const [, verb, pattern] = args.operands.map((it) => it.text);
  if (verb === 'purge' || (verb === 'remove' && /^[*\uE010]$/.test(pattern ?? ''))) {
    removeCause(call, 'pip-cache', wordsSpan(call), cacheFolder(call, args));
  } else if (verb === 'remove') {
    noteAttempt(call, wordsSpan(call), [], 'other', 'pip-cache');
  }
}

/** `pip config set global.cache-dir …` writes the user's file unless told otherwise; `unset` takes it out again. */
function configure(call: Call, args: Arguments): void {
  const [, verb, key = '', value] = args.operands.map((it) => it.text);
  const user = `${call.env('XDG_CONFIG_HOME') ?? `${homeOf(call)}/.config`}/pip/pip.conf`;
  const site = `${environmentOf(call) ?? '/usr'}/pip.conf`;
  const path = args.has('global') ? '/etc/pip.conf' : args.has('site') ? site : user;
  const before = call.state.files.get(path)?.content ?? '';
  const section = key.replace(/\..*$/, '');
  const name = key.replace(/^.*\./, '');
  if (verb === 'set' && value !== undefined) {
    const content = `${before}[${section}]\n${name} = ${value}\n`;
    write(call, { path, size: content.length, content });
  } else if (verb === 'unset' && before !== '') {
    const content = withoutSetting(before, section, name);
    write(call, { path, size: content.length, content });
  }
}

function withoutSetting(text: string, section: string, name: string): string {
  let inside = false;
  const kept = text.split('\n').filter((line) => {
    const begun = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    inside = begun === undefined ? inside : begun === section;
    return !inside || /^\s*([\w-]+)/.exec(line)?.[1]?.replaceAll('_', '-') !== name.replaceAll('_', '-');
  });
  return kept.join('\n');
}
