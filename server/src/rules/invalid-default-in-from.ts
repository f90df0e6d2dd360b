import { readImageReference } from '../dockerfile/values/imageReference';
import { variablesIn, variablesInWord } from '../dockerfile/variables';
import type { DockerfileModel } from '../model/model';
import type { FileVariables } from '../model/variables';
import { defaultForFrom } from './engine/argumentsForFrom';
import { defineRule, type Fix } from './rule';

export const invalidDefaultInFrom = defineRule({
  id: 'invalid-default-in-from',
  title: 'FROM names no image unless a build argument is given',
  aliases: ['InvalidDefaultArgInFrom'],
  category: 'correctness',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'An argument above the first `FROM` can be left without a default, and then a plain `docker build .` fails. With a ' +
    'default everybody can build the file, and tools that read it know which image is meant.',
  differs:
    'BuildKit also warns where the name is certain to be wrong and the build fails anyhow; that is an error of its own here.',
  examples: [
    {
      wrong: 'ARG TAG\nFROM alpine:«$TAG»\n',
      right: 'ARG TAG=3.22\nFROM alpine:$TAG\n',
      fixed: 'ARG TAG=latest\nFROM alpine:$TAG\n',
    },
    {
      wrong: 'ARG REGISTRY\nFROM «${REGISTRY}»/library/alpine:3.22\n',
      fixed: 'ARG REGISTRY=docker.io\nFROM ${REGISTRY}/library/alpine:3.22\n',
    },
    {
      note: 'The name of the argument without which there is no image.',
      wrong: 'ARG REGISTRY\nARG TAG\nFROM ${REGISTRY}example/app:«$TAG»\n',
      right: 'ARG REGISTRY\nARG TAG=1.0\nFROM ${REGISTRY}example/app:$TAG\n',
    },
    {
      note: 'What a stage declares with a default can be the default of all.',
      wrong: 'ARG BASE\nFROM «$BASE»\nARG BASE=debian:12\nRUN make\n',
      fixed: 'ARG BASE=debian:12\nFROM $BASE\nARG BASE=debian:12\nRUN make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],
  messages: {
    blank: 'Without the build argument {name} there is no image to begin with: give it a default.',
    invalid: 'Without the build argument {name} this is {image}, which is no image: give it a default.',
    derived:
      'Without build arguments {name} is {image}, which is no image: give those in its default one of their own.',
  },
  check({ tree, model, report }) {
    for (const { from } of model.stages) {
      const image = from.args.form === 'words' ? from.args.words[0] : undefined;
      if (!image?.text.includes('$')) {
        continue;
      }
      const { text, fixed, byPlatform } = model.variables.inFrom(image.text);
      if (fixed || byPlatform || text === undefined || (text !== '' && typeof readImageReference(text) !== 'string')) {
        continue;
      }
      const { inFrom } = model.variables;
      const names = variablesInWord(image, tree.escape);
      const open = names.filter(({ name, modifier }) => modifier === '' && inFrom(`\${${name}}`).text === '');
      const empty = open.find(({ name }) => isMendedBy(image.text, name, inFrom)) ?? open[0] ?? names[0];
      if (empty && variablesIn(image.text, tree.escape).length > 0) {
        report({
          span: empty.span,
          message: text === '' ? 'blank' : open.length > 0 ? 'invalid' : 'derived',
          params: { name: empty.name, image: text },
          fixes: fixesFor(model, image.text, empty.name),
        });
      }
    }
  },
});

/** True when any value of this argument makes it the name of an image. */
function isMendedBy(image: string, name: string, inFrom: FileVariables['inFrom']): boolean {
  const { text = '' } = inFrom(image.replace(new RegExp(`\\$(?:\\{${name}\\}|${name}(?!\\w))`, 'g'), 'x'));
  return text !== '' && typeof readImageReference(text) !== 'string';
}

/** A default for an argument, where the file declares it without one. */
function fixesFor(model: DockerfileModel, image: string, name: string): Fix[] {
  const { tree } = model;
  const value = defaultForFrom(model, image, name);
  const end = tree.instructions.findIndex((each) => each.name === 'FROM');
  const keys = tree.instructions
    .slice(0, end)
    .flatMap(({ name: keyword, args }) => (keyword === 'ARG' && args.form === 'pairs' ? args.pairs : []))
    .filter(({ key }) => key.text === name);
  const [only] = keys;
  if (value === undefined || keys.length !== 1 || !only || only.value) {
    return [];
  }
  const at = only.key.span.end;
  const edits = [{ span: { start: at, end: at }, newText: `=${value}` }];
  return [{ title: `Give ${name} the default ${value}`, safe: false, edits }];
}
