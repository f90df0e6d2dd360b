import type { Span } from '../../text/span';
import { kill, write } from './changes';
import type { Call, Machine } from './machine';
import { large } from './sizes';
import type { ShellState } from './state';
import { isKnown, unknownName } from './symbols';

/** Installed packages are kept below a folder that no path of a script can name, one node for each. */
const registry = '/\uE015';

/** The place of a package in the virtual file system. */
export function packagePath(manager: string, name: string): string {
  return `${registry}/${manager}/${name.replaceAll('/', '\u2215')}`;
}

/** True for the path of an installed package. */
export function isPackagePath(path: string): boolean {
  return path.startsWith(registry);
}

/** The name of the package that such a path stands for. */
export function packageOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replaceAll('\u2215', '/');
}

/** Metapackages bring next to nothing themselves; what they need goes only by `autoremove`. */
const metapackages =
  /^(build-essential|default-jdk|default-jre|default-jdk-headless|default-jre-headless|python3-dev|gcc|g\+\+|make-guile|python3|python3-venv)$/;

export interface Installing {
  readonly span: Span;
  /** Bytes of one package; large when not given. */
  readonly size?: number;
}

/** Notes packages as installed by a command. */
export function installPackages(call: Call, manager: string, names: readonly string[], installing: Installing): void {
  for (const given of names) {
    const name = bareName(given);
    if ((isKnown(name) || name === unknownName) && name !== '' && !call.state.files.get(packagePath(manager, name))) {
      write(call, {
        path: packagePath(manager, name),
        kind: 'folder',
        size: installing.size ?? large,
        span: installing.span,
      });
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
  names: readonly string[],
  span: Span,
  withDependencies = true,
): void {
  for (const given of names) {
    const name = bareName(given);
    // A package that came as a file has a name that only the file knows.
    const node =
      call.state.files.get(packagePath(manager, name)) ?? call.state.files.get(packagePath(manager, unknownName));
    if (node && (withDependencies || !metapackages.test(name))) {
      kill(call, node, { how: 'deleted', span });
      call.state.files.delete(node);
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
  const managers = ['apt', 'apk', 'dnf', 'zypper', 'pacman'];
  if (managers.some((manager) => state.files.get(packagePath(manager, name)))) {
    return true;
  }
  const tellable = machine.base.plain && machine.base.family === 'debian' && !name.startsWith('lib');
  return tellable && !essential.has(name) ? false : undefined;
}
