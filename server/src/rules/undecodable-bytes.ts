import { defineRule } from './rule';

export const undecodableBytes = defineRule({
  id: 'undecodable-bytes',
  title: 'Bytes are not UTF-8 text',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Docker reads a Dockerfile as UTF-8. Bytes that are none, mostly from a file saved as Latin-1 or UTF-16, reach ' +
    'commands, labels and file names as they are and look different everywhere. Fixes never rewrite such a file, ' +
    'because the bytes would not survive. Save the file as UTF-8.',
  examples: [
    {
      note: 'A Latin-1 `é` stands where `�` is shown.',
      wrong: 'FROM alpine:3.22\nLABEL author="Andr«�»"\n',
      right: 'FROM alpine:3.22\nLABEL author="André"\n',
      facts: {
        undecodable: { code: 'undecodable', message: 'These bytes are no UTF-8.', span: { start: 35, end: 36 } },
      },
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  messages: { undecodable: '{problem}' },
  check({ facts, report }) {
    if (facts.undecodable) {
      const { span, message } = facts.undecodable;
      report({ span, message: 'undecodable', params: { problem: message } });
    }
  },
});
