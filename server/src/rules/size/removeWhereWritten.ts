import type { Instruction } from '../../dockerfile/tree';
import type { LateRemoval } from '../../model/effects/effects';
import type { DockerfileModel } from '../../model/model';
import type { ShellCommand } from '../../shell/script';
import type { Fix, RuleContext } from '../rule';
import { appendCommand } from './append';
import { separateCommands } from './removeCommand';
import { lineOf } from './wording';

/**
 * Moves the command that deletes to the end of the RUN that wrote what it deletes. Offered only where nothing that runs
 * in between could have needed it, and where the command means the same there.
 */
export function removeWhereWritten({ model }: RuleContext, group: readonly LateRemoval[]): Fix | undefined {
  const { writtenBy, removedBy, removedAt, how } = group[0]!;
  const isSingle = group.every((each) => each.writtenBy === writtenBy) && writtenBy.name === 'RUN';
  const command = isSingle && how === 'deleted' ? separateCommands(model, removedBy, [removedAt]) : undefined;
  if (!command?.isFirst || removedBy.flags.length > 0 || !isPlainRemoval(command.nodes[0]!)) {
    return undefined;
  }
  const text = model.tree.text.slice(command.nodes[0]!.span.start, command.nodes[0]!.span.end);
  if (text.includes('\n') || !isQuietBetween(model, writtenBy, removedBy)) {
    return undefined;
  }
  const insertion = appendCommand(model, writtenBy, text);
  return (
    insertion && {
      title: `Move "${text.length > 50 ? 'rm' : text}" to the RUN in line ${lineOf(writtenBy)}`,
      safe: false,
      edits: [insertion, ...command.removal],
    }
  );
}

/** An `rm` of absolute paths, which means the same in every folder. */
function isPlainRemoval({ program }: ShellCommand): boolean {
  return (
    program?.name === 'rm' &&
    program.wrappers.length === 0 &&
    program.args.every(({ text }) => /^-[A-Za-z-]+$/.test(text) || /^\/[^$`]*$/.test(text))
  );
}

/** True when nothing runs, and nobody else becomes the user, between two instructions of one stage. */
export function isQuietBetween(model: DockerfileModel, above: Instruction, below: Instruction): boolean {
  const stage = model.stageOf(above);
  return (
    stage === model.stageOf(below) &&
    stage!.instructions.every(
      ({ name, span }) => span.start <= above.span.start || span.start >= below.span.start || quiet.has(name ?? ''),
    )
  );
}

const quiet: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER STOPSIGNAL WORKDIR'.split(' '),
);
