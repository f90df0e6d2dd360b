import { parseScriptFor } from '../../../shell/parse';
import { packageOptions } from '../../packages/options';
import { readArguments } from '../arguments';
import { noteAttempt, removeCause, removePattern, type Writing, wordsSpan, write } from '../changes';
import type { Remedy } from '../effects';
import type { Call, Program } from '../machine';
import {
  bringCertificates,
  installPackages,
  isInstalled,
  removeOrphans,
  removePackages,
  rewritePackages,
} from '../packages';
import { markUnpacked } from '../programs/unpacking';
import { isOlder } from '../releases';
import { large } from '../sizes';
import { anyText, unknownName } from '../symbols';
import { asSameUser } from './cacheProgram';
import { bringDistributionWheels, removeDistributionWheels } from './pythonPlaces';

const lists = '/var/lib/apt/lists';
const archives = '/var/cache/apt';
/** What the names of the lists begin with: the address that they come from, with `_` for `/`. */
const listsFrom = (host: readonly string[], distribution: string): string => `${host.join('.')}_${distribution}_dists`;
const sites = {
  debian: listsFrom(['deb', 'debian', 'org'], 'debian'),
  ubuntu: listsFrom(['archive', 'ubuntu', 'com'], 'ubuntu'),
};
/** The setting of the Debian and Ubuntu images that empties the package cache after every run. */
export const dockerClean = '/etc/apt/apt.conf.d/docker-clean';
/** Stands for what is in it, which stays as it is when the file is moved. */
export const dockerCleanText = '# empties the package cache\n';

/** The first releases whose apt has `distclean`; before, it is an error. */
const knowDistclean = { debian: 13, ubuntu: 24 };

const apt: Program = (call) => {
  const args = readArguments(call.args, packageOptions.apt);
  const verb = args.operands[0];
  const names = args.operands.slice(1).map((it) => it.text);
  const span = wordsSpan(call, verb?.word.span);
  switch (verb?.text) {
    case 'update':
      update(call, listFolder(call, args.values('o', 'option')), span);
      runHooks(call, /^APT::Update::Post-Invoke(-Success)?/i);
      break;
    case 'install':
    case 'reinstall':
    case 'satisfy':
    case 'build-dep':
    case 'upgrade':
    case 'dist-upgrade':
    case 'full-upgrade':
    case 'safe-upgrade': {
      if (args.has('s', 'simulate', 'dry-run', 'just-print', 'no-act', 'recon')) {
        break;
      }
      if (args.has('U', 'update')) {
        update(call, listFolder(call, args.values('o', 'option')), span);
      }
      const missesLists = !needLists(call, span) && names.some((it) => isMissing(call, it));
      keepArchives(call, names, span, args.has('d', 'download-only'));
      markUnpacked(
        call,
        names.filter(isFile).map((text) => ({ text })),
      );
      runHooks(call, /^(DPkg::Post-Invoke)/i);
      if (verb.text === 'reinstall' || args.has('reinstall')) {
        rewritePackages(call, 'apt', names, span);
      }
      installPackages(
        call,
        'apt',
        names.filter((it) => !isFile(it) && !it.endsWith('-')),
        span,
      );
      bringCertificates(call, names, !args.has('no-install-recommends'), span);
      bringDistributionWheels(call, names, span);
      call.output.writeUnknown(2_000);
      return missesLists ? 'unknown' : undefined;
    }
    case 'remove':
    case 'purge':
    case 'autoremove':
    case 'autopurge': {
      const all = args.has('auto-remove', 'autoremove') || verb.text.startsWith('auto');
      removePackages(call, 'apt', names, wordsSpan(call), all);
      if (all) {
        removeOrphans(call, 'apt', wordsSpan(call));
        removeDistributionWheels(call);
      }
      break;
    }
    case 'clean':
      removePattern(call, `${archives}/archives`, { recursive: true, span });
      removePattern(call, `${archives}/pkgcache.bin`, { recursive: true, span });
      removePattern(call, `${archives}/srcpkgcache.bin`, { recursive: true, span });
      noteAttempt(call, span, [], 'other', 'apt-lists');
      break;
    case 'autoclean':
      noteAttempt(call, span, [], 'other', 'apt-lists');
      noteAttempt(call, span, [], 'other', 'apt-cache');
      break;
    case 'distclean':
    case 'dist-clean':
      if (isOlder(call.machine.base.release, knowDistclean)) {
        noteAttempt(call, span, [], 'other', 'apt-lists');
        return 'fail';
      }
      removeCause(call, 'apt-lists', span);
      break;
    case 'download':
      needLists(call, span);
      for (const name of names) {
        write(call, { path: `${name.replace(/[=/:].*$/, '')}_1_amd64.deb`, size: 200_000, archive: true });
      }
      break;
    case 'source':
      needLists(call, span);
      for (const name of names) {
        const archive = `${name.replace(/[=/:].*$/, '')}_${unknownName}.tar.xz`;
        write(call, { path: archive, size: 200_000, archive: true });
        if (!args.has('d', 'download-only')) {
          markUnpacked(call, [{ text: archive }]);
          write(call, { path: `${name}-${unknownName}`, kind: 'folder', size: large });
        }
      }
      break;
    default:
  }
  call.output.writeUnknown(2_000);
  return undefined;
};

function isFile(name: string): boolean {
  return /^\.{0,2}\//.test(name) || name.endsWith('.deb');
}

function listFolder(call: Call, options: readonly string[]): string {
  const given = options.map((it) => /^Dir::State::lists=(.+)/i.exec(it)?.[1]);
  const set = settings(call).map((it) => /^\s*Dir::State::lists\s+"([^"]+)"/im.exec(it)?.[1]);
  return ([...set, ...given].findLast((it) => it !== undefined) ?? lists).replace(/\/+$/, '');
}

