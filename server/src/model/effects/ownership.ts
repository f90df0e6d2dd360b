import type { Base } from './bases';
import type { Machine } from './machine';
import type { FileNode } from './nodes';

/** Names or numbers, as the Dockerfile gives them. */
export interface Ownership {
  readonly user: string;
  readonly group: string;
}

/**
 * Whom a file belongs to; undefined when only running the build tells. COPY and ADD give what they bring to root or to
 * those that `--chown` names, and COPY of another stage leaves it as it was there. What a command wrote belongs to the
 * one that it ran as; what comes out of archives has owners of its own.
 */
export function ownershipOf(node: FileNode): Ownership | undefined {
  if (node.owner !== undefined) {
    return readOwner(node.owner);
  }
  const { name, flags } = node.layer.instruction;
  if (name !== 'COPY' && name !== 'ADD') {
    return undefined;
  }
  const given = flags.find((flag) => flag.name === 'chown')?.value;
  if (given !== undefined) {
    return readOwner(given);
  }
  if (flags.some((flag) => flag.name === 'from')) {
    return node.origin && ownershipOf(node.origin);
  }
  return { user: 'root', group: 'root' };
}

function readOwner(owner: string): Ownership | undefined {
  const [user = '', group = user] = owner.split(/[:.]/);
  return /[$\uE010-\uE018]/.test(owner) ? undefined : { user, group };
}

/** Whether two users, or two groups, are the same; undefined for a name and a number, of which nothing is known. */
export function isSameOwner(one: string, other: string, machine: Machine): boolean | undefined {
  if (one === other) {
    return true;
  }
  const [a, b] = [numberOf(one, machine), numberOf(other, machine)];
  const isTold = /^\d+$/.test(a) === /^\d+$/.test(b);
  return a === b ? true : a === '0' || b === '0' || isTold ? false : undefined;
}

/** Accounts that are everywhere, and those of some families of distributions. */
const common: Readonly<Record<string, string>> = { root: '0', daemon: '1', bin: '2', nobody: '65534' };
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: { sys: '3', games: '5', man: '6', mail: '8', proxy: '13', 'www-data': '33', backup: '34' },
  alpine: { sys: '3', adm: '4', mail: '8', 'www-data': '82' },
};

/** The number of an account, or its name where that is all that is known. */
function numberOf(
  name: string,
  { accounts, base }: { readonly accounts: Machine['accounts']; readonly base: Base },
): string {
  if (/^\d+$/.test(name)) {
    return name;
  }
  const account = accounts.get(name);
  const usual = common[name] ?? own[base.family ?? '']?.[name];
  const homeOfFirst = base.accounts.get('1000')?.home;
  return account?.number ?? usual ?? (homeOfFirst !== undefined && homeOfFirst === account?.home ? '1000' : name);
}
