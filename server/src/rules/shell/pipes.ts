import type { ScopedNode } from '../../shell/scopedNodes';
import type { ShellCommand, ShellList, ShellNode, ShellPipeline } from '../../shell/script';

/** Programs whose failing means nothing. */
const safe = new Set(['echo', 'printf', 'yes', 'true', ':']);
/** Programs that only turn over what a pipe brings; nothing but a slip in their options can make them fail. */
const filters = new Set(['tr', 'sort', 'uniq', 'cut', 'head', 'tail', 'wc', 'rev', 'sed', 'cat']);

/** The first part of a pipeline whose failure its status does not tell; undefined when there is none. */
export function hiddenFailure({ nodes }: ShellPipeline): ShellNode | undefined {
  return nodes.slice(0, -1).find((node, index) => !cannotFail(node) && !(index > 0 && isFilter(node)));
}

function cannotFail(node: ShellNode): boolean {
  switch (node.kind) {
    case 'command':
      return node.program !== undefined && safe.has(node.program.name ?? '');
    case 'group':
      return canListNotFail(node.body);
    case 'andOr':
      return node.nodes.every(cannotFail) || (node.operators.at(-1) === '||' && cannotFail(node.nodes.at(-1)!));
    case 'pipeline':
      return node.nodes.every(cannotFail);
    case 'loop':
      return node.words !== undefined && canListNotFail(node.body);
    default:
      return false;
  }
}

function canListNotFail({ items }: ShellList): boolean {
  return items.every(({ node }) => cannotFail(node));
}

function isFilter(node: ShellNode): boolean {
  return node.kind === 'command' && filters.has(node.program?.name ?? '');
}

/**
 * The program at the end of a pipeline that fails by itself when its input is empty or cut off, because what it reads has
 * an end or must not be missing; undefined when it takes whatever comes.
 */
export function strictReader({ nodes }: ShellPipeline): string | undefined {
  const last = nodes.at(-1)!;
  const { name = '', args = [] } = (last.kind === 'command' && last.program) || {};
  const words = args.map(({ value }) => value ?? '');
  const isStrict = strictReaders.some(
    ([names, options]) => names.test(name) && (options === undefined || words.some((word) => options.test(word))),
  );
  const isAnyInput =
    /^[ef]?grep$/.test(name) && words.some((word) => /^(-[a-zA-Z]*[cLz]|--(count|files-without))/.test(word));
  return isStrict && !isAnyInput ? name : undefined;
}

/** Names of programs, with the option or verb that makes them so. */
const strictReaders: readonly (readonly [RegExp, RegExp | undefined])[] = [
  [/^(sha\d+|md5|b2)sum$|^shasum$/, /^(-[a-zA-Z]*c|--check)/],
  [/^(bsd)?tar$/, /^-?[a-zA-Z]*[xt]|^--(extract|get|list)$/],
  [/^[ef]?grep$/, undefined],
  [/^(gunzip|zcat|bunzip2|bzcat)$/, undefined],
  [/^(gzip|bzip2)$/, /^(-[a-zA-Z\d]*d|--decompress|--uncompress)/],
  [/^gpg2?$/, /^--(import|dearmor)$/],
  [/^apt-key$/, /^add$/],
];

/** True in a substitution whose status nobody asks for: it is one of several words, or one of a loop or `case`. */
export function isStatusDropped(place: ScopedNode): boolean {
  for (let inner = place; inner.parent?.scope === inner.scope; inner = inner.parent) {
    const { node } = inner.parent;
    const isInWords =
      (node.kind === 'command' && isInWord(node)) ||
      (node.kind === 'loop' && inner.list !== node.body && inner.list !== node.condition) ||
      (node.kind === 'case' && !node.items.some(({ body }) => body === inner.list));
    if (isInWords) {
      return true;
    }
  }
  return false;
}

/** The status of assignments alone is that of the substitution in them; `eval` has that of its script. */
function isInWord({ program }: ShellCommand): boolean {
  return program !== undefined && !program.embedded?.sameShell;
}
