import { calculate } from './arithmetic';
import type { Base } from './bases';
import { variablesOf } from './expansion';
import type { FileTable } from './files';
import type { Machine, Status } from './machine';
import type { Selection } from './nodes';
import { isWithin, parentOf, resolvePath, segmentsOf } from './paths';
import type { ShellState } from './state';
import { anyText, hasKnownText, hasWildcards, isKnown, matchesName, unknownName, variableAskedFor } from './symbols';

/** Variables that a shell sets by itself, or that a build may be given without asking. */
const givenAnyway =
  /^(_|IFS|PPID|PS\d|PWD|OLDPWD|OPT\w*|SHLVL|SHELL\w*|HOSTNAME|HOME|TERM|COLUMNS|LINES|E?UID|GROUPS|RANDOM|SECONDS|LINENO|MACHTYPE|OSTYPE|HOSTTYPE|BASH\w*|DIRSTACK|PIPESTATUS|FUNCNAME|REPLY|(https?|ftp|no|all)_proxy|SOURCE_DATE_EPOCH|BUILDKIT_\w+|TARGET\w+|BUILD\w+|container)$/i;

/** A variable that neither the file nor the image sets is empty; plain images set nothing but the search path. */
export function settled(text: string, state: ShellState, machine: Machine): string {
  const name = text === '' || isKnown(text) ? undefined : variableAskedFor(text);
  const isEmpty =
    name !== undefined &&
    machine.base.plain &&
    !state.hasUnknownVariables &&
    !state.isSet(name) &&
    !givenAnyway.test(name);
  return isEmpty ? '' : text;
}

/** Evaluates the arguments of `test`, without its closing bracket, as far as the file tells. */
export function evaluateTest(given: readonly string[], state: ShellState, machine: Machine): Status {
  const args = given.map((it) => settled(it, state, machine));
  const or = args.indexOf('-o');
  if (or > 0) {
    return either(
      evaluateTest(args.slice(0, or), state, machine),
      evaluateTest(args.slice(or + 1), state, machine),
      'ok',
    );
  }
  const and = args.indexOf('-a');
  if (and > 0) {
    return either(
      evaluateTest(args.slice(0, and), state, machine),
      evaluateTest(args.slice(and + 1), state, machine),
      'fail',
    );
  }
  if (args[0] === '!' && args.length > 1) {
    const inner = evaluateTest(args.slice(1), state, machine);
    return inner === 'ok' ? 'fail' : inner === 'fail' ? 'ok' : 'unknown';
  }
  if (args.length <= 1) {
    return emptiness(args[0] ?? '', '-n');
  }
  return args.length === 2
    ? unaryTest(args[0]!, args[1]!, state, machine)
    : args.length === 3
      ? binaryTest(args[0]!, args[1]!, args[2]!)
      : 'unknown';
}

/** How `((…))` or `let` ends: well with any number but zero. */
export function calculated(text: string | undefined, state: ShellState): Status {
  const value = text === undefined ? undefined : calculate(text, variablesOf(state));
  return value === undefined ? 'unknown' : verdict(value !== 0);
}

/** Evaluates `-f path`, `-n text` and the like. */
export function unaryTest(operator: string, given: string, state: ShellState, machine: Machine): Status {
  const operand = settled(given, state, machine);
  switch (operator) {
    case '-z':
    case '-n':
      return emptiness(operand, operator);
    case '-v':
      return verdict(state.isSet(operand));
    case '-e':
    case '-f':
    case '-d':
    case '-r':
    case '-w':
    case '-x':
    case '-s':
    case '-L':
    case '-h':
      return operand === '' ? 'fail' : pathTest(operator, resolvePath(state.folder, operand), state, machine);
    default:
      return 'unknown';
  }
}

/** `-n` and `-z`: a path in a folder that is known has some text, whatever its name is. */
function emptiness(text: string, operator: '-n' | '-z'): Status {
  return text === '' || hasKnownText(text) ? verdict((text === '') === (operator === '-z')) : 'unknown';
}

function either(a: Status, b: Status, decisive: 'ok' | 'fail'): Status {
  return a === decisive || b === decisive ? decisive : a === 'unknown' || b === 'unknown' ? 'unknown' : a;
}

function verdict(holds: boolean): Status {
  return holds ? 'ok' : 'fail';
}

