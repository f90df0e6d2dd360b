import { oncePerModel } from '../../model/derived';
import { type ImageReference, parseImageReference } from '../../model/imageReference';
import type { DockerfileModel } from '../../model/model';
import type { Fix } from '../rule';
import { writtenImage } from './writtenImage';

/** Fixes that give the base image of a FROM a tag with which the same image stands elsewhere in the file. */
export function tagFixes(model: DockerfileModel, image: string, at: { start: number; end: number }): Fix[] {
  const found = tagsIn(model).get(nameOf(parseImageReference(image))) ?? [];
  const newTextOf = (tag: string) => (at.start === at.end ? `:${tag}` : tag);
  // A tag without a number is no better than latest.
  const better = at.start === at.end ? [...found] : [...found].filter((tag) => /\d/.test(tag));
  return better.slice(0, mostTags).map((tag) => ({
    title: `Use the tag ${tag} as elsewhere in this file`,
    safe: false,
    edits: [{ span: at, newText: newTextOf(tag) }],
  }));
}

const mostTags = 3;

/** The tags of every image of the file, which is gone through once for all findings. */
const tagsIn = oncePerModel(readTags);

function readTags({ stages }: DockerfileModel): ReadonlyMap<string, ReadonlySet<string>> {
  const tags = new Map<string, Set<string>>();
  for (const { from } of stages) {
    const image = parseImageReference(writtenImage(from)?.text ?? '');
    const tag = image?.tag?.text;
    if (tag !== undefined && tag !== 'latest' && !tag.includes('$')) {
      const name = nameOf(image);
      tags.set(name, (tags.get(name) ?? new Set()).add(tag));
    }
  }
  return tags;
}

function nameOf({ registry, path }: ImageReference): string {
  return `${registry?.text ?? ''}/${path.text}`;
}
