import { textOf } from '../text/span';
import { defineRule } from './rule';

export const directiveNotLowerCase = defineRule({
  id: 'directive-not-lower-case',
  title: 'Parser directive is not in lower case',
  aliases: ['CASING_DIRECTIVE'],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why: 'Docker takes the names of parser directives in any case, but the convention is lower case, and other tools may not look for more.',
  differs: 'dockerfile-utils looks at `escape` only.',
  examples: [
    {
      wrong: '# «Syntax»=docker/dockerfile:1\nFROM alpine:3.22\n',
      right: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\n',
      fixed: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  messages: { casing: 'Write the directive {name} in lower case.' },
  check({ tree, report }) {
    for (const { nameSpan } of tree.directives) {
      const name = textOf(tree.text, nameSpan);
      if (name !== name.toLowerCase()) {
        report({
          span: nameSpan,
          message: 'casing',
          params: { name },
          aliases: name.toLowerCase() === 'escape' ? ['CASING_DIRECTIVE'] : [],
          fixes: [
            {
              title: 'Write the directive in lower case',
              safe: true,
              edits: [{ span: nameSpan, newText: name.toLowerCase() }],
            },
          ],
        });
      }
    }
  },
});