function binaryTest(left: string, operator: string, right: string): Status {
  if (right === '' && /^!?==?$/.test(operator)) {
    return emptiness(left, operator[0] === '!' ? '-n' : '-z');
  }
  if (!isKnown(left) || (!isKnown(right) && !hasWildcards(right))) {
    return 'unknown';
  }
  switch (operator) {
    case '=':
    case '==':
      return verdict(matchesName(right, left, true));
    case '!=':
      return verdict(!matchesName(right, left, true));
    case '=~':
      return matchesRegex(left, right);
    case '-eq':
    case '-ne':
    case '-lt':
    case '-le':
    case '-gt':
    case '-ge':
      return compare(Number.parseInt(left, 10), operator, Number.parseInt(right, 10));
    default:
      return 'unknown';
  }
}

/** Only expressions that both notations read alike, and that are quickly tried. */
function matchesRegex(text: string, source: string): Status {
  const repeats = source.match(/[*+?]/g)?.length ?? 0;
  const isPlain = /^(?:[\w ^$.|()*+?/:=@%,-]|\\[.$^*+?/-]|\[[\w.-]+\])+$/.test(source);
  if (!isPlain || repeats > 2 || /\)[*+?]/.test(source) || text.length > 200) {
    return 'unknown';
  }
  try {
    return verdict(new RegExp(source).test(text));
  } catch {
    return 'unknown';
  }
}

function compare(left: number, operator: string, right: number): Status {
  if (Number.isNaN(left) || Number.isNaN(right)) {
    return 'fail';
  }
  const holds: Readonly<Record<string, boolean>> = {
    '-eq': left === right,
    '-ne': left !== right,
    '-lt': left < right,
    '-le': left <= right,
    '-gt': left > right,
    '-ge': left >= right,
  };
  return verdict(holds[operator]!);
}

const folders = new Set(
  (
    '/ /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib ' +
    '/usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share /var /var/cache /var/lib /var/log /var/tmp'
  ).split(' '),
);

/** Folders that plain distribution images ship empty. */
const emptyAtFirst = new Set(['home', 'media', 'mnt', 'opt', 'srv', 'tmp']);

/** Whether an image has what one family of distributions has; of Red Hat's some have yum, some dnf, some neither. */
export function isOwn(owner: Base['family'], { family }: Base): boolean | undefined {
  return family === undefined || (family === owner && owner === 'redhat') ? undefined : family === owner;
}

/** Files by which scripts tell one distribution from another, with the family that has them. */
const ownFiles: Readonly<Record<string, Base['family']>> = {
  '/etc/debian_version': 'debian',
  '/usr/bin/apt-get': 'debian',
  '/usr/bin/apt': 'debian',
  '/usr/bin/dpkg': 'debian',
  '/etc/alpine-release': 'alpine',
  '/sbin/apk': 'alpine',
  '/etc/redhat-release': 'redhat',
  '/etc/centos-release': 'redhat',
  '/usr/bin/yum': 'redhat',
  '/usr/bin/dnf': 'redhat',
  '/etc/SuSE-release': 'suse',
  '/usr/bin/zypper': 'suse',
  '/etc/arch-release': 'arch',
  '/usr/bin/pacman': 'arch',
};

/** What plain images of Debian and Ubuntu have in `/etc`, besides what packages bring. */
const settings = new Set(
  (
    'adduser.conf alternatives apt bash.bashrc bindresvport.blacklist cron.d cron.daily debconf.conf debian_version default deluser.conf ' +
    'dpkg e2scrub.conf environment fstab gai.conf group group- gshadow gshadow- gss host.conf hostname hosts init.d issue issue.net kernel ' +
    'ld.so.cache ld.so.conf ld.so.conf.d libaudit.conf localtime login.defs logrotate.d lsb-release machine-id mke2fs.conf motd mtab ' +
    'nsswitch.conf opt os-release pam.conf pam.d passwd passwd- profile profile.d rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rcS.d ' +
    'resolv.conf rmt security selinux shadow shadow- shells skel subgid subgid- subuid subuid- systemd terminfo timezone update-motd.d ' +
    'xattr cloud legal networks gnutls rpc protocols services'
  ).split(' '),
);

