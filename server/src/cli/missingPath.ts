import type { FileTree } from '../image/listing/fileTree';
import { insteadOf } from '../image/listing/missingPath';
import type { ImageStack } from '../image/stack/stack';

/** What to say when an image, or the layer that was asked for, does not have a path: also where it is, or what is near. */
export function missingPath(
  what: 'path' | 'file',
  path: string,
  layer: number | undefined,
  tree: FileTree,
  stack: ImageStack,
): string {
  const place = layer === undefined ? 'The image' : `Layer ${layer}`;
  const missing = `${place} has no ${what} "${path}"`;
  const instead = insteadOf(tree, stack, path);
  switch (instead?.kind) {
    case 'other-layers':
      return `${missing}${layer === undefined ? ' in the end' : ''}; ${holders(instead.layers)}.`;
    case 'other-name':
      return `${missing}; did you mean "${instead.path}"?`;
    default:
      return `${missing}.`;
  }
}

/** The layers that have it, and the option that shows what the last of them has. */
function holders(layers: readonly number[]): string {
  const last = layers.at(-1)!;
  const others = layers.slice(0, -1);
  const more = others.length > mostNamed ? ', …' : '';
  const subject =
    others.length === 0
      ? `layer ${last} has it`
      : `layers ${others.slice(0, mostNamed).join(', ')}${more} and ${last} have it`;
  return `${subject}: use --layer ${last}`;
}

const mostNamed = 5;
