import type { Instruction, Pair } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { Fix } from '../rule';
import { pairRemoval } from './pairRemoval';

/**
 * Keeps a secret out of the image: its ARG or ENV goes, and RUNs that name it get it by a mount, as a variable of the same
 * name. What runs in the container is given it when it starts. Nothing where another instruction of the stage takes its
 * value, where ONBUILD may, and for an argument that nothing uses.
 */
export function mountSecret(
  model: DockerfileModel,
  declaration: Instruction,
  pair: Pair,
  name: string,
): Fix | undefined {
  const { tree } = model;
  const stage = model.stageOf(declaration);
  if (!stage || !/^\w+$/.test(name) || stage.instructions.some(({ name: it }) => it === 'ONBUILD')) {
    return undefined;
  }
  if (stage.instructions.length > mostInstructions) {
    return undefined;
  }
  const word = new RegExp(`\\b${name}\\b`);
  const users = stage.instructions.filter(
    (each) => each !== declaration && word.test(tree.text.slice(each.span.start, each.span.end)),
  );
  const isChild = model.stages.some(({ parent }) => parent === stage);
  const isEnv = declaration.name === 'ENV';
  const isOwn = new RegExp(`\\$\\{?${name}\\b`).test(tree.text.slice(declaration.span.start, declaration.span.end));
  const runs = users.filter((each) => each.name === 'RUN');
  const isLater = (each: Instruction) => isEnv && inContainer.has(each.name ?? '');
  const isAll = users.every((each) => each.name === 'RUN' || isLater(each));
  const removal = pairRemoval(tree, declaration, pair);
  if (!removal || isOwn || isChild || !isAll || runs.length > mostUsers || (!isEnv && runs.length === 0)) {
    return undefined;
  }
  const mount = ` --mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  const mounts = runs.map(({ keywordSpan: { end } }) => ({ span: { start: end, end }, newText: mount }));
  const title =
    runs.length > 0
      ? 'Mount it as a secret where it is used'
      : `Take it out, to give it to the container with --env ${name}`;
  return { title, safe: false, edits: [removal, ...mounts] };
}

/** Instructions whose command sees what the container is given. */
const inContainer: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

const mostUsers = 10;

/** Every instruction is looked through for every secret, which takes too long in a longer stage. */
const mostInstructions = 300;
