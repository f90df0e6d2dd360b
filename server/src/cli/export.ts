import { outcomeSentence, skipLines, skipSentence } from '../image/export/outcomeText';
import { type ExportForm, planExport } from '../image/export/plan';
import { targetName } from '../image/export/targetNames';
import { bytesNeeded, writeExport } from '../image/export/writeExport';
import type { FileTree } from '../image/listing/fileTree';
import { finalTree } from '../image/listing/finalTree';
import { findFile, findRow } from '../image/listing/find';
import { layerTree } from '../image/listing/layerTree';
import { stackLayers } from '../image/stack/stack';
import { Cancelled } from '../image/tar/drivers';
import { sizeText } from '../image/view/sizes';
import type { CancelSignal, CommandHost, ExportHost } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import {
  chosenImage,
  chosenLayer,
  type ImageHost,
  imageOptions,
  progressOn,
  requireReadable,
  withImage,
} from './imageArchive';
import { missingPath } from './missingPath';
import { type OptionSpecs, parseOptions } from './options';

const options = {
  to: {
    kind: 'value',
    placeholder: 'TARGET',
    help: 'What to make: a folder, a file, or with a name that ends in .tar a tar archive.',
  },
  layer: { kind: 'value', placeholder: 'N', help: 'What this layer holds; 0 is the lowest.' },
  overwrite: { kind: 'flag', help: 'Replaces a file or a tar archive that is there already; never a folder.' },
  ...imageOptions,
} as const satisfies OptionSpecs;

/**
 * `strata export`: copies a file, a folder, a layer or the final file system of an image to the disk.
 * `exports` gives what writes to the disk, `untilInterrupted` begins to listen for the wish to stop.
 */
export function exportFiles(
  images: ImageHost,
  exports: () => ExportHost | Promise<ExportHost>,
  untilInterrupted: () => CancelSignal,
): Command {
  return {
    name: 'export',
    summary: 'Copies files of a saved image, or of one of its layers, to a folder or a tar archive',
    operands: 'IMAGE [PATH] --to TARGET',
    options,
    run: (args, host) => run(args, host, images, exports, untilInterrupted),
  };
}

async function run(
  args: readonly string[],
  host: CommandHost,
  images: ImageHost,
  exports: () => ExportHost | Promise<ExportHost>,
  untilInterrupted: () => CancelSignal,
): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [path, wanted = '/', tooMuch] = operands;
  const { to } = given;
  if (path === undefined || tooMuch !== undefined || to === undefined || to === '') {
    throw new UsageError('Name one saved image, a path inside it if you like, and with --to what to make of it.');
  }
  return withImage(path, given, images, host, async (archive, input): Promise<ExitCode> => {
    requireReadable(archive, path);
    const image = chosenImage(archive, given);
    const layer = chosenLayer(image, given.layer);
    const stack = stackLayers(archive, image.layers, { overlayMarks: given['overlay-marks'] });
    const tree = layer === undefined ? finalTree(stack) : layerTree(stack, layer);
    // A symbolic link is exported as the file that it leads to, as `cat` shows it.
    const row = (layer === undefined ? findFile(tree, stack, wanted) : undefined) ?? findRow(tree, stack, wanted);
    if (row === undefined) {
      throw new UsageError(missingPath('path', wanted, layer, tree, stack));
    }
    const isFolder = tree.factsOf(row).kind === 'directory';
    const form: ExportForm = to.toLowerCase().endsWith('.tar') && isFolder ? 'tar' : isFolder ? 'folder' : 'file';
    const targetPath = placeFor(host, to, form, tree, row);
    // Whoever stops before the first byte is copied shall find as little left as later.
    const cancel = untilInterrupted();
    const target = opened(await exports(), host.absolute(targetPath), form, given.overwrite);
    const plan = planExport(stack, tree, row, form, target.names);
    if (plan.form === 'file' && plan.files.length === 0) {
      await target.abort();
      throw new UsageError(`${plan.skipped.first.map(skipSentence)[0] ?? wanted}.`);
    }
    const needed = bytesNeeded(plan);
    if (target.freeBytes !== undefined && needed > target.freeBytes) {
      await target.abort();
      throw new UsageError(
        `The export takes ${sizeText(needed)}, but only ${sizeText(target.freeBytes)} are free there.`,
      );
    }
    const progress = progressOn(host, images.ports.now);
    try {
      const source = { input, image, tree, codec: images.ports.codec };
      const outcome = await writeExport(source, plan, target, {
        cancel,
        onProgress: (done) => progress.show(done, plan.bytes, 'Exporting'),
      });
      progress.clear();
      host.stderr.write(`${outcomeSentence(outcome)}\n`);
      for (const line of skipLines(outcome.skipped)) {
        host.stderr.write(`  ${line}\n`);
      }
      return outcome.skipped.hasDamage ? 1 : 0;
    } catch (error) {
      throw error instanceof Cancelled ? new UsageError('Stopped; nothing of the export was kept.') : error;
    } finally {
      progress.clear();
    }
  });
}

/** The target, or in a sentence why there cannot be one. */
function opened(exports: ExportHost, ...how: Parameters<ExportHost['open']>): ReturnType<ExportHost['open']> {
  try {
    return exports.open(...how);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Where the target is: a file that is exported into a folder keeps its name there. */
function placeFor(host: CommandHost, to: string, form: ExportForm, { paths, nodeOf }: FileTree, row: number): string {
  const isInto = form === 'file' && host.kindOf(to) === 'directory';
  const name = targetName(paths.nameOf(nodeOf(row)), { ignoresCase: false, isWindows: false, longest: 240 });
  return isInto ? `${to.replace(/[/\\]+$/, '')}/${name}` : to;
}
