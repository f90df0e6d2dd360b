import type { LayerTrace, StageBuild } from './build';
import type { AttemptProblem, FileEffects, LateRemoval, Leftover, Writer } from './effects';
import type { FileNode, Layer } from './files';
import type { Attempt, Killing } from './machine';
import { isPackagePath, packageOfPath } from './packages';
import { segmentsOf } from './paths';
import { noticeable, small } from './sizes';
import { matchesName, readable } from './symbols';

/** Answers for a built stage: what is left at the end of its own layer, and what dies in a later one. */
export function residueOf(build: StageBuild): FileEffects {
  const deaths = deathsIn(build);
  const killingOf = new Map(deaths.filter((it) => it.whole).map((it) => [it.node, it.killing]));
  const left: Leftover[] = [];
  const reported = new Set<FileNode>();
  for (const trace of build.traces) {
    for (const [cause, nodes] of residueIn(trace, build)) {
      const removedBy = laterRemoval(nodes, killingOf);
      if (sizeOf(nodes) <= noticeable || (removedBy && isToldByItsRemoval(cause))) {
        continue;
      }
      left.push(leftoverOf(cause, nodes, trace.layer, removedBy, build));
      for (const node of nodes) {
        reported.add(node);
      }
    }
  }
  return { left, removedLate: lateRemovals(deaths, reported) };
}

interface Death {
  readonly node: FileNode;
  readonly path: string;
  readonly size: number;
  readonly killing: Killing;
  /** False for a part of a folder. */
  readonly whole: boolean;
}

/** Everything of an own layer that a later layer took away, by comparing the files before and after each layer. */
function deathsIn({ traces, killings }: StageBuild): Death[] {
  const deaths: Death[] = [];
  for (const { layer, before, after } of traces) {
    for (const part of after.killedParts()) {
      if (part.node.layer.index >= 0) {
        const killing = { layer, span: part.span, how: part.how };
        deaths.push({ node: part.node, path: part.path, size: part.size, killing, whole: false });
      }
    }
    for (const node of before.all()) {
      const killing = after.has(node) || node.layer.index < 0 ? undefined : killings.get(node);
      if (killing?.layer === layer) {
        deaths.push({ node, path: node.path, size: node.size, killing, whole: true });
      }
    }
  }
  return deaths;
}

/** What a layer leaves that it wrote itself, by cause. */
function residueIn({ layer, after }: LayerTrace, { unpacked }: StageBuild): Map<string, FileNode[]> {
  const byCause = new Map<string, FileNode[]>();
  for (const node of after.all()) {
    const cause = node.layer === layer && node.size > 0 ? causeOf(node, unpacked.has(node)) : undefined;
    if (cause !== undefined) {
      const nodes = byCause.get(cause);
      if (nodes) {
        nodes.push(node);
      } else {
        byCause.set(cause, [node]);
      }
    }
  }
  return byCause;
}

const causesByPath: readonly (readonly [RegExp, string])[] = [
  [/^\/var\/lib\/apt\/lists\/./, 'apt-lists'],
  [/^\/var\/cache\/apt\/./, 'apt-cache'],
  [/\/(_cacache|\.npm)(\/|$)/, 'npm-cache'],
  [/\/\.?cache\/yarn(\/|$)/, 'yarn-cache'],
  [/\/\.cache\/pip(\/|$)/, 'pip-cache'],
  [/\/\.cache\/uv(\/|$)/, 'uv-cache'],
  [/\/\.git(\/|$)/, 'git-folder'],
  [/^\/(var\/)?tmp\/./, 'temporary-files'],
  [/^\/(root|home\/[^/]+)\/\.cache\/./, 'temporary-files'],
];

/** What kind of residue a node is, by its writer or else by its place; undefined for what may be wanted. */
function causeOf(node: FileNode, isUnpacked: boolean): string | undefined {
  if (isPackagePath(node.path)) {
    return undefined;
  }
  if (node.cause === 'git-folder' && /^\/(var\/)?tmp\//.test(node.path)) {
    return 'temporary-files';
  }
  if (node.cause !== undefined) {
    return node.cause;
  }
  return isUnpacked ? 'unpacked-archive' : causesByPath.find(([place]) => place.test(node.path))?.[1];
}

/** Files that a later line deletes are best told at that line, caches at the line that should not have kept them. */
function isToldByItsRemoval(cause: string): boolean {
  return cause === 'temporary-files' || cause === 'unpacked-archive' || cause === 'git-folder';
}

function sizeOf(nodes: readonly { readonly size: number }[]): number {
  return nodes.reduce((sum, { size }) => sum + size, 0);
}

/** The later instruction that takes most of the nodes away; what it writes again for metadata is not taken away. */
function laterRemoval(nodes: readonly FileNode[], killingOf: ReadonlyMap<FileNode, Killing>): Killing | undefined {
  const removed = nodes.filter((it) => (killingOf.get(it)?.how ?? 'metadata') !== 'metadata');
  const largest = removed.reduce<FileNode | undefined>((a, b) => (a && a.size >= b.size ? a : b), undefined);
  return largest && sizeOf(nodes) - sizeOf(removed) <= noticeable ? killingOf.get(largest) : undefined;
}

