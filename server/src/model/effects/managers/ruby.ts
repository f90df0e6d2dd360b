import { packageOptions } from '../../packages/options';
import type { Arguments } from '../arguments';
import { absolute, write } from '../changes';
import type { Call, Program } from '../machine';
import { installPackages } from '../packages';
import { unknownName } from '../symbols';
import { type CacheFolder, cacheProgram, homeOf } from './cacheProgram';
import { isLoneBundle } from './manifests';

const gem = cacheProgram({
  cause: 'gem-cache',
  options: packageOptions.gem,
  writes: (verb, args) => /^(install|i|update)$/.test(verb) && !args.has('l', 'local'),
  folders: (args, call) => gemCaches(call, args.value('i', 'install-dir') ?? call.env('GEM_HOME')),
});

const bundle = cacheProgram({
  cause: 'gem-cache',
  options: { short: 'j', long: ['jobs', 'path', 'gemfile', 'without', 'with', 'retry', 'binstubs'] },
  writes: (verb, args, call) =>
    verb === 'add' ||
    (/^(|install|update)$/.test(verb) && mayFetch(args, call) && !isLoneBundle(call, gemfile(args, call))),
  folders: (args, call) => {
    const path = args.value('path') ?? (call.env('BUNDLE_PATH') || configuredPath(call));
    return gemCaches(call, path === undefined ? call.env('GEM_HOME') : `${absolute(call, path)}/ruby/${unknownName}`);
  },
  also: configure,
});

function gemfile(args: Arguments, call: Call): string {
  return args.value('gemfile') ?? (call.env('BUNDLE_GEMFILE') || 'Gemfile');
}

/** Kept from the network, bundler takes gems from `vendor/cache` only, where it does not find them installed. */
function mayFetch(args: Arguments, call: Call): boolean {
  return !args.has('local') || call.state.files.hasBelow(absolute(call, 'vendor/cache'));
}

/** Where `bundle config` keeps what it is told for one user, and beside the project. */
function configurations(call: Call): { readonly user: string; readonly project: string } {
  const given = call.env('BUNDLE_APP_CONFIG');
  return {
    user: `${call.env('BUNDLE_USER_HOME') || `${homeOf(call)}/.bundle`}/config`,
    project: `${given ? absolute(call, given) : `${call.state.folder}/.bundle`}/config`,
  };
}

/** The folder that `bundle config set path …` names, or that a deployment has by default. */
function configuredPath(call: Call): string | undefined {
  const { user, project } = configurations(call);
  const texts = [project, user].map((it) => call.state.files.textAt(it) ?? '');
  const path = texts.map((it) => /^path: (.+)$/m.exec(it)?.[1]).find((it) => it !== undefined);
  const isDeployed =
    /^(?:true|1)$/.test(call.env('BUNDLE_DEPLOYMENT') ?? '') || texts.some((it) => /^deployment: true$/m.test(it));
  return path ?? (isDeployed ? 'vendor/bundle' : undefined);
}

/** `bundle config set --local path vendor` and, as it was of old, `bundle config --global path vendor`. */
function configure(verb: string, args: Arguments, call: Call): void {
  const words = args.operands.map((it) => it.text).filter((it, at) => at > 1 || it !== 'set');
  const [, key, value] = words[1] === 'set' ? words.filter((_, at) => at !== 1) : words;
  if (verb !== 'config' || value === undefined || (key !== 'path' && key !== 'deployment')) {
    return;
  }
  const { user, project } = configurations(call);
  const path = args.has('global') ? user : project;
  const content = `${key}: ${key === 'path' ? absolute(call, value) : value}\n${call.state.files.textAt(path) ?? ''}`;
  write(call, { path, size: content.length, content });
}

/** Installed gems keep the packages that they came in beside them; nobody knows where with a Ruby that came by itself. */
function gemCaches(call: Call, home: string | undefined): readonly CacheFolder[] {
  if (home === undefined && hasOtherRuby(call)) {
    return [];
  }
  const fallback = homesOfGems[call.machine.base.family ?? ''] ?? `/usr/lib/ruby/gems/${unknownName}`;
  return [{ path: `${home === undefined ? fallback : absolute(call, home)}/cache` }];
}

/** True where Ruby is not that of the distribution: found by a path of its own, or brought by a manager of Rubies. */
function hasOtherRuby(call: Call): boolean {
  const written = call.program.word.value ?? '';
  const { packages } = call.state.files;
  return (
    (written.includes('/') && !/^(\/usr)?\/bin\//.test(written)) ||
    /(^|[/:.])(rvm|rbenv|j?ruby[-\d.]*|rubies|truffleruby)(\/|:|$)/.test(call.env('PATH') ?? '') ||
    packages.get(managerOfRubies, managerOfRubies) !== undefined
  );
}

const managerOfRubies = 'rubies';

/** `rvm install 3.4` and the like, whose Ruby keeps its gems for itself. */
const manageRubies: Program = (call) => {
  installPackages(call, managerOfRubies, [managerOfRubies], call.program.word.span);
  return undefined;
};

/** Where root installs gems with the Ruby of the distribution. */
const homesOfGems: Readonly<Record<string, string>> = {
  debian: `/var/lib/gems/${unknownName}`,
  redhat: '/usr/local/share/gems',
};

/** Programs that install gems. */
export const rubyPrograms: Readonly<Record<string, Program>> = {
  gem,
  bundle,
  bundler: bundle,
  rvm: manageRubies,
  rbenv: manageRubies,
  'ruby-install': manageRubies,
  'ruby-build': manageRubies,
};
