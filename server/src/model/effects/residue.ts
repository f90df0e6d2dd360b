import type { StageBuild } from './build';
import type { AttemptProblem, FileEffects, LateRemoval, Leftover, Writer } from './effects';
import type { Attempt, Need } from './machine';
import type { FileNode, Layer } from './nodes';
import { isPackagePath, packageOfPath } from './packagePaths';
import { nameOf, nameSeenFrom, outermost, segmentsOf } from './paths';
import { noticeable, small } from './sizes';
import { anyText, asShellWord, isNameable, matchesName, readable, unknownName } from './symbols';
import type { Death, LayerTrace } from './traces';

/** Answers for a built stage: what is left at the end of its own layer, and what dies in a later one. */
export function residueOf(build: StageBuild): FileEffects {
  const deathOf = new Map<FileNode, LateDeath>();
  for (const { layer, deaths } of build.traces) {
    for (const death of deaths) {
      if (death.isWhole) {
        deathOf.set(death.node, { ...death, layer });
      }
    }
  }
  const written = new Set(build.traces.flatMap((it) => it.written));
  const stays = (node: FileNode) => written.has(node) && !deathOf.has(node);
  const left: Leftover[] = [];
  const reported = new Set<FileNode>();
  for (const trace of build.traces) {
    for (const [cause, nodes] of residueIn(trace, build, stays)) {
      const removedBy = laterRemoval(nodes, deathOf);
      if (sizeOf(nodes) <= noticeable || (removedBy && isToldByItsRemoval(cause))) {
        continue;
      }
      left.push(leftoverOf(cause, nodes, trace, removedBy, build));
      for (const node of nodes) {
        reported.add(node);
      }
    }
  }
  return { left, removedLate: lateRemovals(build.traces, reported) };
}

/** A death with the layer that brought it. */
interface LateDeath extends Death {
  readonly layer: Layer;
}

/** What a layer leaves that it wrote itself, by cause. */
function residueIn(
  { written, deaths }: LayerTrace,
  { unpacked }: StageBuild,
  stays: (node: FileNode) => boolean,
): Map<string, FileNode[]> {
  const byCause = new Map<string, FileNode[]>();
  // A folder of which the layer itself deletes a part may have lost what it has packed.
  const isKept = (node: FileNode) => stays(node) && !deaths.some((it) => it.node === node);
  for (const node of written) {
    const cause = causeOf(node, unpacked.has(node)) ?? (node.packedFrom?.some(isKept) ? 'packed-archive' : undefined);
    if (cause !== undefined) {
      addTo(byCause, cause, node);
    }
  }
  return byCause;
}

function addTo<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) {
    group.push(value);
  } else {
    groups.set(key, [value]);
  }
}

const causesByPath: readonly { readonly place: RegExp; readonly cause: string }[] = [
  { place: /^\/var\/lib\/apt\/lists\/./, cause: 'apt-lists' },
  { place: /^\/var\/cache\/apt\/./, cause: 'apt-cache' },
  { place: /\/(_cacache|\.npm)(\/|$)/, cause: 'npm-cache' },
  { place: /\/\.?cache\/yarn(\/|$)/, cause: 'yarn-cache' },
  { place: /\/\.cache\/pip(\/|$)/, cause: 'pip-cache' },
  { place: /\/\.cache\/uv(\/|$)/, cause: 'uv-cache' },
  { place: /\/\.git(\/|$)/, cause: 'git-folder' },
  { place: /^\/(var\/)?tmp\/./, cause: 'temporary-files' },
  { place: /^\/(root|home\/[^/]+)\/\.cache\/./, cause: 'temporary-files' },
];

/** Asked first: hardly any path has a cause. */
const anyPlace = new RegExp(causesByPath.map(({ place }) => place.source).join('|'));

/** What kind of residue a node is, by its writer or else by its place; undefined for what may be wanted. */
function causeOf(node: FileNode, isUnpacked: boolean): string | undefined {
  if (isPackagePath(node.path)) {
    return undefined;
  }
  if (node.cause === 'git-folder' && /^\/(var\/)?tmp\//.test(node.path)) {
    return 'temporary-files';
  }
  // The history of a clone is told by its name alone: under another one somebody has kept it on purpose.
  if (node.cause !== undefined && node.cause !== 'git-folder') {
    return node.cause;
  }
  if (isUnpacked) {
    return 'unpacked-archive';
  }
  return anyPlace.test(node.path) ? causesByPath.find((it) => it.place.test(node.path))?.cause : undefined;
}

