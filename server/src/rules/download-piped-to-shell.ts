import { runsOf } from '../model/runs';
import { isShell } from '../shell/embedded';
import type { ShellNode, ShellWord } from '../shell/script';
import { defineRule } from './rule';

export const downloadPipedToShell = defineRule({
  id: 'download-piped-to-shell',
  title: 'Downloaded script run without a look',
  aliases: [],
  category: 'security',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'A script that is piped from the network into a shell runs as root, whatever it is today, and what came in part runs in ' +
    'part. Download it, check its sum (`ADD --checksum`, `sha256sum -c`) and run it then, or install a package.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nRUN set -o pipefail; «curl -fsSL https://example.com/install.sh» | sh\n',
      right:
        'FROM buildpack-deps:12\nADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 https://example.com/install.sh /tmp/\nRUN sh /tmp/install.sh\n',
    },
    { wrong: 'FROM buildpack-deps:12\nRUN sh -c "$(«curl -fsSL https://example.com/install.sh»)"\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  messages: { unchecked: 'Whatever {program} gets is run unseen: download the script, check its sum, then run it.' },
  check({ model, report }) {
    for (const { nodes } of runsOf(model).runs) {
      for (const { node } of nodes) {
        if (node.kind === 'pipeline') {
          const reader = node.nodes.findIndex(runsInput);
          const download = reader > 0 ? node.nodes.slice(0, reader).find(isDownload) : undefined;
          if (download) {
            report({ span: download.span, message: 'unchecked', params: { program: nameOf(download) } });
          }
        } else if (
          node.kind === 'command' &&
          node.program?.name !== undefined &&
          /^(eval|source|\.)$|sh$/.test(node.program.name)
        ) {
          for (const download of node.program.args.flatMap(downloadsIn)) {
            report({ span: download.span, message: 'unchecked', params: { program: nameOf(download) } });
          }
        }
      }
    }
  },
});

function isDownload(node: ShellNode): boolean {
  const name = nameOf(node);
  return name === 'curl' || name === 'wget';
}

function nameOf(node: ShellNode): string {
  return (node.kind === 'command' && node.program?.name) || '';
}

/** True for a shell or another interpreter that runs its standard input. */
function runsInput(node: ShellNode): boolean {
  const program = node.kind === 'command' ? node.program : undefined;
  if (!program?.name || program.embedded) {
    return false;
  }
  const operands = program.args.filter(({ text }) => !/^-\w/.test(text));
  const takesStdin =
    operands.length === 0 || operands[0]!.text === '-' || program.args.some(({ text }) => /^-\w*s$|^--$/.test(text));
  return (
    takesStdin &&
    (isShell(program.name) || /^(python[\d.]*|perl|ruby|node)$/.test(program.name)) &&
    !program.args.some(({ text }) => /^(-c|-e|-m|-\w*[cem])$/.test(text) && !isShell(program.name!))
  );
}

/** The downloads whose output becomes a part of a word: `$(curl …)`. */
function downloadsIn({ parts }: ShellWord): ShellNode[] {
  return parts.flatMap((part) => {
    const only = part.kind === 'substitution' && part.body.items.length === 1 ? part.body.items[0]!.node : undefined;
    return only && isDownload(only) ? [only] : [];
  });
}
