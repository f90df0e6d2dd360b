import type { Base } from './bases';
import type { Machine, Status } from './machine';
import { resolvePath, segmentsOf } from './paths';
import type { ShellState } from './state';
import { hasWildcards, isKnown, matchesName } from './symbols';

/** Evaluates the arguments of `test`, without its closing bracket, as far as the file tells. */
export function evaluateTest(args: readonly string[], state: ShellState, machine: Machine): Status {
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
    return args.length === 0 || args[0] === '' ? 'fail' : isKnown(args[0]!) ? 'ok' : 'unknown';
  }
  return args.length === 2
    ? unaryTest(args[0]!, args[1]!, state, machine)
    : args.length === 3
      ? binaryTest(args[0]!, args[1]!, args[2]!)
      : 'unknown';
}

/** Evaluates `-f path`, `-n text` and the like. */
export function unaryTest(operator: string, operand: string, state: ShellState, machine: Machine): Status {
  switch (operator) {
    case '-z':
    case '-n':
      return isKnown(operand) ? verdict((operand === '') === (operator === '-z')) : 'unknown';
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

function either(a: Status, b: Status, decisive: 'ok' | 'fail'): Status {
  return a === decisive || b === decisive ? decisive : a === 'unknown' || b === 'unknown' ? 'unknown' : a;
}

function verdict(holds: boolean): Status {
  return holds ? 'ok' : 'fail';
}

function binaryTest(left: string, operator: string, right: string): Status {
  if (!isKnown(left) || (!isKnown(right) && !hasWildcards(right))) {
    return 'unknown';
  }
  switch (operator) {
    case '=':
    case '==':
      return verdict(matchesName(right, left, true));
    case '!=':
      return verdict(!matchesName(right, left, true));
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

function pathTest(operator: string, path: string, state: ShellState, machine: Machine): Status {
  if (!isKnown(path) || state.files.isMounted(path)) {
    return 'unknown';
  }
  if (folders.has(path)) {
    return verdict(operator !== '-f' && operator !== '-L' && operator !== '-h');
  }
  const found = state.files.select(path, true);
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
  const [top] = segmentsOf(path);
  const isUsual = folders.has(`/${top}`);
  const isEmpty = machine.base.plain && emptyAtFirst.has(top!);
  return machine.base.family && (!isUsual || isEmpty) ? 'fail' : 'unknown';
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