/** Files that a later line deletes are best told at that line, caches at the line that should not have kept them. */
function isToldByItsRemoval(cause: string): boolean {
  return /^(temporary-files|unpacked-archive|packed-archive|git-folder)$/.test(cause);
}

function sizeOf(nodes: readonly { readonly size: number }[]): number {
  return nodes.reduce((sum, { size }) => sum + size, 0);
}

/** The later instruction that takes most of the nodes away; what it writes again for metadata is not taken away. */
function laterRemoval(nodes: readonly FileNode[], deathOf: ReadonlyMap<FileNode, LateDeath>): LateDeath | undefined {
  const removed = nodes.filter((it) => !/^(metadata|linked)$/.test(deathOf.get(it)?.how ?? 'metadata'));
  const largest = removed.reduce<FileNode | undefined>((a, b) => (a && a.size >= b.size ? a : b), undefined);
  return largest && sizeOf(nodes) - sizeOf(removed) <= noticeable ? deathOf.get(largest) : undefined;
}

function leftoverOf(
  cause: string,
  nodes: readonly FileNode[],
  { layer, attempts, shellFolder }: LayerTrace,
  removedBy: LateDeath | undefined,
  build: StageBuild,
): Leftover {
  const inOrder = [...nodes].sort((a, b) => a.time - b.time);
  const writers = writersOf(inOrder);
  const need = nodes.map((it) => needOf(it, build)).find((it) => it !== undefined);
  const origin = inOrder.find((it) => it.origin)?.origin;
  const below = inOrder.every((it) => it.rewritten) ? firstOf(inOrder[0]!) : undefined;
  return {
    cause,
    stage: layer.stage,
    instruction: layer.instruction,
    span: writers[0]!.span,
    writers,
    paths: outermost(inOrder.map((it) => readable(it.shown ?? it.path))),
    cleanup: cleanupOf(writers) ?? removalOf(cause, inOrder, shellFolder),
    attempt: attemptOn(cause, nodes, attempts) ?? meantForAnother(inOrder, layer, attempts),
    removedBy: removedBy && {
      instruction: removedBy.layer.instruction,
      span: removedBy.span,
      isWrittenAnew: removedBy.how === 'overwritten',
    },
    neededBy: need && { instruction: need.layer.instruction, span: need.span },
    origin: origin && { instruction: origin.layer.instruction, span: origin.span },
    below: below && { instruction: below.layer.instruction, span: below.span },
    firedBy: layer.firedBy,
  };
}

/** The file as it was before owner or mode changed, however often they did. */
function firstOf(node: FileNode): FileNode {
  let first = node;
  while (first.rewritten) {
    first = first.rewritten;
  }
  return first;
}

/** The last use that a later layer makes of something, unpacking included. */
function needOf(node: FileNode, { needed, unpacked }: StageBuild): Need | undefined {
  const unpacking = unpacked.get(node);
  return needed.get(node) ?? (unpacking && unpacking.layer !== node.layer ? unpacking : undefined);
}

/** One command for what all writers want at the end: several deletions become one, else the first counts for all. */
function cleanupOf(writers: readonly Writer[]): string | undefined {
  const commands = writers.flatMap(({ remedies }) => remedies.find((it) => it.kind === 'append')?.command ?? []);
  const [first, ...others] = new Set(commands);
  const isRemoval = (command: string) => /^rm -rf [^&|;]+$/.test(command);
  if (first === undefined || others.length === 0 || others.length >= mostRemovals || !commands.every(isRemoval)) {
    return first;
  }
  return [first, ...others.map((command) => command.slice('rm -rf '.length))].join(' ');
}

/** More folders than that in one command are no help any more. */
const mostRemovals = 6;

/** The command that deletes what has no cleaning command of its own, for a shell that is in `folder`. */
function removalOf(cause: string, nodes: readonly FileNode[], folder: string): string | undefined {
  const names = nodes.map(({ path }) => nameSeenFrom(folder, path));
  const paths = outermost(names.map((it) => (it === undefined ? '' : readable(it))));
  const isClear = nodes.every(({ path }) => isNameable(path)) && paths.every(isPlainPath);
  if (!isToldByItsRemoval(cause) || paths.length > 5 || !isClear) {
    return undefined;
  }
  const flags = cause === 'unpacked-archive' ? '-f' : '-rf';
  return `rm ${flags} ${paths.map(asShellWord).join(' ')}`;
}

