import { expect, it } from 'vitest';
import { missingPath } from '../../server/src/cli/missingPath';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { stackOf } from '../support/stacks';
import { file, folder } from '../support/tarBuilder';

const layers = [
  [folder('etc'), file('etc/os-release', 3), file('etc/secret', 4), folder('opt/app'), file('opt/app/main.js', 5)],
  [file('etc/secret', 5), file('opt/app/main.js', 5)],
  [file('etc/.wh.secret'), file('.wh.opt')],
];

it.each([
  ['/etc/secret', undefined, 'The image has no path "/etc/secret" in the end; layers 0 and 1 have it: use --layer 1.'],
  ['opt/app', undefined, 'The image has no path "opt/app" in the end; layer 0 has it: use --layer 0.'],
  ['/opt/app/main.js', 2, 'Layer 2 has no path "/opt/app/main.js"; layers 0 and 1 have it: use --layer 1.'],
  ['/etc/os-relase', undefined, 'The image has no path "/etc/os-relase"; did you mean "/etc/os-release"?'],
  ['/ect/os-release', undefined, 'The image has no path "/ect/os-release"; did you mean "/etc/os-release"?'],
  ['/ect/os-relase', undefined, 'The image has no path "/ect/os-relase".'],
  ['/etc/os-release/x', undefined, 'The image has no path "/etc/os-release/x".'],
  ['/zzzzzz', undefined, 'The image has no path "/zzzzzz".'],
])('a path that is not there: %s in %s', async (path, layer, sentence) => {
  const { stack } = await stackOf(layers);
  const tree = layer === undefined ? finalTree(stack) : layerTree(stack, layer);
  expect(missingPath('path', path, layer, tree, stack)).toBe(sentence);
});
