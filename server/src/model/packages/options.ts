import type { OptionsWithValue } from '../effects/arguments';

/** The package managers whose commands are known here. */
export type PackageManager = 'apt' | 'apk' | 'dnf' | 'zypper' | 'pacman' | 'pip' | 'npm' | 'gem' | 'go' | 'conda';

const words = (text: string) => text.split(' ');

/** Options that take a value, as the manual pages have them. */
export const packageOptions: Readonly<Record<PackageManager, OptionsWithValue>> = {
  apt: {
    short: 'octa',
    long: words('option config-file target-release default-release host-architecture planner solver with-source'),
  },
  apk: {
    short: 'Xpt',
    long: words(
      'repository root virtual cache-dir keys-dir arch repositories-file wait progress-fd cache-max-age output',
    ),
  },
  dnf: {
    short: 'cdexRt',
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
        'global-option install-option build-option root-user-action report keyring-provider group build build-constraint ' +
        'wheel-dir dest only-deps',
    ),
  },
  npm: {
    short: 'Cw',
    long: words(
      'registry loglevel prefix cache omit include workspace tag userconfig globalconfig before fetch-retries ' +
        'fetch-retry-mintimeout fetch-retry-maxtimeout fetch-timeout network-timeout unsafe-perm-as install-strategy ' +
        'python maxsockets cafile only location package call',
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
    short: 'ncpfr',
    long: words('name prefix channel file solver revision repodata-fn subdir platform root-prefix rc-file'),
  },
};
