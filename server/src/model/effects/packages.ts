import type { Span } from '../../text/span';
import { write } from './changes';
import type { Installed } from './installed';
import type { Call, Machine } from './machine';
import type { FileNode } from './nodes';
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
    files.packages.takeBack(manager, name);
    const isNamed = name !== '' && (isKnown(name) || name === unknownName);
    if (isNamed && !files.packages.get(manager, name)) {
      names.add(name);
    }
  }
  if (names.size > 0) {
    const path = packagePath(manager, '');
    const node: FileNode = { path, kind: 'folder', size: large, layer: machine.layer, span, time: machine.tick() };
    const isDocumented = manager === 'apt' && machine.base.keepsManuals;
    for (const name of names) {
      files.packages.put({ manager, name, node, isDocumented, isOrphaning: false });
    }
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
    // A package that came as a file has a name that only the file knows.
    const installed = files.packages.get(manager, name) ?? files.packages.get(manager, unknownName);
    if (!installed) {
      continue;
    }
    files.packages.delete(installed);
    if (!withDependencies && metapackages.test(name)) {
      files.packages.put({ ...installed, name, isOrphaning: true });
    } else {
      killPackage(call, { ...installed, name }, span);
    }
  }
}

/** Removes what nothing needs any more: what metapackages that are gone have brought. */
export function removeOrphans(call: Call, manager: string, span: Span): void {
  const { files } = call.state;
  const next = () => files.findPackage((it) => it.manager === manager && it.isOrphaning);
  for (let gone = files.packages.mayBeOrphaned ? next() : undefined; gone; gone = next()) {
    killPackage(call, gone, span);
    files.packages.delete(gone);
  }
}

function killPackage({ machine, state }: Call, { manager, name, node }: Installed, span: Span): void {
  if (node.layer !== machine.layer) {
    state.files.killPart({ node, path: packagePath(manager, name), size: large, span, how: 'deleted' });
  }
}

/** Notes that packages of lower layers are unpacked once more. */
export function rewritePackages({ machine, state }: Call, manager: string, given: readonly string[], span: Span): void {
  for (const name of given.map(bareName)) {
    const node = state.files.packages.get(manager, name)?.node;
    if (node && node.layer !== machine.layer) {
      const part = { node, path: packagePath(manager, name), size: large };
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
  if (state.files.packages.named(name)) {
    return true;
  }
  const tellable = machine.base.plain && machine.base.family === 'debian' && !name.startsWith('lib');
  return tellable && !essential.has(name) ? false : undefined;
}
