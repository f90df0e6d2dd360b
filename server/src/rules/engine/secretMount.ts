import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { Fix } from '../rule';
import { wholeLines } from './wholeLines';

/**
 * Gives a secret to the RUNs that name it by a mount, as a variable of the same name, and takes its ARG away. Offered
 * where no other instruction of the stage uses it and where the ARG declares nothing else.
 */
export function mountSecret(model: DockerfileModel, declaration: Instruction, name: string): Fix | undefined {
  const { tree } = model;
  const stage = model.stageOf(declaration);
  const isAlone = declaration.args.form === 'pairs' && declaration.args.pairs.length === 1;
  if (!stage || !isAlone || !/^\w+$/.test(name) || stage.instructions.some(({ name: it }) => it === 'ONBUILD')) {
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
  if (isChild || users.length === 0 || users.length > mostUsers || users.some((each) => each.name !== 'RUN')) {
    return undefined;
  }
  const mount = ` --mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  const mounts = users.map(({ keywordSpan: { end } }) => ({ span: { start: end, end }, newText: mount }));
  const removal = { span: wholeLines(tree.text, declaration), newText: '' };
  return { title: 'Mount it as a secret where it is used', safe: false, edits: [removal, ...mounts] };
}

const mostUsers = 10;

/** Every instruction is looked through for every secret, which takes too long in a longer stage. */
const mostInstructions = 300;
