import type { Word } from '../dockerfile/tree';
import { unquote } from '../dockerfile/variables';
import { defineRule, type Fix } from './rule';

export const invalidLabelKey = defineRule({
  id: 'invalid-label-key',
  title: 'Label with an unusual key',
  aliases: ['DL3048'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
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
    {
      wrong: 'FROM alpine:3.22\nLABEL «"Build_Date"»=today «vcs--ref»=abc\n',
      fixed: 'FROM alpine:3.22\nLABEL "build_date"=today vcs-ref=abc\n',
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
        } else if (!isUsual(text)) {
          report({ span: key.span, message: 'letters', params: { key: text }, fixes: fixesFor(key, text) });
        }
      }
    }
  },
});

function isUsual(key: string): boolean {
  return /^[a-z](?:[0-9a-z._/-]*[0-9a-z])?$/.test(key) && !/\.\.|--/.test(key);
}

/** The same key in small letters, with one dot or hyphen where there are more, and hyphens for other characters. */
function fixesFor({ span, text }: Word, key: string): Fix[] {
  const usual = key
    .toLowerCase()
    .replace(/[^0-9a-z._/-]+/g, '-')
    .replace(/([.-])\1+/g, '$1')
    .replace(/^[^a-z]+|[^0-9a-z]+$/g, '');
  const isPlain = text === key || /^(["']).*\1$/.test(text);
  const newText = text === key ? usual : text.replace(key, usual);
  return isPlain && isUsual(usual) && newText !== text
    ? [{ title: `Write ${usual}`, safe: false, edits: [{ span, newText }] }]
    : [];
}
