import type { FileChange, FileKind } from '../image/listing/facts';
import { type NamedPath, namedPath } from '../image/names';
import { type FoundPath, findPaths } from '../image/search/findPaths';
import { type ImageStack, stackLayers } from '../image/stack/stack';
import { factsOfFound } from '../image/view/foundView';
import { counted, sizeText } from '../image/view/sizes';
import { shownText } from '../image/view/text';
import type { CommandHost } from '../ports';
import { paint } from './colours';
import { type Command, type ExitCode, UsageError } from './command';
import { chosenImage, formatOption, type ImageHost, imageOptions, requireReadable, withImage } from './imageArchive';
import { type OptionSpecs, parseOptions } from './options';

const options = {
  glob: { kind: 'flag', help: 'Takes PATTERN for a glob: *, ?, **, [a-z], {a,b}.' },
  regex: { kind: 'flag', help: 'Takes PATTERN for a regular expression.' },
  'match-case': { kind: 'flag', help: 'Tells upper from lower case.' },
  ...formatOption,
  ...imageOptions,
} as const satisfies OptionSpecs;

/** What `strata find --format json` prints of a path in a layer. */
interface FoundFile extends NamedPath {
  readonly type: FileKind | 'whiteout';
  /** Of a whiteout the bytes that it hides. */
  readonly size: number;
  readonly layer: number;
  readonly change: FileChange | null;
  /** True when the final file system has the path as this layer has it. */
  readonly visible: boolean;
}

/** `strata find`: where in the layers of an image a name is, also when a later layer deletes it. */
export function find(images: ImageHost): Command {
  return {
    name: 'find',
    summary: 'Finds paths in all layers of a saved image, also those that a later layer deletes',
    operands: 'IMAGE PATTERN',
    options,
    run: (args, host) => run(args, host, images),
  };
}

async function run(args: readonly string[], host: CommandHost, images: ImageHost): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [path, pattern, tooMuch] = operands;
  if (path === undefined || pattern === undefined || tooMuch !== undefined) {
    throw new UsageError('Name one saved image, and a part of the name to find.');
  }
  if (given.glob && given.regex) {
    throw new UsageError('A pattern is either a glob or a regular expression; give one of --glob and --regex.');
  }
  const archive = await withImage(path, given, images, host, (read) => read, { usesTables: true });
  requireReadable(archive, path);
  const image = chosenImage(archive, given);
  const stack = stackLayers(archive, image.layers, { overlayMarks: given['overlay-marks'] });
  const kind = given.glob ? 'glob' : given.regex ? 'regexp' : 'text';
  const found = findPaths(stack, { pattern, kind, matchCase: given['match-case'] }, { cancelled: false });
  if ('problem' in found) {
    throw new UsageError(found.problem);
  }
  const files = found.rows.map((row) => foundFile(stack, row));
  if (given.format === 'json') {
    host.stdout.write(`${JSON.stringify(files, null, 2)}\n`);
  } else {
    host.stdout.write(files.map((file) => line(file, host.stdout.colours)).join(''));
    if (files.length === 0) {
      host.stderr.write('strata find: Nothing found.\n');
    }
  }
  if (found.isCut) {
    host.stderr.write(
      `strata find: There are more than these ${counted(files.length, 'place', 'places')}; say more of the name.\n`,
    );
  }
  return 0;
}

function foundFile(stack: ImageStack, row: FoundPath): FoundFile {
  const { kind, size, change } = factsOfFound(stack, row);
  const { path, pathBase64 } = namedPath(stack.tree.paths, row.node);
  return {
    path,
    pathBase64,
    type: kind,
    size,
    layer: row.layer,
    change,
    visible: row.isVisible,
  };
}

/** Layer, size, path, and what is to be said of it. */
function line({ layer, size, type, path, visible, change }: FoundFile, colours: boolean): string {
  const note = type === 'whiteout' ? '  (deleted here)' : visible ? '' : '  (not in the final file system)';
  const amount = type === 'file' || type === 'whiteout' ? sizeText(size) : type;
  const text = `${String(layer).padStart(3)}  ${amount.padStart(9)}  ${shownText(path)}${note}`;
  return `${change === 'deleted' ? paint(text, 'red', colours) : visible ? text : paint(text, 'yellow', colours)}\n`;
}
