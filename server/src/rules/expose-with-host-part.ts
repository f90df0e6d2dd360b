import { portProblem } from '../dockerfile/values/ports';
import { originSpan } from '../text/view';
import { defineRule } from './rule';

export const exposeWithHostPart = defineRule({
  id: 'expose-with-host-part',
  title: 'EXPOSE with an address or a port of the host',
  aliases: ['ExposeInvalidFormat', 'INVALID_PORT'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`EXPOSE` says on which ports the container listens. Where they are published on the host is decided by ' +
    '`docker run -p`; an address or a host port in `EXPOSE` is dropped without a word.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nEXPOSE «127.0.0.1:8080:»80/tcp «9000:»90\n',
      right: 'FROM alpine:3.22\nEXPOSE 80/tcp 90\n',
      fixed: 'FROM alpine:3.22\nEXPOSE 80/tcp 90\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/expose-invalid-format/'],
  messages: { host: 'EXPOSE takes only the port of the container: remove {part}, which has no effect.' },
  check({ tree, report }) {
    for (const { name, args } of tree.instructions) {
      for (const word of name === 'EXPOSE' && args.form === 'words' ? args.words : []) {
        const colon = word.text.lastIndexOf(':');
        if (colon === -1 || /[$"'\\`]/.test(word.text) || portProblem(word.text) !== undefined) {
          continue;
        }
        const part = word.text.slice(0, colon + 1);
        const span = originSpan(word.view, { start: 0, end: part.length });
        report({
          span,
          message: 'host',
          params: { part },
          // A colon alone is no address to BuildKit, and dockerfile-utils takes a port of the host.
          aliases: [
            ...(part === ':' ? [] : ['ExposeInvalidFormat']),
            ...(/^\d+(?:-\d+)?:$/.test(part) ? [] : ['INVALID_PORT']),
          ],
          fixes: [{ title: 'Keep only the port of the container', safe: true, edits: [{ span, newText: '' }] }],
        });
      }
    }
  },
});
