import type { Machine } from './machine';
import type { FileNode } from './nodes';

/** Names or numbers, as the Dockerfile gives them. */
export interface Ownership {
  readonly user: string;
  readonly group: string;
}

/**
 * Whom a file belongs to; undefined when only running the build tells. COPY and ADD give what they bring to root or to
 * those that `--chown` names, and COPY of another stage leaves it as it was there. A file that the running instruction
 * wrote belongs to the one that it runs as; folders may be those of archives, with owners of their own.
 */
export function ownershipOf(node: FileNode, machine: Machine): Ownership | undefined {
  const { name, flags } = node.layer.instruction;
  if (name !== 'COPY' && name !== 'ADD') {
    const isOwn = node.kind === 'file' && node.layer === machine.layer;
    return isOwn ? { user: machine.user, group: machine.user } : undefined;
  }
  const given = flags.find((flag) => flag.name === 'chown')?.value;
  if (given !== undefined) {
    const [user = '', group = user] = given.split(':');
    return /[$]/.test(given) ? undefined : { user, group };
  }
  if (flags.some((flag) => flag.name === 'from')) {
    return node.origin && ownershipOf(node.origin, machine);
  }
  return { user: 'root', group: 'root' };
}

/** Whether two users, or two groups, are the same; undefined for a name and a number, of which nothing is known. */
export function isSameOwner(one: string, other: string): boolean | undefined {
  const [a, b] = [numberOfRoot(one), numberOfRoot(other)];
  if (a === b) {
    return true;
  }
  return a === '0' || b === '0' || /^\d+$/.test(a) === /^\d+$/.test(b) ? false : undefined;
}

function numberOfRoot(owner: string): string {
  return owner === 'root' ? '0' : owner;
}