function leftoverOf(
  cause: string,
  nodes: readonly FileNode[],
  layer: Layer,
  removedBy: Killing | undefined,
  build: StageBuild,
): Leftover {
  const inOrder = [...nodes].sort((a, b) => a.time - b.time);
  const writers = writersOf(inOrder);
  const cleanup = writers.flatMap((it) => it.remedies).find((it) => it.kind === 'append');
  const need = nodes.map((it) => build.needed.get(it)).find((it) => it !== undefined);
  const origin = inOrder.find((it) => it.origin)?.origin;
  return {
    cause,
    stage: layer.stage,
    instruction: layer.instruction,
    span: writers[0]!.span,
    writers,
    paths: [...new Set(inOrder.map((it) => readable(it.shown ?? it.path)))],
    cleanup: cleanup?.command ?? removalOf(cause, inOrder),
    attempt: attemptOn(cause, nodes, layer, build.attempts),
    removedBy: removedBy && { instruction: removedBy.layer.instruction, span: removedBy.span },
    neededBy: need && { instruction: need.layer.instruction, span: need.span },
    origin: origin && { instruction: origin.layer.instruction, span: origin.span },
    firedBy: layer.firedBy,
  };
}

/** The command that deletes what has no cleaning command of its own. */
function removalOf(cause: string, nodes: readonly FileNode[]): string | undefined {
  const paths = [...new Set(nodes.map((it) => readable(it.path)))];
  if (!isToldByItsRemoval(cause) || paths.length > 5 || paths.some((it) => !/^\/[\w@%+=:,./*${}~-]+$/.test(it))) {
    return undefined;
  }
  const flags = cause === 'unpacked-archive' ? '-f' : '-rf';
  return `rm ${flags} ${paths.map((it) => (it.includes('$') ? `"${it}"` : it)).join(' ')}`;
}

function writersOf(nodes: readonly FileNode[]): Writer[] {
  const writers = new Map<number, Writer>();
  for (const { span, remedies = [], otherWriters = [] } of nodes) {
    for (const writer of [...otherWriters, { span, remedies }]) {
      if (!writers.has(writer.span.start)) {
        writers.set(writer.span.start, writer);
      }
    }
  }
  return [...writers.values()].sort((a, b) => a.span.start - b.span.start);
}

/** The last command of the same layer that was meant to clean this up, and why it did not. */
function attemptOn(
  cause: string,
  nodes: readonly FileNode[],
  layer: Layer,
  attempts: readonly Attempt[],
): Leftover['attempt'] {
  const largest = nodes.reduce((a, b) => (b.size > a.size ? b : a));
  const fitting = attempts.filter(
    (it) => it.layer === layer && (it.cause === cause || it.patterns.some((pattern) => covers(pattern, largest.path))),
  );
  const last = fitting.findLast((it) => it.cause === undefined) ?? fitting.at(-1);
  if (!last) {
    return undefined;
  }
  const why: AttemptProblem = last.problem ?? (last.time < largest.time ? 'early' : 'conditional');
  return { span: last.span, why };
}

function covers(pattern: string, path: string): boolean {
  const wanted = segmentsOf(pattern);
  const names = segmentsOf(path);
  return (
    wanted.length > 1 && wanted.length <= names.length && wanted.every((it, i) => matchesName(it, names[i]!, false))
  );
}

/** What later layers removed or wrote again, one entry for each pair of instructions and way. */
function lateRemovals(deaths: readonly Death[], reported: ReadonlySet<FileNode>): LateRemoval[] {
  const groups = new Map<string, Death[]>();
  for (const death of deaths) {
    if (!reported.has(death.node)) {
      const { killing, node } = death;
      const key = `${node.layer.index} ${killing.layer.index} ${killing.span.start} ${killing.how}`;
      groups.set(key, [...(groups.get(key) ?? []), death]);
    }
  }
  return [...groups.values()].filter((it) => sizeOf(it) > noticeable).map(lateRemovalOf);
}

function lateRemovalOf(deaths: readonly Death[]): LateRemoval {
  const inOrder = [...deaths].sort((a, b) => b.size - a.size || a.node.time - b.node.time);
  const { node, killing } = inOrder[0]!;
  const isPackage = isPackagePath(node.path);
  const told = inOrder.filter((it) => it.size > small);
  const paths = (told.length > 0 ? told : inOrder).map((it) =>
    isPackagePath(it.path) ? packageOfPath(it.path) : readable(it.path),
  );
  return {
    cause: isPackage ? 'packages' : (node.cause ?? 'files'),
    stage: node.layer.stage,
    paths: [...new Set(paths)],
    writtenBy: node.layer.instruction,
    writtenAt: node.span,
    removedBy: killing.layer.instruction,
    removedAt: killing.span,
    how: killing.how,
  };
}
