import type { Instruction } from '../../dockerfile/tree';
import { copiedFiles } from '../../model/copiedFiles';
import type { DockerfileModel } from '../../model/model';
import { type RunCall, runsOf } from '../../model/runs';
import type { Fix } from '../rule';
import { separateCommands } from './removeCommand';

/**
 * Lets ADD unpack what a COPY brings and a later `tar` unpacks. Offered only where ADD does just that: one local archive
 * without a variable, unpacked whole into a folder named outright, and used for nothing else.
 */
export function addInsteadOfTar(model: DockerfileModel, copy: Instruction, unpacking: RunCall): Fix | undefined {
  const archive = archivePath(copy);
  const copied = copiedFiles(copy);
  const folder = archive && copied && unpackedInto(unpacking, archive);
  const users = folder ? callsNaming(model, unpacking, archive) : [];
  const { instruction } = unpacking.run;
  const areRemovals = users.length > 0 && users.every((call) => call === unpacking || isRemovalOf(call, archive!));
  if (!folder || !copied || !areRemovals || instruction.flags.length > 0) {
    return undefined;
  }
  const commands = separateCommands(
    model,
    instruction,
    users.map(({ command }) => command.span),
  );
  const edits = [
    { span: copy.keywordSpan, newText: copy.keyword === copy.keyword.toLowerCase() ? 'add' : 'ADD' },
    { span: copied.destination.span, newText: `${folder.replace(/\/$/, '')}/` },
  ];
  return commands && { title: 'Let ADD unpack it', safe: false, edits: [...edits, ...commands.removal] };
}

/** Where a COPY of one plain file puts it; undefined for all others. */
function archivePath(copy: Instruction): string | undefined {
  const copied = copiedFiles(copy);
  const [source, ...others] = copied?.sources ?? [];
  const destination = copied?.destination.text ?? '';
  const isPlain = (path: string) => /^[\w@%+=:./-]+$/.test(path);
  if (copy.name !== 'COPY' || copy.flags.length > 0 || !source || others.length > 0 || copied!.heredocs > 0) {
    return undefined;
  }
  if (!isPlain(source.text) || source.text.endsWith('/') || !isPlain(destination) || !destination.startsWith('/')) {
    return undefined;
  }
  const name = source.text.slice(source.text.lastIndexOf('/') + 1);
  const path = destination.endsWith('/') ? destination + name : destination;
  return /\.[A-Za-z]/.test(path.slice(path.lastIndexOf('/') + 1)) ? path : undefined;
}

/** The folder into which a plain `tar` unpacks all of an archive that ADD unpacks as well. */
function unpackedInto({ name, program }: RunCall, archive: string): string | undefined {
  if (name !== 'tar' || program.wrappers.length > 0 || !/\.(tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz|zst))$/.test(archive)) {
    return undefined;
  }
  const words = program.args.map(({ value }) => value ?? '');
  const rest = words.filter((word) => word !== archive);
  const at = rest.indexOf('-C');
  const folder = rest[at + 1];
  const letters = rest.filter((_, index) => index !== at && index !== at + 1);
  const isPlain = letters.length > 0 && letters.every((word) => /^-?[xvfzjJp]+$/.test(word));
  return isPlain && at !== -1 && folder !== undefined && /^\/[\w./-]*$/.test(folder) ? folder : undefined;
}

/** The calls of a RUN that use a file, told by its name; none where another RUN may use it as well. */
function callsNaming(model: DockerfileModel, { run }: RunCall, path: string): RunCall[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { runs } = runsOf(model);
  const isElsewhere =
    runs.length > mostRuns ||
    runs.some((each) => each !== run && (each.outer.heredocs.length > 0 || each.outer.logical.text.includes(name)));
  const own = run.calls.filter(({ program }) => program.args.some(({ text }) => text.includes(name)));
  return isElsewhere ? [] : own;
}

/** In a longer file nobody looks through every RUN for every archive. */
const mostRuns = 100;

function isRemovalOf({ name, program }: RunCall, path: string): boolean {
  const [flag, ...rest] = program.args.map(({ value }) => value);
  const operands = flag !== undefined && /^-[rf]+$/.test(flag) ? rest : [flag, ...rest];
  return name === 'rm' && program.wrappers.length === 0 && operands.length === 1 && operands[0] === path;
}