/** True for a path that a shell reads as it stands, variables apart. */
function isPlainPath(path: string): boolean {
  return /^(?:[\w@%+=:,.*~/-]|\$\w+|\$\{\w+\})+$/.test(path) && !/^(?:[-*]|\.{1,2}$)/.test(path);
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
function attemptOn(cause: string, nodes: readonly FileNode[], attempts: readonly Attempt[]): Leftover['attempt'] {
  const largest = nodes.reduce((a, b) => (b.size > a.size ? b : a));
  // Where the path is one of several that nobody can tell apart, the folder to mount is the likeliest.
  const places = [largest.path, ...mountsFor([largest]).map((folder) => `${folder}/any`)];
  const isMeant = (pattern: string) => places.some((it) => covers(pattern, it, true));
  const fitting = attempts.filter((it) => it.cause === cause || it.patterns.some(isMeant));
  const last = fitting.findLast((it) => it.cause === undefined) ?? fitting.at(-1);
  if (!last) {
    return undefined;
  }
  const isHidden =
    last.cause === undefined && !last.patterns.some((pattern) => places.some((it) => covers(pattern, it)));
  const why: AttemptProblem =
    last.problem ?? (isHidden ? 'hidden' : last.time < largest.time ? 'early' : 'conditional');
  // Somebody who makes room for a clone does not mean its history.
  if (why === 'early' && cause === 'git-folder' && !last.patterns.some((it) => /\/\.git(\/|$)/.test(it))) {
    return undefined;
  }
  return { span: last.span, why };
}

/**
 * What would have helped in another place: a cache mount or a removal of a folder of the same name. The home folder is
 * another user's, or a setting has moved the cache.
 */
function meantForAnother(
  nodes: readonly FileNode[],
  { instruction }: Layer,
  attempts: readonly Attempt[],
): Leftover['attempt'] {
  const names = new Set(mountsFor(nodes).map((it) => nameOf(it)));
  const removal = attempts.findLast(
    (it) => it.cause === undefined && it.patterns.some((pattern) => names.has(nameOf(pattern.replaceAll(anyText, '')))),
  );
  if (removal) {
    return { span: removal.span, why: 'elsewhere' };
  }
  const mount = instruction.flags.find(({ name, value = '' }) => {
    const target = name === 'mount' && /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(value)?.[1];
    return target && /(?:^|,)type=cache(?:,|$)/.test(value) && names.has(nameOf(target));
  });
  return mount && { span: mount.span, why: 'mountElsewhere' };
}

/** The folders that cache mounts would keep out of the layer. */
function mountsFor(nodes: readonly FileNode[]): readonly string[] {
  return nodes.flatMap(({ remedies = [] }) => remedies.flatMap((it) => (it.kind === 'mount' ? it.target : [])));
}

/**
 * A name that nobody knows is covered only where anything would be.
 *
 * @param hidden Whether a leading wildcard takes names that begin with a dot, which the shell does not do.
 */
function covers(pattern: string, path: string, hidden = false): boolean {
  const wanted = segmentsOf(pattern);
  const names = segmentsOf(path);
  const matches = (it: string, name: string) =>
    it === anyText ? hidden || name[0] !== '.' : !name.includes(unknownName) && matchesName(it, name, false);
  return wanted.length > 1 && wanted.length <= names.length && wanted.every((it, i) => matches(it, names[i]!));
}

/** What later layers removed or wrote again, one entry for each pair of instructions and way. */
function lateRemovals(traces: readonly LayerTrace[], reported: ReadonlySet<FileNode>): LateRemoval[] {
  const groups = new Map<string, LateDeath[]>();
  for (const { layer, deaths } of traces) {
    for (const death of deaths) {
      if (!reported.has(death.node)) {
        const key = `${death.node.layer.index} ${layer.index} ${death.span.start} ${death.how}`;
        addTo(groups, key, { ...death, layer });
      }
    }
  }
  return [...groups.values()].filter((it) => sizeOf(it) > noticeable).map(lateRemovalOf);
}

function lateRemovalOf(deaths: readonly LateDeath[]): LateRemoval {
  const inOrder = [...deaths].sort((a, b) => b.size - a.size || a.node.time - b.node.time);
  const { node, layer, span, how } = inOrder[0]!;
  const told = inOrder.filter((it) => it.size > small);
  const paths = (told.length > 0 ? told : inOrder).map((it) =>
    isPackagePath(it.path)
      ? packageOfPath(it.path)
      : readable((it.path === it.node.path ? it.node.shown : undefined) ?? it.path),
  );
  return {
    cause: isPackagePath(inOrder[0]!.path) ? 'packages' : (node.cause ?? 'files'),
    stage: node.layer.stage,
    paths: outermost(paths),
    writtenBy: node.layer.instruction,
    writtenAt: node.span,
    removedBy: layer.instruction,
    removedAt: span,
    how,
  };
}
