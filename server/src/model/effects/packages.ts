import type { Span } from '../../text/span';
import { write } from './changes';
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
const metapackages =
  /^(build-essential|default-jdk|default-jre|default-jdk-headless|default-jre-headless|python3-dev|gcc|g\+\+|make-guile|python3|python3-venv)$/;

/** Notes packages as installed by a command. */
export function installPackages(call: Call, manager: string, given: readonly string[], span: Span): void {
  const { machine, state } = call;
  const { files } = state;
  const names = new Set<string>();
  for (const name of given.map(bareName)) {
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
      { manager, names, node, isDocumented: manager === 'apt' && machine.base.keepsManuals },
    ];
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
    if (!set || (!withDependencies && metapackages.test(name))) {
      continue;
    }
    const { node } = set;
    if (node.layer !== call.machine.layer) {
      files.killPart({ node, path: packagePath(manager, name), size: large, span, how: 'deleted' });
    }
    const names = new Set(set.names);
    names.delete(names.has(name) ? name : unknownName);
    files.packages = files.packages.map((it) => (it === set ? { ...set, names } : it));
  }
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
