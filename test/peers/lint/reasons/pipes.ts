import type { ScopedNode } from '../../../../server/src/shell/scopedNodes';
import type { Case } from '../comparison';
import { runOf } from './places';

/** Programs whose failing means nothing. */
const harmless = new Set(['echo', 'printf', 'yes', 'true', ':']);

/**
 * True when no pipe of the RUN hides a failure: in front of each stand commands that cannot fail, or its failing is
 * asked for, or pipefail is set, or nothing that knows pipefail reads it.
 */
export function hasSafePipes(asked: Case): boolean {
  const run = runOf(asked);
  if (!run) {
    return true;
  }
  return run.nodes.every(({ node, scope, tested }) => {
    if (node.kind !== 'pipeline' || node.nodes.length < 2) {
      return true;
    }
    const first = node.nodes.slice(0, -1);
    return (
      tested ||
      scope.pipefail ||
      scope.shell === undefined ||
      first.every((each) => each.kind === 'command' && harmless.has(each.program?.name ?? '')) ||
      setsPipefail(run.nodes, node.span.start)
    );
  });
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
