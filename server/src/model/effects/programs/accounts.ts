import { readArguments } from '../arguments';
import { relocate, removePattern, rewrite, wordsSpan } from '../changes';
import type { Program } from '../machine';

const useradd: Program = (call) => {
  const { operands, has, value } = readArguments(call.args, {
    short: 'bcdefgGkKpRsuZP',
    long: ['home-dir', 'base-dir', 'comment', 'gid', 'groups', 'shell', 'uid', 'skel', 'password', 'home'],
  });
  const name = operands.at(-1)?.text;
  if (name !== undefined) {
    const home = value('d', 'home-dir', 'home') ?? `${value('b', 'base-dir') ?? '/home'}/${name}`;
    enter(call, name, value('u', 'uid'), home, has('m', 'create-home'));
  }
  return undefined;
};

/** Debian's `adduser` and busybox's; both make a home folder unless told otherwise. */
const adduser: Program = (call) => {
  const { operands, has, value } = readArguments(call.args, {
    short: 'hgsGuk',
    long: ['home', 'shell', 'uid', 'gid', 'ingroup', 'gecos', 'conf', 'firstuid', 'lastuid', 'comment'],
  });
  const name = operands[0]?.text;
  if (name !== undefined && operands.length === 1) {
    const home = value('h', 'home') ?? (has('system') ? `/nonexistent` : `/home/${name}`);
    const exists = !has('H', 'no-create-home') && (!has('system') || value('h', 'home') !== undefined);
    enter(call, name, value('u', 'uid'), home, exists);
  }
  return undefined;
};

const usermod: Program = (call) => {
  const { operands, has, value } = readArguments(call.args, {
    short: 'cdegGlpsuZ',
    long: ['home', 'uid', 'gid', 'groups', 'login', 'shell'],
  });
  const name = operands.at(-1)?.text;
  const known = name === undefined ? undefined : call.machine.accounts.get(name);
  const home = value('d', 'home') ?? known?.home;
  if (value('u', 'uid') !== undefined && home !== undefined) {
    // A new number is given to everything in the home folder as well.
    for (const selection of call.state.files.select(home)) {
      rewrite(call, selection, wordsSpan(call), 'metadata');
    }
  }
  if (known && home !== undefined && home !== known.home && has('m', 'move-home')) {
    for (const selection of call.state.files.select(known.home)) {
      const { node, exact, extent } = selection;
      if (extent === 'whole') {
        const below = exact ? '' : node.path.slice(known.home.length);
        relocate(call, selection, home + below, wordsSpan(call));
      }
    }
  }
  if (name !== undefined && home !== undefined) {
    enter(call, value('l', 'login') ?? name, value('u', 'uid'), home, known?.exists ?? true);
  }
  return undefined;
};

/** `userdel -r` and `deluser --remove-home` take the home folder along. */
const userdel: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'RP', long: ['root', 'prefix', 'conf', 'backup-to'] });
  const home = call.machine.accounts.get(operands[0]?.text ?? '')?.home;
  if (home !== undefined && has('r', 'remove', 'remove-home', 'remove-all-files')) {
    removePattern(call, home, { recursive: true, span: wordsSpan(call) });
  }
  return undefined;
};

function enter(
  { machine }: Parameters<Program>[0],
  name: string,
  uid: string | undefined,
  home: string,
  exists: boolean,
): void {
  machine.accounts.set(name, { home, exists, number: uid });
  if (uid !== undefined) {
    machine.accounts.set(uid, { home, exists, number: uid });
  }
}

/** Programs that make and change accounts. */
export const accounts: Readonly<Record<string, Program>> = {
  useradd,
  adduser,
  usermod,
  userdel,
  deluser: userdel,
};
