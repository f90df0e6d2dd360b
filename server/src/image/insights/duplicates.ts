import type { Codec, Digest, ImageInput, RunningDigest } from '../../ports';
import type { ArchiveImage } from '../archive/archive';
import { readFiles } from '../contents/layerFiles';
import type { ImageStack } from '../stack/stack';
import type { Watch } from '../tar/drivers';
import { filesOf, type SizedPath } from './largestFiles';

/** Files of one content. */
export interface DuplicateGroup {
  /** Bytes of one of them. */
  readonly bytes: number;
  /** Bytes of all but one. */
  readonly wastedBytes: number;
  readonly files: readonly SizedPath[];
}

export interface Duplicates {
  /** Most bytes wasted first. */
  readonly groups: readonly DuplicateGroup[];
  readonly wastedBytes: number;
  /** Files that could not be read whole and were not compared. */
  readonly unread: number;
  /** True when not all files of equal size were compared, since there are too many. */
  readonly isCut: boolean;
}

/** Smaller ones are not worth reading. */
const leastBytes = 1024;
const mostFiles = 500_000;

/** Files that may be duplicates: another one in any layer has the same size. `bytes` of them have to be read. */
export function duplicateCandidates(stack: ImageStack): {
  readonly files: readonly CandidateFile[];
  readonly bytes: number;
  readonly isCut: boolean;
} {
  const bySize = new Map<number, CandidateFile[]>();
  let count = 0;
  for (const file of filesOf(stack)) {
    const { entry, layer, bytes } = file;
    if (bytes < leastBytes || stack.layers[layer]!.entries.rareOf(entry!)?.cut || ++count > mostFiles) {
      continue;
    }
    const same = bySize.get(bytes);
    const candidate = { ...file, entry: entry! };
    if (same) {
      same.push(candidate);
    } else {
      bySize.set(bytes, [candidate]);
    }
  }
  const files = [...bySize.values()].filter(({ length }) => length > 1).flat();
  const offset = ({ layer, entry }: CandidateFile): number => stack.layers[layer]!.entries.dataOffsets[entry]!;
  files.sort((a, b) => a.layer - b.layer || offset(a) - offset(b) || a.entry - b.entry);
  return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), isCut: count > mostFiles };
}

interface CandidateFile extends SizedPath {
  readonly entry: number;
}

/**
 * Finds files of the same content by their SHA-256, in all layers: one path written twice counts as well. Every
 * candidate is read once, and a compressed layer is inflated once. `watch` is told the bytes that are done. Rejects
 * with `Cancelled` or when the medium fails.
 */
export async function findDuplicates(
  stack: ImageStack,
  image: ArchiveImage,
  input: ImageInput,
  codec: Codec,
  digest: Digest,
  watch: Watch,
): Promise<Duplicates> {
  const { files, isCut } = duplicateCandidates(stack);
  const byDigest = new Map<string, CandidateFile[]>();
  let unread = 0;
  let done = 0;
  let current: CandidateFile;
  let running: RunningDigest;
  await readFiles(
    input,
    image,
    files,
    codec,
    { cancel: watch.cancel, onProgress: () => undefined },
    {
      begin(file) {
        current = file;
        running = digest.start('sha256');
      },
      push(piece) {
        running.update(piece);
        done += piece.length;
      },
      end(isComplete) {
        const key = `${current.bytes} ${running.finish()}`;
        if (!isComplete) {
          unread++;
        } else {
          const same = byDigest.get(key) ?? [];
          same.push(current);
          byDigest.set(key, same);
        }
      },
      async drain() {
        watch.onProgress(done);
      },
    },
  );
  const groups = [...byDigest.values()]
    .filter(({ length }) => length > 1)
    .map((same) => ({ bytes: same[0]!.bytes, wastedBytes: same[0]!.bytes * (same.length - 1), files: same }))
    .sort((a, b) => b.wastedBytes - a.wastedBytes);
  return { groups, wastedBytes: groups.reduce((sum, { wastedBytes }) => sum + wastedBytes, 0), unread, isCut };
}
