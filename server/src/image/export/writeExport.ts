import type { Codec, ExportAttributes, ExportTarget, ImageInput } from '../../ports';
import type { ArchiveImage } from '../archive/archive';
import { type FilesSink, readFiles } from '../contents/layerFiles';
import type { FileTree } from '../listing/fileTree';
import { decodeName, isUtf8, pathText } from '../names';
import { stopIfCancelled, type Watch } from '../tar/drivers';
import type { ExportPlan, PlannedFile, SkippedList } from './plan';

/** Where the files of an export come from. */
export interface ExportSource {
  readonly input: ImageInput;
  readonly image: ArchiveImage;
  readonly tree: FileTree;
  readonly codec: Codec;
}

/** What was written; sizes are bytes. */
export interface ExportOutcome {
  readonly files: number;
  readonly folders: number;
  /** Symbolic links, devices and pipes, and in a tar hard links. */
  readonly links: number;
  readonly bytes: number;
  readonly renamed: number;
  readonly skipped: SkippedList;
}

/** Bytes beside the contents: what a file costs on a disk, or its header in a tar. */
const bytesPerEntry = { file: 0, folder: 512, tar: 1536 };

/** Bytes that an export takes on the disk, never too few by much. */
export function bytesNeeded(plan: ExportPlan): number {
  const entries = plan.files.length + plan.folders.length + plan.aliases.length + plan.specials.length;
  return plan.storedBytes + entries * bytesPerEntry[plan.form];
}

/**
 * Writes what was planned and puts it in its place. `watch.onProgress` is told the bytes that are written. Rejects with
 * `Cancelled`, or with a sentence for the user when a medium fails; then nothing is left of it.
 */
export async function writeExport(
  source: ExportSource,
  plan: ExportPlan,
  target: ExportTarget,
  watch: Watch,
): Promise<ExportOutcome> {
  try {
    const outcome = await writeAll(source, plan, target, watch);
    stopIfCancelled(watch);
    await target.finish();
    return outcome;
  } catch (error) {
    await target.abort();
    throw error;
  }
}

async function writeAll(
  { input, image, tree, codec }: ExportSource,
  plan: ExportPlan,
  target: ExportTarget,
  watch: Watch,
): Promise<ExportOutcome> {
  const { skipped, pathOf } = plan;
  const written = { files: 0, folders: 0, links: 0, bytes: 0 };
  const failed = new Set<number>();
  const skip = (row: number, reason: 'refused' | 'damaged'): void => {
    failed.add(row);
    skipped.add(pathText(tree.paths, tree.nodeOf(row)), reason);
  };
  for (const row of plan.folders) {
    stopIfCancelled(watch);
    if (target.addFolder(pathOf(row), attributesOf(tree, row))) {
      written.folders++;
    } else {
      skip(row, 'refused');
    }
    await target.drain();
  }
  await readFiles(
    input,
    image,
    plan.files,
    codec,
    { cancel: watch.cancel, onProgress: () => undefined },
    {
      ...fileWriter(
        tree,
        plan,
        target,
        skip,
        (bytes) => {
          written.files++;
          written.bytes += bytes;
        },
        () => watch.onProgress(written.bytes),
      ),
      drain: () => target.drain(),
    },
  );
  for (const { row, of } of plan.aliases) {
    stopIfCancelled(watch);
    if (failed.has(of)) {
      skip(row, 'damaged');
    } else if (target.addAlias(pathOf(row), pathOf(of), attributesOf(tree, row))) {
      written[plan.form === 'tar' ? 'links' : 'files']++;
      written.bytes += plan.form === 'tar' ? 0 : tree.factsOf(row).size;
    } else {
      skip(row, 'refused');
    }
    await target.drain();
  }
  for (const row of plan.specials) {
    stopIfCancelled(watch);
    if (target.addSpecial(pathOf(row), attributesOf(tree, row))) {
      written.links++;
    } else {
      skip(row, 'refused');
    }
    await target.drain();
  }
  return { ...written, renamed: plan.renamed, skipped };
}

/** Hands files to the target; one that the target refuses is read and let go by. */
function fileWriter(
  tree: FileTree,
  { pathOf }: ExportPlan,
  target: ExportTarget,
  skip: (row: number, reason: 'refused' | 'damaged') => void,
  onWritten: (bytes: number) => void,
  onProgress: () => void,
): Omit<FilesSink<PlannedFile>, 'drain'> {
  let current: PlannedFile;
  let isAccepted = false;
  return {
    begin(file) {
      current = file;
      isAccepted = target.beginFile(pathOf(file.row), attributesOf(tree, file.row), file.size);
    },
    push(piece) {
      if (isAccepted) {
        target.write(piece);
      }
    },
    end(isComplete) {
      if (!isAccepted) {
        skip(current.row, 'refused');
        return;
      }
      target.endFile(isComplete);
      if (isComplete) {
        onWritten(current.size);
        onProgress();
      } else {
        skip(current.row, 'damaged');
      }
    },
  };
}

function attributesOf(tree: FileTree, row: number): ExportAttributes {
  const { kind, attributes } = tree.factsOf(row);
  const type = kind === 'whiteout' || tree.hasChildren(row) ? 'directory' : kind;
  return {
    type,
    // A folder without a header is as engines make it.
    mode: attributes?.mode ?? 0o755,
    uid: attributes?.uid ?? 0,
    gid: attributes?.gid ?? 0,
    mtime: attributes?.mtime ?? 0,
    linkTarget: type === 'symlink' ? textOf(attributes?.linkTarget ?? noBytes) : undefined,
    device: attributes?.rare?.device,
    xattrs: textsOf(attributes?.rare?.xattrs ?? noXattrs),
  };
}

const noBytes = new Uint8Array();
const noXattrs: ReadonlyMap<string, Uint8Array> = new Map();

/** The empty text, which nobody takes for a target, where the bytes are no text. */
function textOf(bytes: Uint8Array): string {
  return isUtf8(bytes) ? decodeName(bytes) : '';
}

function textsOf(xattrs: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, string> {
  return new Map([...xattrs].flatMap(([key, value]) => (isUtf8(value) ? [[key, decodeName(value)]] : [])));
}
