import { readImageReference } from '../dockerfile/values/imageReference';
import { variablesIn, variablesInWord } from '../dockerfile/variables';
import { defineRule } from './rule';

export const invalidDefaultInFrom = defineRule({
  id: 'invalid-default-in-from',
  title: 'FROM names no image unless a build argument is given',
  aliases: ['InvalidDefaultArgInFrom'],
  category: 'correctness',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'An argument above the first `FROM` can be left without a default, and then a plain `docker build .` fails. With a ' +
    'default everybody can build the file, and tools that read it know which image is meant.',
  differs:
    'BuildKit also warns where the name is certain to be wrong and the build fails anyhow; that is an error of its own here.',
  examples: [
    {
      wrong: 'ARG TAG\nFROM alpine:«$TAG»\n',
      right: 'ARG TAG=3.22\nFROM alpine:$TAG\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],
  messages: {
    blank: 'Without the build argument {name} there is no image to begin with: give it a default.',
    invalid: 'Without the build argument {name} this is {image}, which is no image: give it a default.',
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
      const empty =
        names.find(({ name, modifier }) => modifier === '' && inFrom(`\${${name}}`).text === '') ?? names[0];
      if (empty && variablesIn(image.text, tree.escape).length > 0) {
        report({
          span: empty.span,
          message: text === '' ? 'blank' : 'invalid',
          params: { name: empty.name, image: text },
        });
      }
    }
  },
});
