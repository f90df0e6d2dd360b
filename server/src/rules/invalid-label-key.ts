import { unquote } from '../dockerfile/variables';
import { defineRule } from './rule';

export const invalidLabelKey = defineRule({
  id: 'invalid-label-key',
  title: 'Label with an unusual key',
  aliases: ['DL3048'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why:
    'Programs find labels by their keys. The guidelines of Docker ask for lower-case letters, digits, and single dots ' +
    'and hyphens between them, and reserve some beginnings for Docker itself. Any other key works as well, so this is ' +
    'a matter of taste.',
  differs: 'Keys with variables are left alone: what they are is known only when the image is built.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nLABEL «Maintainer»=jane «com.docker.mine»=1 com.example.role=web\n',
      right: 'FROM alpine:3.22\nLABEL maintainer=jane com.example.mine=1 com.example.role=web\n',
    },
  ],
  references: ['https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations'],
  messages: {
    letters: '{key} is an unusual key: use lower-case letters, digits, and single dots or hyphens between them.',
    reserved: 'Keys that begin with {prefix} are reserved for Docker: begin with a domain of your own.',
  },
  check({ tree, report }) {
    for (const { name, args } of tree.instructions) {
      if (name !== 'LABEL' || args.form !== 'pairs') {
        continue;
      }
      for (const { key } of args.pairs) {
        const text = unquote(key.text, tree.escape);
        const prefix = /^(?:com\.docker|io\.docker|org\.dockerproject)\./.exec(text)?.[0];
        if (text.includes('$')) {
          continue;
        }
        if (prefix !== undefined) {
          report({ span: key.span, message: 'reserved', params: { prefix } });
        } else if (!/^[a-z](?:[0-9a-z._/-]*[0-9a-z])?$/.test(text) || /\.\.|--/.test(text)) {
          report({ span: key.span, message: 'letters', params: { key: text } });
        }
      }
    }
  },
});
