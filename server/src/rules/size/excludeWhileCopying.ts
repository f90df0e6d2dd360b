import { copiedFiles } from '../../model/copiedFiles';
import type { LateRemoval } from '../../model/effects/effects';
import type { Fix, RuleContext } from '../rule';
import { separateCommands } from './removeCommand';
import { isQuietBetween } from './removeWhereWritten';

/**
 * Leaves out while copying what the next RUN deletes first: `COPY --exclude=tests . .` for `RUN rm -rf tests`. Offered for
 * what lies plainly below the one folder that is copied, told by how both are written.
 */
export function excludeWhileCopying({ model }: RuleContext, group: readonly LateRemoval[]): Fix | undefined {
  const { writtenBy, removedBy, removedAt, how } = group[0]!;
  const isOne = group.every((each) => each.writtenBy === writtenBy) && writtenBy.name === 'COPY' && !writtenBy.trigger;
  const command = isOne && how === 'deleted' ? separateCommands(model, removedBy, [removedAt]) : undefined;
  const copied = copiedFiles(writtenBy);
  const [source, ...others] = copied?.sources ?? [];
  const isPlainCopy = source && others.length === 0 && copied!.heredocs === 0 && !/[*?[\]"'\\]/.test(source.text);
  if (!command?.isFirst || !isPlainCopy || removedBy.flags.length > 0 || !isQuietBetween(model, writtenBy, removedBy)) {
    return undefined;
  }
  const program = command.nodes[0]!.program;
  const operands = program?.args.filter(({ text }) => !/^-[rfv]+$/.test(text)) ?? [];
  const patterns = operands.map(({ text }) => pathBelow(copied!.destination.text, unquoted(text)));
  const name = source.text.replace(/\/+$/, '').replace(/^.*\//, '');
  if (program?.name !== 'rm' || program.wrappers.length > 0 || patterns.length === 0) {
    return undefined;
  }
  if (patterns.some((pattern) => pattern === undefined || pattern === name)) {
    return undefined;
  }
  const at = writtenBy.keywordSpan.end;
  const newText = patterns.map((pattern) => ` --exclude=${pattern}`).join('');
  return {
    title: 'Leave it out while copying',
    safe: false,
    edits: [{ span: { start: at, end: at }, newText }, ...command.removal],
  };
}

/** The plain path of something below a folder, both as written; undefined where it is not below or not plain. */
function pathBelow(folder: string, path: string): string | undefined {
  const isHere = /^\.\/?$/.test(folder);
  const begin = `${folder.replace(/\/+$/, '')}/`;
  const below = isHere ? path.replace(/^\.\//, '') : path.startsWith(begin) ? path.slice(begin.length) : '';
  const plain = below.replace(/\/$/, '');
  return /^[\w@+-][\w.@+-]*(?:\/[\w@+.-]*[\w@+-])*$|^\.[\w-]+$/.test(plain) ? plain : undefined;
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