/** What packages bring there, of those that people install. */
const settingsOfPackages =
  /^(ssl|ssh|ca-certificates.*|python.*|perl|java.*|ImageMagick.*|fonts|nginx|apache2|httpd|mysql|mariadb|php.*|redis|postgresql.*|sudo.*|cron.*|anacrontab|wgetrc|inputrc|nanorc|vim|X11|dbus-1|ldap|mime\.types|mailcap|magic.*|screenrc|bash_completion.*|ufw|iproute2|supervisor|haproxy|lighttpd|gitconfig|gtk-.*|pulse|alsa|samba|netconfig|locale.*|default|logrotate.conf|rsyslog.*|sysctl.*|modules.*|modprobe.d|udev|ppp|dhcp|network|subversion|mercurial|emacs|lynx|openldap|krb5.*|postfix|exim4|aliases|docker|containers|kubernetes|ansible|salt|puppet.*|zabbix|monit|nagios|snmp|bind|unbound|squid|tor|vsftpd.*|proftpd|dovecot|ghostscript|cups|sane.d|polkit-1|libnl-3|mc|lvm|mdadm|initramfs-tools|grub.d|xdg|opt|dconf|glvnd|OpenCL|vulkan|odbc.*|freetds|R|julia|lisp|xml|sgml|texmf|papersize|wildmidi|timidity)$/;

/** Whether a plain image lacks a setting that no package is known to bring either. */
function lacksSetting([top, name]: readonly string[], { base }: Machine, { files }: ShellState): boolean {
  return (
    top === 'etc' &&
    name !== undefined &&
    base.plain &&
    base.family === 'debian' &&
    !settings.has(name) &&
    (files.packages.wereNeverAny || !(settingsOfPackages.test(name) || files.packages.named(name) !== undefined))
  );
}

function pathTest(operator: string, path: string, state: ShellState, machine: Machine): Status {
  if (!isKnown(path) || state.files.isMounted(path)) {
    return 'unknown';
  }
  if (folders.has(path)) {
    return verdict(operator !== '-f' && operator !== '-L' && operator !== '-h');
  }
  const found = withoutEmpty(state.files.select(path, true), path, state.files);
  const node = found.find((it) => it.exact && it.node.path === path)?.node;
  if (node) {
    return testNode(operator, node.kind);
  }
  if (found.some((it) => it.extent === 'whole' && !it.exact)) {
    return verdict(
      operator === '-d' || operator === '-e' || operator === '-r' || operator === '-w' || operator === '-x',
    );
  }
  if (found.length > 0) {
    return 'unknown';
  }
  const owner = ownFiles[path];
  if (owner !== undefined) {
    const isThere = isOwn(owner, machine.base);
    return isThere === undefined ? 'unknown' : verdict(isThere && !/^-[dLh]$/.test(operator));
  }
  const names = segmentsOf(path);
  if (lacksSetting(names, machine, state)) {
    return 'fail';
  }
  const [top] = names;
  const isUsual = folders.has(`/${top}`);
  const isEmpty = (machine.base.plain && emptyAtFirst.has(top!)) || sourcesOfProjects.test(path);
  return machine.base.family && (!isUsual || isEmpty) ? 'fail' : 'unknown';
}

/** Where projects put what is theirs; images for PHP and Python have their own sources beside. */
const sourcesOfProjects = /^\/usr\/src\/(?!php|python|linux)[^/]+\/./;

/** What the file has made and put nothing into, as far as all is known that it has put there, has nothing in it. */
function withoutEmpty(found: readonly Selection[], path: string, files: FileTable): readonly Selection[] {
  if (!found.some(isEmptyFolder) || files.builtFolders.some((it) => isWithin(path, it))) {
    return found;
  }
  const beside = files.select(`${parentOf(path)}/${anyText}`, true);
  return beside.some((it) => it.node.path.includes(unknownName)) ? found : found.filter((it) => !isEmptyFolder(it));
}

function isEmptyFolder({ extent, node }: Selection): boolean {
  return extent === 'part' && node.kind === 'folder' && node.size === 0 && node.layer.index >= 0;
}

function testNode(operator: string, kind: string): Status {
  switch (operator) {
    case '-d':
      return kind === 'either' || kind === 'link' ? 'unknown' : verdict(kind === 'folder');
    case '-f':
      return kind === 'either' || kind === 'link' ? 'unknown' : verdict(kind === 'file');
    case '-L':
    case '-h':
      return verdict(kind === 'link');
    case '-s':
    case '-x':
      return 'unknown';
    default:
      return 'ok';
  }
}
