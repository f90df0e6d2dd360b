import type { FileNode } from './nodes';
import { nameOf } from './paths';

const plainMode = 0o644;
const programMode = 0o755;

/**
 * The modes that a file may have, as far as the Dockerfile tells; undefined when it may be any. Files that a command
 * makes get the usual one. Of those of the build context only scripts and programs are marked as such, if they are.
 */
export function modesOf(node: FileNode): readonly number[] | undefined {
  if (node.mode !== undefined) {
    return [node.mode];
  }
  const { name, flags } = node.layer.instruction;
  if (name !== 'COPY' && name !== 'ADD') {
    return node.kind === 'file' && node.layer.index >= 0 && !node.dated ? [plainMode] : undefined;
  }
  const given = flags.find((flag) => flag.name === 'chmod')?.value;
  if (given !== undefined) {
    return /^[0-7]{3,4}$/.test(given) ? [Number.parseInt(given, 8)] : undefined;
  }
  if (flags.some((flag) => flag.name === 'from')) {
    return node.origin && modesOf(node.origin);
  }
  const isPlain = node.kind === 'file' && !node.fromContext && /\.\w+$/.test(node.path);
  return isPlain && !/\.(sh|bash|py|pl|rb|run|AppImage)$|^configure/.test(nameOf(node.path))
    ? [plainMode]
    : [plainMode, programMode];
}

const bitsOf: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1, X: 0 };

/** The mode that `chmod` makes of another one; undefined when that cannot be told. */
export function changedMode(text: string, before: number | undefined): number | undefined {
  if (/^[0-7]{3,4}$/.test(text)) {
    return Number.parseInt(text, 8);
  }
  let mode = before;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause);
    if (!match || mode === undefined) {
      return undefined;
    }
    const [, who, operator, letters] = match;
    const runs = letters!.includes('X') && (mode & 0o111) !== 0 ? 1 : 0;
    const bits = [...letters!].reduce((sum, it) => sum | bitsOf[it]!, runs);
    const all = spread(bits, who!);
    mode = operator === '+' ? mode | all : operator === '-' ? mode & ~all : (mode & ~spread(7, who!)) | all;
  }
  return mode;
}

/** The bits of a symbolic mode such as `u+x`, or of an octal one; undefined when it cannot be read. */
export function modeBits(text: string): number | undefined {
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : changedMode(text.replaceAll('=', '+'), 0);
}

/** Without letters in front all three are meant, but for what the usual mask takes away from others' writing. */
function spread(bits: number, who: string): number {
  const classes = who === '' || who.includes('a') ? 'ugo' : who;
  const written = who === '' ? bits & ~2 : bits;
  return [...classes].reduce(
    (sum, it) => sum | ((it === 'u' ? bits : written) << (it === 'u' ? 6 : it === 'g' ? 3 : 0)),
    0,
  );
}
