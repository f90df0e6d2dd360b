import { isStatusDropped } from '../../../../server/src/rules/shell/pipes';
import type { ScopedNode } from '../../../../server/src/shell/scopedNodes';
import type { ShellNode } from '../../../../server/src/shell/script';
import type { Case } from '../comparison';
import { runOf } from './places';

/** Programs whose failing means nothing. */
const harmless = new Set(['echo', 'printf', 'yes', 'true', ':']);
/** Programs that only turn over what a pipe brings. */
const filters = new Set(['tr', 'sort', 'uniq', 'cut', 'head', 'tail', 'wc', 'rev', 'sed', 'cat']);

/**
 * True when no pipe of the RUN hides a failure: in front of each stand commands that cannot fail, or its failing is
 * asked for, or pipefail is set, or nothing that knows pipefail reads it.
 */
export function hasSafePipes(asked: Case): boolean {
  const run = runOf(asked);
  if (!run) {
    return true;
  }
  return run.nodes.every((place) => {
    const { node, scope, tested } = place;
    if (node.kind !== 'pipeline' || node.nodes.length < 2) {
      return true;
    }
    return (
      tested ||
      scope.pipefail ||
      scope.shell === undefined ||
      node.nodes.slice(0, -1).every((each, index) => isHarmless(each, index > 0)) ||
      isStatusDropped(place) ||
      setsPipefail(run.nodes, node.span.start)
    );
  });
}

function isHarmless(node: ShellNode, isBehindPipe: boolean): boolean {
  if (node.kind === 'andOr' && node.operators.at(-1) === '||') {
    return isHarmless(node.nodes.at(-1)!, false);
  }
  const body = node.kind === 'group' || node.kind === 'loop' ? node.body.items.map((item) => item.node) : undefined;
  const name = (node.kind === 'command' && node.program?.name) || '';
  return body?.every((each) => isHarmless(each, false)) ?? (harmless.has(name) || (isBehindPipe && filters.has(name)));
}

function setsPipefail(nodes: readonly ScopedNode[], before: number): boolean {
  return nodes.some(
    ({ node }) =>
      node.kind === 'command' &&
      node.span.start < before &&
      node.program?.name === 'set' &&
      node.program.args.some(({ value }) => value === 'pipefail'),
  );
}
