import { readArguments } from '../arguments';
import type { Base } from '../bases';
import { evaluateTest, isOwn } from '../conditions';
import type { Call, Program, Status } from '../machine';
import { isInstalled } from '../packages';

const test: Program = (call) => {
  const args = call.args.map((it) => it.text);
  if (call.name === '[' && args.at(-1) === ']') {
    args.pop();
  }
  return evaluateTest(args, call.state, call.machine);
};

/** `which`, `type`, `command -v`, `hash`: is there such a program? */
const which: Program = (call) => {
  const { operands } = readArguments(call.args);
  const statuses = operands.map(({ text }) => programStatus(call, text));
  operands.forEach(({ text }, index) => {
    if (statuses[index] === 'unknown') {
      call.output.writeUnknown(20);
    } else if (statuses[index] === 'ok' && call.name !== 'hash') {
      call.output.write(`${call.state.functionNamed(text) ? '' : '/usr/bin/'}${text}\n`);
    }
  });
  return all(statuses);
};

function programStatus({ machine, state }: Call, name: string): Status {
  if (state.functionNamed(name) || isInstalled(name, state, machine) === true) {
    return 'ok';
  }
  if (everywhere.has(name)) {
    return 'ok';
  }
  const manager = managers[name];
  if (manager !== undefined) {
    const isThere = isOwn(manager, machine.base);
    return isThere === undefined ? 'unknown' : isThere ? 'ok' : 'fail';
  }
  const isTool = usualTools.has(name);
  return isTool && machine.base.hasTools ? 'ok' : isTool && machine.base.plain ? 'fail' : 'unknown';
}

/** Package managers, with the family of distributions that has them. */
const managers: Readonly<Record<string, Base['family']>> = {
  'apt-get': 'debian',
  apt: 'debian',
  dpkg: 'debian',
  apk: 'alpine',
  yum: 'redhat',
  dnf: 'redhat',
  zypper: 'suse',
  pacman: 'arch',
};

const usualTools = new Set('curl wget git make unzip xz'.split(' '));

const everywhere = new Set(
  'sh cat ls rm cp mv echo test true false sed grep find mkdir chmod chown tar gzip id env'.split(' '),
);

function all(statuses: readonly Status[]): Status {
  return statuses.includes('fail') ? 'fail' : statuses.includes('unknown') ? 'unknown' : 'ok';
}

/** Builds are read as builds for the most common platform. */
function prints(text: string): Program {
  return (call) => {
    call.output.write(text);
    return undefined;
  };
}

const uname: Program = (call) => {
  const { has } = readArguments(call.args);
  if (has('m', 'machine', 'p')) {
    call.output.write('x86_64');
  } else if (has('a', 'r', 'v', 'n')) {
    call.output.writeUnknown(80);
  } else {
    call.output.write('Linux');
  }
  return undefined;
};

const id: Program = (call) => {
  const { has, operands } = readArguments(call.args);
  const { user, accounts } = call.machine;
  if (operands[0]) {
    return accounts.has(operands[0].text) ? 'ok' : 'unknown';
  }
  if (has('u') && (user === 'root' || has('n'))) {
    call.output.write(has('n') ? user : '0');
  } else {
    call.output.writeUnknown(20);
  }
  return undefined;
};

const asks: Program = (call) => {
  call.output.writeUnknown(100);
  return 'unknown';
};

/** Programs that only look, and whose answer may decide what a script does next. */
export const probes: Readonly<Record<string, Program>> = {
  test,
  '[': test,
  which,
  type: which,
  hash: which,
  command: which,
  'dpkg-query': asks,
  uname,
  arch: prints('x86_64'),
  id,
  whoami: (call) => {
    call.output.write(call.machine.user);
    return undefined;
  },
  getent: asks,
  egrep: asks,
  fgrep: asks,
  rg: asks,
  diff: asks,
  cmp: asks,
  pgrep: asks,
  pidof: asks,
  ping: asks,
  expr: asks,
  nc: asks,
  mountpoint: asks,
  'systemd-detect-virt': asks,
  lsb_release: (call) => {
    call.output.writeUnknown(20);
    return undefined;
  },
};
