import type { Run, RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ShellNode } from '../shell/script';
import { lineAt } from '../text/lines';
import { defineRule } from './rule';

export const unverifiedDownload = defineRule({
  id: 'unverified-download',
  title: 'Download unpacked or run without a check',
  aliases: [],
  category: 'security',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why:
    'Whoever can change the file on the server, or stands between, decides what the image runs. A checksum that the ' +
    'Dockerfile names (`sha256sum -c`) or a signature (`gpg --verify`) in the same `RUN` notices that; it also notices a ' +
    'release that was replaced, so that the same Dockerfile builds the same image. `ADD --checksum` does it as well.',
  examples: [
    {
      wrong:
        'FROM buildpack-deps:12\nRUN «curl» -fsSLo /tmp/tool.tgz https://example.com/tool-1.4.tgz \\\n && tar -xzf /tmp/tool.tgz -C /opt \\\n && rm /tmp/tool.tgz\n',
      right:
        'FROM buildpack-deps:12\nRUN curl -fsSLo /tmp/tool.tgz https://example.com/tool-1.4.tgz \\\n' +
        ' && echo "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae  /tmp/tool.tgz" | sha256sum -c \\\n' +
        ' && tar -xzf /tmp/tool.tgz -C /opt \\\n && rm /tmp/tool.tgz\n',
    },
    {
      note: 'A program of one file, and an archive that is unpacked on the way.',
      wrong:
        'FROM buildpack-deps:12\nRUN «wget» -qO /usr/local/bin/tool https://example.com/tool && chmod +x /usr/local/bin/tool\n' +
        'RUN «curl» -fsSL https://example.com/lib.tar.gz | tar -xz -C /opt\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://docs.docker.com/build/building/best-practices/',
  ],
  messages: {
    unchecked:
      'Nothing checks what {program} fetches here before line {line} makes use of it: compare its checksum or signature.',
  },
  check({ tree, model, report }) {
    for (const run of runsOf(model).runs) {
      const downloads = run.calls.filter(isDownload);
      if (downloads.length === 0 || run.calls.some(isCheck)) {
        continue;
      }
      const uses = usesByName(run);
      for (const download of downloads) {
        const use = useOf(download, uses);
        if (use !== undefined) {
          report({
            span: download.program.word.span,
            message: 'unchecked',
            params: { program: download.name, line: lineAt(tree.lines, use) + 1 },
          });
          break; // One remark for a RUN is enough: the check will be for all.
        }
      }
    }
  },
});

function isDownload({ name, program }: RunCall): boolean {
  return (name === 'curl' || name === 'wget') && program.args.some(({ text }) => /:\/\/|\$/.test(text));
}

function isCheck({ name, program }: RunCall): boolean {
  return (
    /^((sha|md5|b2)\d*sum|shasum|gpgv\d?|cosign|minisign|signify|rhash|cksum|slsa-verifier|openssl)$/.test(name) ||
    (/^gpg\d?$/.test(name) && program.args.some(({ text }) => /^--(batch|verify|decrypt)$/.test(text)))
  );
}

/** Where something unpacks, installs or runs what a call fetches, as an offset of the file; undefined when nothing does. */
function useOf(download: RunCall, uses: ReadonlyMap<string, readonly Use[]>): number | undefined {
  const pipeline = download.place.parent?.node;
  if (pipeline?.kind === 'pipeline') {
    const reader = pipeline.nodes.slice(pipeline.nodes.indexOf(download.command) + 1).find(isUnpacker);
    return reader?.span.start;
  }
  const { end } = download.command.span;
  const later = namesOf(download).flatMap((name) => uses.get(name)?.find(({ start }) => start > end) ?? []);
  return later.reduce<Use | undefined>((a, b) => (a && a.order <= b.order ? a : b), undefined)?.start;
}

/** A call that unpacks, installs or runs a file: its offset in the file and its place among the calls of the RUN. */
interface Use {
  readonly start: number;
  readonly order: number;
}

/** The calls of a RUN that make use of files, in order, by the last component of the names that they are given. */
function usesByName({ calls }: Run): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  calls.forEach((call, order) => {
    const { word, args } = call.program;
    const words = [...(word.text.includes('/') ? [word] : []), ...(makesUse(call) ? args : [])];
    for (const name of new Set(words.map(({ text }) => lastComponent(text.replace(/["']/g, ''))))) {
      const use = { start: call.command.span.start, order };
      const others = uses.get(name);
      if (others) {
        others.push(use);
      } else {
        uses.set(name, [use]);
      }
    }
  });
  return uses;
}

function isUnpacker(node: ShellNode): boolean {
  const name = node.kind === 'command' ? node.program?.name : undefined;
  return name !== undefined && /^(tar|bsdtar|unzip|bsdcpio|cpio|dpkg|rpm)$/.test(name);
}

/** The names that the file can have: that in the address, and that of the option. */
function namesOf({ program: { args } }: RunCall): string[] {
  const words = args.flatMap(({ text }, index) => {
    const isOutput = /^(-[A-Za-z]*[oO]|--output|--output-document)$/.test(args[index - 1]?.text ?? '');
    const attached = /^(?:--output(?:-document)?=|-o(?=[/\w.]))(.+)/.exec(text)?.[1];
    return attached !== undefined ? [attached] : isOutput || text.includes('://') ? [text] : [];
  });
  return words
    .map((word) => word.replace(/["']/g, '').replace(/[?#].*$/, ''))
    .map(lastComponent)
    .filter((name) => name.length > 2);
}

function lastComponent(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function makesUse({ name, program }: RunCall): boolean {
  if (name === 'chmod') {
    return program.args.some(({ text }) => /^([ugoa]*\+[rwxst]*x|0?[0-7]*[1357][0-7]*)$/.test(text));
  }
  return /^(tar|bsdtar|unzip|gunzip|gzip|xz|unxz|bunzip2|7z|dpkg|rpm|apt-get|apt|yum|dnf|install|(ba|da|a|z)?sh|python\d*(\.\d+)?|perl|php|ruby|node|java)$/.test(
    name,
  );
}
