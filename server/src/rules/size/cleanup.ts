import type { Leftover } from '../../model/effects/effects';
import type { DockerfileModel } from '../../model/model';
import { readPackageCall } from '../../model/packages/programs';
import type { RunCall } from '../../model/runs';
import type { ScopedNode } from '../../shell/scopedNodes';
import { contains } from '../../text/span';
import { placesOf } from './places';

/**
 * The command that cleans up at the end of the instruction. Where the program that would do it may be gone by then, or
 * was only there in one branch of the script, its folders are deleted instead.
 */
export function surelyThere(
  model: DockerfileModel,
  { cleanup, instruction, writers, paths }: Leftover,
): string | undefined {
  const [, sudo = '', program = ''] = /^(sudo )?([\w.+-]+)/.exec(cleanup ?? '') ?? [];
  if (cleanup === undefined || program === 'rm' || ofSystem.has(program)) {
    return cleanup;
  }
  const calls = placesOf(model).runs.get(instruction)?.calls ?? [];
  const own = calls.filter(({ command }) => writers.some(({ span }) => contains(command.span, span)));
  const last = Math.max(...writers.map(({ span }) => span.end));
  const mayBeGone =
    (own.length > 0 && own.every(({ place }) => isInBranch(place))) || calls.some((it) => removesPackages(it, last));
  if (!mayBeGone) {
    return cleanup;
  }
  return paths.every((it) => /^\/[\w@%+=:,./-]+$/.test(it)) ? `${sudo}rm -rf ${paths.join(' ')}` : undefined;
}

/** The managers of the system, which nobody removes. */
const ofSystem: ReadonlySet<string> = new Set([
  'apk',
  'apt',
  'apt-get',
  'dnf',
  'microdnf',
  'pacman',
  'tdnf',
  'yum',
  'zypper',
]);

function isInBranch({ parent }: ScopedNode): boolean {
  return parent !== undefined && (/^(?:if|case|function)$/.test(parent.node.kind) || isInBranch(parent));
}

function removesPackages(call: RunCall, behind: number): boolean {
  return (
    ofSystem.has(call.name) &&
    call.command.span.start > behind &&
    /^(?:remove|purge|autoremove|autopurge|erase|del)$/.test(readPackageCall(call)?.verb ?? '')
  );
}
