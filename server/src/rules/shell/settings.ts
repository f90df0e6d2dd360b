import type { Run } from '../../model/runs';
import type { ScopedNode } from '../../shell/scopedNodes';

/** True when the script in which a piece stands stops at a failing command: by its shell's flags or a `set -e` above. */
export function stopsOnFailure(nodes: readonly ScopedNode[], { node: piece, scope }: ScopedNode): boolean {
  return (
    scope.errexit ||
    nodes.some(
      ({ node, scope: other }) =>
        other === scope &&
        node.kind === 'command' &&
        node.span.start < piece.span.start &&
        node.program?.name === 'set' &&
        node.program.args.some(({ value = '' }) => /^-\w*e/.test(value) || value === 'errexit'),
    )
  );
}

/**
 * What carries out a script that is meant for `sh`: dash, the ash of BusyBox, or `unknown`.
 * Undefined where it is another shell, and where `sh` is Bash.
 */
export function shellBehindSh(
  { base, script, stage }: Run,
  { shell }: ScopedNode['scope'],
): 'dash' | 'ash' | 'unknown' | undefined {
  if (shell === 'dash' || shell === 'ash') {
    return shell;
  }
  if (shell !== 'sh' || (script.kind === 'shell' && script.shell.instruction && script.shell.name !== 'sh')) {
    return undefined;
  }
  if (replacesSh(stage)) {
    return undefined;
  }
  return base.family === undefined ? 'unknown' : base.shell === 'bash' ? undefined : base.shell;
}

/** True when some RUN of a stage, or of those that it is built from, puts another program in the place of `sh`. */
function replacesSh(stage: Run['stage']): boolean {
  const asked: Run['stage'][] = [];
  let at: Run['stage'] | undefined = stage;
  for (; at && !replacing.has(at); at = at.parent) {
    asked.push(at);
  }
  let replaces = at !== undefined && replacing.get(at)!;
  for (const each of asked.reverse()) {
    replaces ||= hasReplacingRun(each);
    replacing.set(each, replaces);
  }
  return replaces;
}

const replacing = new WeakMap<Run['stage'], boolean>();

function hasReplacingRun({ instructions }: Run['stage']): boolean {
  return instructions.some(
    ({ name, body: { text } }) =>
      name === 'RUN' &&
      /\/bin\/sh\b/.test(text) &&
      (/\b(dpkg-reconfigure|update-alternatives)\b/.test(text) ||
        [...text.matchAll(putAsSh)].some(([, source]) => !/\/sh["']?$/.test(source!))),
  );
}

/** What a command puts in the place of `sh`. */
const putAsSh = /\b(?:ln|mv|cp)[\s\\]+(?:-\S+[\s\\]+)*(\S+)[\s\\]+["']?[\w/]*\/bin\/sh(?![\w./-])/g;

/** The offset of the first match in a text, beyond every offset when there is none. */
export function firstPlace(text: string, pattern: RegExp): number {
  const at = text.search(pattern);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
