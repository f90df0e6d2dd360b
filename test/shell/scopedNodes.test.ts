import { expect, it } from 'vitest';
import { parseScript } from '../../server/src/shell/parse';
import { scopedNodes } from '../../server/src/shell/scopedNodes';
import { viewOf } from '../../server/src/text/view';

/** The commands of a script by name, with what is said of their places. */
function placesIn(script: string): string[] {
  const view = viewOf(script, [{ start: 0, end: script.length }]);
  return scopedNodes(parseScript(view), { shell: 'sh', errexit: false, pipefail: false }).flatMap(
    ({ node, isolated, tested, scope }) =>
      node.kind === 'command' && node.program
        ? [
            [node.program.name, isolated && 'isolated', tested && 'tested', scope.shell !== 'sh' && scope.shell]
              .filter(Boolean)
              .join(' '),
          ]
        : [],
  );
}

it.each([
  ['a; b', ['a', 'b']],
  ['a && b', ['a', 'b']],
  ['a && b || c', ['a tested', 'b tested', 'c']],
  ['(a); b | c; d &', ['a isolated', 'b isolated', 'c isolated', 'd isolated']],
  ['if a; then b; else c; fi', ['a tested', 'b', 'c']],
  ['! a; while b; do c; done', ['a tested', 'b tested', 'c']],
  ['a "$(b)"', ['a', 'b isolated']],
  ["bash -o pipefail -c 'a | b'", ['bash', 'a isolated bash', 'b isolated bash']],
  ["eval 'a'", ['eval', 'a']],
])('%s', (script, expected) => {
  expect(placesIn(script)).toEqual(expected);
});
