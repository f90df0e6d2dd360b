import type { ShellWord } from '../../shell/script';
import type { Arguments, OptionsWithValue } from '../effects/arguments';
import { readArguments } from '../effects/arguments';
import type { RunCall } from '../runs';

/** The package managers whose commands are known here. */
export type PackageManager = 'apt' | 'apk' | 'dnf' | 'zypper' | 'pacman' | 'pip' | 'npm' | 'gem' | 'go' | 'conda';

/** A call of a package manager, taken apart. */
export interface PackageCall {
  readonly call: RunCall;
  readonly manager: PackageManager;
  /** What it is told to do, such as `install`, or `-Sy` for pacman; the word as written. */
  readonly verb: string;
  readonly verbWord: ShellWord;
  readonly args: Arguments;
  /** What it works on: words that are neither options, nor values of options, nor the verb. */
  readonly operands: readonly ShellWord[];
}

interface Program {
  readonly manager: PackageManager;
  readonly options: OptionsWithValue;
}

/** The names of every program of a manager. */
export const programNames: Readonly<Record<PackageManager, readonly string[]>> = {
  apt: ['apt-get', 'apt', 'aptitude'],
  apk: ['apk'],
  dnf: ['yum', 'dnf', 'dnf5', 'microdnf', 'tdnf'],
  zypper: ['zypper'],
  pacman: ['pacman'],
  pip: ['pip', 'pip2', 'pip3', 'python', 'python2', 'python3'],
  npm: ['npm'],
  gem: ['gem'],
  go: ['go'],
  conda: ['conda', 'mamba', 'micromamba'],
};

/** Reads a call of a package manager; undefined when it is none, or has no verb. */
export function readPackageCall(call: RunCall): PackageCall | undefined {
  const program = programOf(call.name);
  if (!program) {
    return undefined;
  }
  const module = program.manager === 'pip' && call.name.startsWith('python');
  const words = module ? behindModule(call.program.args) : call.program.args;
  const given = words?.map((word) => ({ text: word.value ?? word.text, word, inert: undefined })) ?? [];
  const args = readArguments(given, program.options);
  const operation =
    program.manager === 'pacman' ? given.find(({ text }) => /^-[A-Z]|^--[a-z]+$/.test(text)) : undefined;
  const [first, ...rest] = operation ? [operation, ...args.operands] : args.operands;
  return first
    ? {
        call,
        manager: program.manager,
        verb: first.text,
        verbWord: first.word,
        args,
        operands: rest.map(({ word }) => word),
      }
    : undefined;
}

function behindModule(args: readonly ShellWord[]): readonly ShellWord[] | undefined {
  const at = args.findIndex(({ value }) => value === '-m' || value === '-mpip');
  const isPip = at !== -1 && (args[at]!.value === '-mpip' || args[at + 1]?.value === 'pip');
  return isPip ? args.slice(args[at]!.value === '-m' ? at + 2 : at + 1) : undefined;
}

function programOf(name: string): Program | undefined {
  const manager = /^(pip|python)\d*(\.\d+)*$/.test(name) ? 'pip' : managerByName.get(name);
  return manager && { manager, options: options[manager] };
}

const managerByName = new Map<string, PackageManager>(
  Object.entries(programNames).flatMap(([manager, names]) =>
    names.map((name) => [name, manager as PackageManager] as const),
  ),
);

const words = (text: string) => text.split(' ');

/** Options that take a value, as the manual pages have them. */
const options: Readonly<Record<PackageManager, OptionsWithValue>> = {
  apt: {
    short: 'octa',
    long: words('option config-file target-release default-release host-architecture planner solver with-source'),
  },
  apk: {
    short: 'Xpt',
    long: words('repository root virtual cache-dir keys-dir arch repositories-file wait progress-fd cache-max-age'),
  },
  dnf: {
    short: 'cdexxRt',
    long: words(
      'config debuglevel errorlevel enablerepo disablerepo repo repoid exclude excludepkgs releasever setopt ' +
        'installroot comment disableplugin enableplugin forcearch rpmverbosity downloaddir destdir advisory color ' +
        'disableexcludes randomwait noplugins-of repofrompath from-repo',
    ),
  },
  zypper: {
    short: 'DCcRrptx',
    long: words(
      'root reposd-dir cache-dir raw-cache-dir solv-cache-dir pkg-cache-dir config repo from type plus-repo ' +
        'releasever name download userdata installroot',
    ),
  },
  pacman: { short: 'br', long: words('dbpath root arch cachedir config gpgdir hookdir logfile ignore overwrite') },
  pip: {
    short: 'rcetifpb',
    long: words(
      'requirement constraint editable target index-url extra-index-url find-links trusted-host cache-dir prefix root ' +
        'python platform python-version implementation abi src progress-bar proxy cert client-cert timeout retries ' +
        'exists-action log use-feature use-deprecated no-binary only-binary upgrade-strategy config-settings ' +
        'global-option install-option build-option root-user-action report keyring-provider group build build-constraint',
    ),
  },
  npm: {
    short: 'Cw',
    long: words(
      'registry loglevel prefix cache omit include workspace tag userconfig globalconfig before fetch-retries ' +
        'fetch-retry-mintimeout fetch-retry-maxtimeout fetch-timeout network-timeout unsafe-perm-as install-strategy ' +
        'python maxsockets cafile only',
    ),
  },
  gem: {
    short: 'vinsPp',
    long: words(
      'version install-dir bindir build-root source document trust-policy file platform http-proxy target-rbconfig ' +
        'without without-groups',
    ),
  },
  go: { short: '', long: [] },
  conda: {
    short: 'ncp',
    long: words('name prefix channel file solver revision repodata-fn subdir platform root-prefix rc-file'),
  },
};
