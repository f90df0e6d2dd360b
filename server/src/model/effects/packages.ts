import type { Span } from '../../text/span';
import { write } from './changes';
import type { Call, Machine } from './machine';
import type { FileNode, PackageSet } from './nodes';
import { packagePath } from './packagePaths';
import { large } from './sizes';
import type { ShellState } from './state';
import { isKnown, unknownName } from './symbols';

const certificateBundle = '/etc/ssl/certs/ca-certificates.crt';

/** All certificates in one file, which is made anew with every change. */
export function writeCertificates(call: Call, span: Span): void {
  write(call, { path: certificateBundle, size: 220_000, span });
}

/** Packages that recommend or need the certificates. */
const wantCertificates = /^(ca-certificates-java|curl|git|libcurl4|wget)$/;

/** Writes the bundle of certificates where an installation is the first to bring it. */
export function bringCertificates(call: Call, names: readonly string[], withRecommended: boolean, span: Span): void {
  const isBrought = names.some((it) => it === 'ca-certificates' || (withRecommended && wantCertificates.test(it)));
  if (isBrought && call.machine.base.plain && call.state.files.get(certificateBundle) === undefined) {
    writeCertificates(call, span);
  }
}

/** Metapackages bring next to nothing themselves; what they need goes only by `autoremove`. */
const metapackages = new RegExp(
  `^(${[
    'build-essential|(gcc|g\\+\\+)(-multilib)?|gfortran|make-guile|pkg-config|linux-headers-amd64',
    'clang(-format|-tidy)?|lld|lldb|llvm-dev|libc\\+\\+-dev',
    'default-(jdk|jre)(-headless)?|default-(libmysqlclient-dev|mysql-client|mysql-server)',
    'python3|python3-(dev|all-dev|venv)|ruby|ruby-(dev|full)|golang|golang-(go|src)|r-base|r-base-dev',
    'php|php-(apcu|bcmath|bz2|cgi|cli|curl|dev|fpm|gd|gmp|imagick|imap|intl|ldap|mbstring|memcached|mysql|pgsql)',
    'php-(readline|redis|soap|sqlite3|xdebug|xml|zip)|postgresql|postgresql-(client|contrib)|redis',
    'tk-dev|libncursesw?5-dev|libboost-[a-z-]+-dev|libmagick(wand|core)-dev|dnsutils',
  ].join('|')})$`,
);

/** Notes packages as installed by a command. */
export function installPackages(call: Call, manager: string, given: readonly string[], span: Span): void {
  const { machine, state } = call;
  const { files } = state;
  const names = new Set<string>();
  for (const name of given.map(bareName)) {
    takeBack(call, manager, name);
    const isNamed = name !== '' && (isKnown(name) || name === unknownName);
    if (isNamed && !files.packages.some((it) => it.manager === manager && it.names.has(name))) {
      names.add(name);
    }
  }
  if (names.size > 0) {
    const path = packagePath(manager, '');
    const node: FileNode = { path, kind: 'folder', size: large, layer: machine.layer, span, time: machine.tick() };
    files.packages = [
      ...files.packages,
      { manager, names, orphaning: noNames, node, isDocumented: manager === 'apt' && machine.base.keepsManuals },
    ];
  }
}

const noNames: ReadonlySet<string> = new Set();

/** A metapackage that comes again finds what it needs. */
function takeBack({ state: { files } }: Call, manager: string, name: string): void {
  const set = files.packages.find((it) => it.manager === manager && it.orphaning.has(name));
  if (set) {
    replace(files, set, including(set.names, name), without(set.orphaning, name));
  }
}

/**
 * Removes packages: those of lower layers stay in their layer all the same.
 *
 * @param withDependencies Whether what they needed goes as well; else a metapackage frees nothing.
 */
export function removePackages(
  call: Call,
  manager: string,
  given: readonly string[],
  span: Span,
  withDependencies = true,
): void {
  const { files } = call.state;
  for (const name of given.map(bareName)) {
    const own = files.packages.filter((it) => it.manager === manager);
    // A package that came as a file has a name that only the file knows.
    const set = own.find((it) => it.names.has(name)) ?? own.find((it) => it.names.has(unknownName));
    if (!set) {
      continue;
    }
    const names = without(set.names, set.names.has(name) ? name : unknownName);
    if (!withDependencies && metapackages.test(name)) {
      replace(files, set, names, including(set.orphaning, name));
    } else {
      killPackage(call, set, name, span);
      replace(files, set, names, set.orphaning);
    }
  }
}

/** Removes what nothing needs any more: what metapackages that are gone have brought. */
export function removeOrphans(call: Call, manager: string, span: Span): void {
  const { files } = call.state;
  for (const set of files.packages.filter((it) => it.manager === manager && it.orphaning.size > 0)) {
    for (const name of set.orphaning) {
      killPackage(call, set, name, span);
    }
    replace(files, set, set.names, noNames);
  }
}

function killPackage({ machine, state }: Call, { manager, node }: PackageSet, name: string, span: Span): void {
  if (node.layer !== machine.layer) {
    state.files.killPart({ node, path: packagePath(manager, name), size: large, span, how: 'deleted' });
  }
}

function replace(
  files: ShellState['files'],
  set: PackageSet,
  names: ReadonlySet<string>,
  orphaning: ReadonlySet<string>,
): void {
  files.packages = files.packages.map((it) => (it === set ? { ...set, names, orphaning } : it));
}

function including(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return new Set([...names, name]);
}

function without(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return new Set([...names].filter((it) => it !== name));
}

/** Notes that packages of lower layers are unpacked once more. */
export function rewritePackages({ machine, state }: Call, manager: string, given: readonly string[], span: Span): void {
  for (const name of given.map(bareName)) {
    const set = state.files.packages.find((it) => it.manager === manager && it.names.has(name));
    if (set && set.node.layer !== machine.layer) {
      const part = { node: set.node, path: packagePath(manager, name), size: large };
      state.files.killPart({ ...part, span, how: 'overwritten' });
    }
  }
}

/** Without version, release and architecture: `less=590-1`, `less/bookworm`, `less:amd64`, `six==1.16`. */
function bareName(name: string): string {
  return /^[^=<>~!:/[;@]*/.exec(name)![0].toLowerCase();
}

const essential = new Set(
  (
    'adduser apt base-files base-passwd bash bsdutils coreutils dash debconf debian-archive-keyring debianutils diffutils dpkg ' +
    'e2fsprogs findutils gpgv grep gzip hostname init-system-helpers login logsave mawk mount ncurses-base ncurses-bin passwd ' +
    'perl-base sed sysvinit-utils tar tzdata ubuntu-keyring bzip2 procps lsb-base sensible-utils util-linux zlib1g'
  ).split(' '),
);

/** Whether a package is there: undefined when the base image may have brought it. */
export function isInstalled(name: string, state: ShellState, machine: Machine): boolean | undefined {
  if (state.files.packages.some((it) => it.names.has(name))) {
    return true;
  }
  const tellable = machine.base.plain && machine.base.family === 'debian' && !name.startsWith('lib');
  return tellable && !essential.has(name) ? false : undefined;
}
