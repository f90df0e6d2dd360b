import { originSpan } from '../text/view';
import { defineRule } from './rule';

export const exposeProtocolNotLowerCase = defineRule({
  id: 'expose-protocol-not-lower-case',
  title: 'Protocol of EXPOSE is not in lower case',
  aliases: ['ExposeProtoCasing'],
  category: 'style',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why: 'Docker takes the protocol of a port in any case and stores it in lower case, as `docker run` and `docker ps` show it. Write it so.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nEXPOSE 80/«TCP» 53/«Udp»\n',
      right: 'FROM alpine:3.22\nEXPOSE 80/tcp 53/udp\n',
      fixed: 'FROM alpine:3.22\nEXPOSE 80/tcp 53/udp\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/expose-proto-casing/'],
  messages: { casing: 'Write the protocol {protocol} in lower case.' },
  check({ tree, report }) {
    for (const { name, args } of tree.instructions) {
      for (const word of name === 'EXPOSE' && args.form === 'words' ? args.words : []) {
        const protocol = /\/(tcp|udp|sctp)["']?$/i.exec(word.text);
        if (protocol && protocol[1] !== protocol[1]!.toLowerCase()) {
          const start = protocol.index + 1;
          const span = originSpan(word.view, { start, end: start + protocol[1]!.length });
          const newText = protocol[1]!.toLowerCase();
          report({
            span,
            message: 'casing',
            params: { protocol: protocol[1]! },
            fixes: [{ title: 'Write the protocol in lower case', safe: true, edits: [{ span, newText }] }],
          });
        }
      }
    }
  },
});
