import type { CommandHost } from '../ports';
import { UsageError } from './command';
import { findDockerfiles, withSlashes } from './walk';

/**
 * What `strata lint` is to look at, with `file` as the name to report it under: a file that is yet to be read, the
 * text of standard input, or a folder that could not be read, with one sentence of why.
 */
export type LintInput =
  | { readonly kind: 'path'; readonly file: string; readonly path: string }
  | { readonly kind: 'text'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly file: string; readonly reason: string };

/** Everything that the operands lead to, each file once; a folder is walked, `-` is standard input. */
export async function findInputs(
  operands: readonly string[],
  stdinName: string | undefined,
  host: CommandHost,
): Promise<LintInput[]> {
  const inputs: LintInput[] = [];
  const seen = new Set<string>();
  const addFile = (path: string): void => {
    const absolute = host.absolute(path);
    if (!seen.has(absolute)) {
      seen.add(absolute);
      inputs.push({ kind: 'path', file: withSlashes(path, host), path });
    }
  };
  for (const operand of operands) {
    if (operand === '') {
      throw new UsageError('An empty path leads nowhere: name a Dockerfile or a folder to check.');
    }
    if (operand === '-') {
      if (!seen.has('-')) {
        seen.add('-');
        inputs.push({ kind: 'text', file: stdinName ?? '-', bytes: await host.readStdin() });
      }
    } else if (host.kindOf(operand) === 'directory') {
      const { files, ignored, unreadable } = findDockerfiles(operand, host);
      if (files.length === 0 && unreadable.length === 0) {
        const reason =
          ignored > 0
            ? `Git ignores every Dockerfile in ${operand}: name one to check it.`
            : `There is no Dockerfile in ${operand}.`;
        host.stderr.write(`strata lint: ${reason}\n`);
      }
      files.forEach(addFile);
      inputs.push(...unreadable.map(({ path, reason }) => ({ kind: 'unreadable' as const, file: path, reason })));
    } else {
      addFile(operand);
    }
  }
  return inputs;
}
