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
      facts: { undecodable: [{ start: 35, end: 36 }] },
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  messages: {
    one: 'This byte is not UTF-8: save the file as UTF-8.',
    many: 'This byte is not UTF-8, nor are those at {count} more places: save the file as UTF-8.',
  },
  check({ facts, report }) {
    const [first, ...more] = facts.undecodable ?? [];
    if (first) {
      report({ span: first, message: more.length === 0 ? 'one' : 'many', params: { count: more.length } });
    }
  },
});
