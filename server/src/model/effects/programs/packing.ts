import { readArguments } from '../arguments';
import { removePattern, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import type { FileNode } from '../nodes';
import { isSystemFolder, resolvePath } from '../paths';
import { large, sizeByName, small } from '../sizes';

/** Writes an archive of files and folders that the shell, or else `folder`, calls by these names. */
export function pack(call: Call, archive: string, names: readonly string[], folder = call.state.folder): void {
  const root = resolvePath(call.state.folder, folder);
  const paths = names.map((name) => resolvePath(root, name));
  const found = paths.flatMap((path) => filesAt(call, path));
  const isListed = found.length > 0 && found.every((it) => it.kind === 'file') && !paths.some(isSystemFolder);
  const size = isListed ? found.reduce((sum, it) => sum + it.size, 0) : large;
  write(call, { path: archive, size: Math.min(size, large), archive: true, packedFrom: found.slice(0, mostSources) });
}

/** One that stays is enough, and an archive of everything should not cost more than others. */
const mostSources = 20;

/**
 * The files at or below a path. For a part of a folder stands the folder, if an earlier layer has it: what this one
 * unpacks or builds it cleans up in more ways than are followed.
 */
function filesAt({ state, machine }: Call, path: string): FileNode[] {
  return state.files
    .select(path)
    .flatMap(({ node, extent }) =>
      extent !== 'part' || (node.layer !== machine.layer && sizeByName(path) > small) ? [node] : [],
    );
}

const zip: Program = (call) => {
  const { operands, has } = readArguments(call.args, {
    short: 'xibtnP',
    long: ['exclude', 'include', 'temp-path', 'suffixes', 'password'],
  });
  const [archive, ...sources] = operands.map((it) => it.text);
  if (archive === undefined || archive === '-') {
    call.output.writeUnknown(large);
    call.output.archive = true;
    return undefined;
  }
  pack(call, /\.\w+$/.test(archive) ? archive : `${archive}.zip`, sources);
  for (const source of has('m', 'move') ? sources : []) {
    removePattern(call, resolvePath(call.state.folder, source), { recursive: true, span: wordsSpan(call) });
  }
  return undefined;
};

/** Programs that only make archives. */
export const packing: Readonly<Record<string, Program>> = { zip };
