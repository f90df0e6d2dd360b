import { parseImageReference } from '../../model/imageReference';
import type { DockerfileModel } from '../../model/model';
import type { Fix } from '../rule';

/** Fixes that give the base image of a FROM a tag with which the same image stands elsewhere in the file. */
export function tagFixes({ stages }: DockerfileModel, image: string, at: { start: number; end: number }): Fix[] {
  const { registry, path } = parseImageReference(image);
  const found = new Set<string>();
  for (const { from } of stages) {
    const other = from.args.form === 'words' ? parseImageReference(from.args.words[0]?.text ?? '') : undefined;
    const isSame = other?.path.text === path.text && other.registry?.text === registry?.text;
    const tag = other?.tag?.text;
    if (isSame && tag !== undefined && tag !== 'latest' && !tag.includes('$')) {
      found.add(tag);
    }
  }
  const newTextOf = (tag: string) => (at.start === at.end ? `:${tag}` : tag);
  return [...found].slice(0, mostTags).map((tag) => ({
    title: `Use the tag ${tag} as elsewhere in this file`,
    safe: false,
    edits: [{ span: at, newText: newTextOf(tag) }],
  }));
}

const mostTags = 3;
