import type { DockerfileModel } from '../../model/model';
import type { Fix } from '../rule';
import { lineAbove } from './insertedLines';

/** Fixes for a FROM whose image names a variable that no ARG above the first FROM declares. */
export function declarationsForFrom(model: DockerfileModel, image: string, name: string | undefined): Fix[] {
  const { tree, stages } = model;
  const first = stages[0]?.from;
  if (!first || name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
    return [];
  }
  const value = defaultForFrom(model, image, name);
  const line = value === undefined ? `ARG ${name}` : `ARG ${name}=${value}`;
  return [{ title: `Declare ${line} above the first FROM`, safe: false, edits: [lineAbove(tree, first, line)] }];
}

/**
 * What an argument that FROM uses can hold when nobody gives it: what a stage gives it by default, the newest image for
 * one that is the tag, Docker Hub for one that is the registry. Undefined where nobody can tell.
 */
export function defaultForFrom({ variables }: DockerfileModel, image: string, name: string): string | undefined {
  const inStage = variables.firstInStages(name);
  if (inStage?.kind === 'ARG' && inStage.value.kind === 'text' && /^[\w.:/@-]+$/.test(inStage.value.text)) {
    return inStage.value.text;
  }
  // What is below a registry of somebody's own is mostly not at Docker Hub.
  const isOfHub = /^\$[^/]*\/(?:library\/)?[^/]+$/.test(image);
  const use = [`$${name}`, `\${${name}}`].find(
    (each) => image.endsWith(`:${each}`) || (isOfHub && image.startsWith(`${each}/`)),
  );
  return use === undefined ? undefined : image.endsWith(use) ? 'latest' : 'docker.io';
}
