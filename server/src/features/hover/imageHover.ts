import { parseImageReference } from '../../model/imageReference';
import { touches } from '../../text/span';
import type { HoverPlace, HoverText } from './docs';
import { blocks, code, heading, list } from './render';

/** The hover of the image behind FROM: where it comes from and how firmly it is pinned. Ask for stages first. */
export function hoverImage({ instruction: { name, args }, offset }: HoverPlace): HoverText | undefined {
  const base = name === 'FROM' && args.form === 'words' ? args.words[0] : undefined;
  if (!base || !touches(base.span, offset)) {
    return undefined;
  }
  return { span: base.span, markdown: base.text === 'scratch' ? scratch : describe(base.text) };
}

function describe(image: string): string {
  if (image.includes('$')) {
    return blocks(heading(code(image), 'base image'), 'Its name is put together when building.');
  }
  const { registry, path, tag, digest } = parseImageReference(image);
  const official = !registry && !path.text.includes('/');
  const from = registry ? `Registry ${code(registry.text)}` : `Docker Hub${official ? ', official image' : ''}`;
  return blocks(
    heading(code(image), 'base image'),
    list([
      `${from}, repository ${code(path.text)}`,
      digest
        ? `Digest ${code(digest.text)}: always this very image${tag ? `; the tag ${code(tag.text)} is only a note` : ''}`
        : tag
          ? `Tag ${code(tag.text)}: can be moved to another image at any time`
          : 'No tag, so `latest`: whatever its author published last under that name',
    ]),
    'All its layers become part of this stage. Deleting their files here frees nothing.',
  );
}

const scratch = blocks(
  heading('`scratch`', 'the empty image'),
  'Begins without any file and without any layer: no shell, no libraries. Meant for programs that need nothing else, such as statically linked ones.',
);