/** The texts of apt's own configuration files that this file wrote, and of the one that a variable names. */
function settings({ state, env }: Call): string[] {
  const texts: string[] = [];
  state.files.forEach(({ path, content }) => {
    if (content !== undefined && content !== dockerCleanText && path.startsWith('/etc/apt/apt.conf')) {
      texts.push(content);
    }
  });
  const place = env('APT_CONFIG');
  const named = place === undefined ? undefined : state.files.textAt(place);
  return named === undefined ? texts : [...texts, named];
}

/** Runs the commands that a setting hooks into apt, as docker-clean does it. */
function runHooks(call: Call, name: RegExp): void {
  for (const text of settings(call)) {
    for (const [, key, commands] of text.matchAll(/^\s*([\w:-]+)\s*\{([^}]*)\}/gm)) {
      for (const [, command] of name.test(key!) ? commands!.matchAll(/"([^"]*)"/g) : []) {
        call.machine.run(parseScriptFor(command!, wordsSpan(call)), call.state);
      }
    }
  }
}

/** Writes package lists; where a lower layer has left some, only what changed is written. */
export function update(call: Call, folder: string, span: Call['command']['span']): void {
  if (!hasSources(call)) {
    return;
  }
  const remedies: readonly Remedy[] = [
    { kind: 'append', command: asSameUser(call, `rm -rf ${folder}/*`) },
    { kind: 'mount', target: folder },
  ];
  // Written out each time: copies of an object with more put in are objects of a new kind to the engine that runs this.
  const list = (path: string, size: number): Writing => ({
    path,
    size,
    span,
    cause: 'apt-lists',
    remedies,
    shown: folder,
    dated: true,
  });
  const site = call.machine.base.release?.id === 'ubuntu' ? sites.ubuntu : sites.debian;
  const packages = `${folder}/${site}_stable_main_binary-amd64_Packages.lz4`;
  const old = call.state.files.get(packages);
  if (!old || old.layer === call.machine.layer) {
    write(call, list(packages, 19_000_000));
  }
  write(call, list(`${folder}/${site}_stable_InRelease`, 240_000));
  keepArchives(call, [], span);
}

/** Whether there is anything to fetch lists from; without its only file of sources an image has nothing. */
function hasSources({ state, machine, args }: Call): boolean {
  const { files } = state;
  const own = machine.base.release?.sources;
  if (own === undefined || files.isMounted(own) || args.some((it) => /Dir::Etc|sources/i.test(it.text))) {
    return true;
  }
  return (
    files.get(own) !== undefined ||
    files.get('/etc/apt/sources.list') !== undefined ||
    files
      .select(`/etc/apt/sources.list.d/${anyText}`)
      .some(({ node }) => !/\.(bak|disabled|save|orig)$/.test(node.path))
  );
}

/** Whether a package is neither a file nor there already, so that it has to be found in the lists. */
function isMissing({ state, machine }: Call, name: string): boolean {
  return !isFile(name) && isInstalled(name, state, machine) === false;
}

/**
 * Notes that lists which an earlier layer left are in use; behind an update of its own a layer needs none.
 *
 * @returns False when there are no lists as far as this file says.
 */
function needLists(call: Call, span: Call['command']['span']): boolean {
  const { machine, state } = call;
  const found = state.files.select(lists);
  const isUpdated = found.some(({ node }) => node.cause === 'apt-lists' && node.layer === machine.layer);
  for (const { node } of isUpdated ? [] : found) {
    if (node.layer !== machine.layer) {
      machine.needed.set(node, { layer: machine.layer, span });
    }
  }
  return found.length > 0 || state.files.isMounted(lists);
}

/** Without docker-clean apt keeps the packages, and binary caches that weigh far more. */
function keepArchives(
  call: Call,
  names: readonly string[],
  span: Call['command']['span'],
  downloadsOnly = false,
): void {
  const { state, machine } = call;
  const cleans = state.files.get(dockerClean)?.content === dockerCleanText;
  const remedies: readonly Remedy[] = [
    { kind: 'append', command: asSameUser(call, 'apt-get clean') },
    { kind: 'mount', target: archives },
  ];
  const kept = (path: string, size: number): Writing => ({
    path: `${archives}/${path}`,
    size,
    span,
    cause: 'apt-cache',
    remedies,
    shown: archives,
  });
  // docker-clean acts behind dpkg, which does not run for downloads alone.
  for (const name of downloadsOnly || (!cleans && call.name !== 'apt') ? names : []) {
    write(call, kept(`archives/${name.replaceAll('/', '_')}_amd64.deb`, 200_000));
  }
  if (cleans || (machine.base.family !== undefined && machine.base.family !== 'debian')) {
    return;
  }
  write(call, kept('pkgcache.bin', 37_000_000));
  write(call, kept('srcpkgcache.bin', 37_000_000));
}

/** Adds a source and fetches the lists unless told not to. */
const addRepository: Program = (call) => {
  const { has } = readArguments(call.args);
  if (!has('r', 'remove')) {
    write(call, { path: `/etc/apt/sources.list.d/${unknownName}.list`, size: 200 });
  }
  if (!has('n', 'no-update', 'r', 'remove')) {
    update(call, lists, wordsSpan(call));
  }
  return undefined;
};

/** Programs of Debian's package management. */
export const aptPrograms: Readonly<Record<string, Program>> = {
  'apt-get': apt,
  apt,
  aptitude: apt,
  'apt-fast': apt,
  nala: apt,
  'add-apt-repository': addRepository,
  'apt-add-repository': addRepository,
};
