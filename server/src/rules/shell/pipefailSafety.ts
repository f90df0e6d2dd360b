import type { DockerfileTree } from '../../dockerfile/tree';
import type { Run } from '../../model/runs';
import type { ScopedNode } from '../../shell/scopedNodes';
import type { ShellCommand, ShellNode, ShellPipeline } from '../../shell/script';
import { bashismsIn } from './bashisms';

/**
 * True when a RUN does the same with `pipefail` as without as long as nothing fails: in every pipe the last command reads
 * all that the others write, so that none of them is stopped by the next, and none of them fails in the ordinary course
 * of things, as `grep` does that finds nothing.
 */
export function onlyFailuresMatter({ nodes }: Run): boolean {
  return nodes.every(
    ({ node, scope }) =>
      node.kind !== 'pipeline' || node.nodes.length < 2 || scope.pipefail || scope.embedded || isPlainPipe(node),
  );
}

function isPlainPipe({ nodes }: ShellPipeline): boolean {
  const last = nodes.at(-1)!;
  return nodes.slice(0, -1).every((each) => isProgram(each, writers)) && isProgram(last, readers);
}

function isProgram(node: ShellNode, names: ReadonlySet<string>): boolean {
  return node.kind === 'command' && names.has(node.program?.name ?? '');
}

/** Programs whose failure is one, and which do not write without an end. */
const writers: ReadonlySet<string> = new Set(
  'curl wget cat echo printf tar gzip gunzip zcat bzip2 bzcat xz xzcat zstd zstdcat base64 sed tr sort cut gpg openssl'.split(
    ' ',
  ),
);

/** Programs that read to the end. */
const readers: ReadonlySet<string> = new Set(
  'tar gpg apt-key tee sha256sum sha512sum sha1sum md5sum base64 gzip gunzip xz unxz bunzip2 zstd cpio chpasswd sort wc tr cut dpkg debconf-set-selections psql mysql patch crontab'.split(
    ' ',
  ),
);

/** True when bash does with every piece of a RUN what dash does: `echo` with options or escapes it takes otherwise. */
export function isSameInBash(tree: DockerfileTree, { nodes }: Run): boolean {
  return nodes.every((each) => bashismsIn(tree, each).length === 0 && !isOtherEcho(each));
}

function isOtherEcho({ node }: ScopedNode): boolean {
  const isEcho = (command: ShellCommand) => command.program?.name === 'echo';
  return (
    node.kind === 'command' &&
    (hasBraces(node) ||
      (isEcho(node) && node.program!.args.some(({ text }) => text.includes('\\') || /^-|\$|`/.test(text))))
  );
}

/** Words in braces are several in bash. */
function hasBraces({ words }: ShellCommand): boolean {
  return words.some(({ parts }) => parts.some(({ kind }) => kind === 'brace'));
}
