import type { FileNode, Selection } from './nodes';
import { isSystemFolder, segmentsOf } from './paths';
import { noticeable, sizeByName } from './sizes';
import { anyText, hasWildcards, matchesName, unknownName } from './symbols';

/** An absolute pattern, taken apart once for all nodes that it is compared with. */
export interface PathPattern {
  readonly text: string;
  readonly names: readonly string[];
  /** Which of the names have wildcards. */
  readonly wild: readonly boolean[];
  readonly hasWildcards: boolean;
  /** True with a slash at the end. */
  readonly foldersOnly: boolean;
}

/** Takes an absolute pattern apart. */
export function readPattern(text: string): PathPattern {
  const names = segmentsOf(text);
  const wild = names.map(hasWildcards);
  return { text, names, wild, hasWildcards: wild.includes(true), foldersOnly: text.endsWith('/') };
}

/** How much of a node a pattern names; undefined when nothing. `isGuess` tells that a name is only taken to be that one. */
export function selectionOf(
  node: FileNode,
  pattern: PathPattern,
  hidden: boolean,
): (Selection & { readonly isGuess: boolean }) | undefined {
  node.names ??= segmentsOf(node.path.replace(/\uE014{2,}/g, unknownName));
  const { names } = node;
  const { names: wanted, wild } = pattern;
  const shared = Math.min(wanted.length, names.length);
  let isGuess = false;
  for (let i = 0; i < shared; i++) {
    const name = names[i]!;
    if (wanted[i] === name) {
      continue;
    }
    const isUnknown = name.includes(unknownName);
    if ((!isUnknown && !wild[i]) || !matchesName(wanted[i]!, name, hidden)) {
      return undefined;
    }
    if (isUnknown && wild[i] && i === names.length - 1 && asksForFiles(wanted[i]!, node)) {
      return undefined;
    }
    if (isUnknown && !wild[i] && isOther(pattern, i, node)) {
      return undefined;
    }
    isGuess ||= isUnknown && !wild[i];
  }
  if (pattern.foldersOnly && node.kind === 'file' && wanted.length === names.length) {
    return undefined;
  }
  if (wanted.length <= names.length) {
    return { node, extent: 'whole', exact: wanted.length === names.length, pattern: pattern.text, isGuess };
  }
  if (node.kind === 'file' || node.kind === 'link') {
    return undefined;
  }
  const extent = wanted.slice(names.length).every((it) => it === anyText) ? 'contents' : 'part';
  return { node, extent, exact: false, pattern: pattern.text, isGuess };
}

/** True when the name at a place in a pattern is hardly that of an unknown thing: a folder of every image, a small file, an archive. */
function isOther({ text, names }: PathPattern, at: number, node: FileNode): boolean {
  const isLast = at === names.length - 1;
  return (
    // What a COPY brings to the root is no folder that other instructions work in.
    (at === 0 && node.fromContext === true && node.kind === 'either' && !isLast) ||
    (at < 3 && isSystemFolder(`/${names.slice(0, at + 1).join('/')}`)) ||
    (isLast && node.kind !== 'file' && (sizeByName(text) <= noticeable || isPacked(text)))
  );
}

/** Names of what things come out of; a program for Java is such an archive too, and may come out of another one. */
export function isPacked(name: string): boolean {
  return /\.(tar(\.\w+)?|tgz|tbz2?|txz|zip|gz|bz2|xz|zst|7z|rar)$/i.test(name);
}

/** True when a pattern such as `*.sh` meets a folder of unknown name, which hardly has such a name. */
function asksForFiles(wanted: string, node: FileNode): boolean {
  return node.kind !== 'file' && /\/\uE014+$/.test(node.path) && /\.\w+$/.test(wanted);
}
