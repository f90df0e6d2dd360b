import type { Codec, ImageInput } from '../../ports';
import type { ArchiveImage } from '../archive/archive';
import { readFiles } from '../contents/layerFiles';
import { pathText } from '../names';
import type { ImageStack } from '../stack/stack';
import type { Watch } from '../tar/drivers';
import { filesOf, type SizedPath } from './largestFiles';
import { type ContentVerdict, judgeSecret, secretHeadBytes } from './secretContent';
import { secretKindOf } from './secretNames';

/** A file that looks like a secret. */
export interface SecretFile extends SizedPath {
  readonly entry: number;
  readonly path: string;
  /** What it looks like, as a noun. */
  readonly what: string;
  /** True when only its content can tell. */
  readonly needsContent: boolean;
  /** What its content says; undefined while nobody has looked. */
  readonly verdict: ContentVerdict | undefined;
}

const mostSecrets = 10_000;

/**
 * Files in any layer that look like secrets by their names: hidden ones first, which still travel with the image
 * although nobody sees them, then by path. Names that prove nothing by themselves are told by `needsContent`.
 */
export function secretLikeFiles(stack: ImageStack): SecretFile[] {
  const { paths } = stack.tree;
  const kinds = new Map<number, ReturnType<typeof secretKindOf>>();
  const found: SecretFile[] = [];
  for (const file of filesOf(stack)) {
    if (file.bytes === 0) {
      continue;
    }
    if (!kinds.has(file.node)) {
      kinds.set(file.node, secretKindOf(pathText(paths, file.node)));
    }
    const kind = kinds.get(file.node);
    if (kind && found.length < mostSecrets) {
      const { what, needsContent } = kind;
      found.push({
        ...file,
        entry: file.entry!,
        path: pathText(paths, file.node),
        what,
        needsContent,
        verdict: undefined,
      });
    }
  }
  return found.sort(
    (a, b) =>
      Number(a.isVisible) - Number(b.isVisible) ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
      a.layer - b.layer,
  );
}

/**
 * Looks at the beginning of each file and leaves out what turns out to be harmless. Nothing of a content leaves this
 * function but the verdict. Rejects with `Cancelled` or when the medium fails.
 */
export async function lookIntoSecrets(
  files: readonly SecretFile[],
  stack: ImageStack,
  image: ArchiveImage,
  input: ImageInput,
  codec: Codec,
  watch: Watch,
): Promise<SecretFile[]> {
  const offset = ({ layer, entry }: SecretFile): number => stack.layers[layer]!.entries.dataOffsets[entry]!;
  const inOrder = [...files].sort((a, b) => a.layer - b.layer || offset(a) - offset(b) || a.entry - b.entry);
  const verdicts = new Map<SecretFile, ContentVerdict>();
  const head = new Uint8Array(secretHeadBytes);
  let length = 0;
  let done = 0;
  let current: SecretFile;
  await readFiles(
    input,
    image,
    inOrder,
    codec,
    { cancel: watch.cancel, onProgress: () => undefined },
    {
      begin(file) {
        current = file;
        length = 0;
      },
      push(piece) {
        const part = piece.subarray(0, head.length - length);
        head.set(part, length);
        length += part.length;
      },
      end() {
        verdicts.set(current, judgeSecret(head.subarray(0, length)));
        watch.onProgress(++done);
      },
      drain: async () => undefined,
    },
  );
  return files
    .map((file) => ({ ...file, verdict: verdicts.get(file) }))
    .filter(({ verdict, needsContent }) => verdict !== 'harmless' && !(needsContent && verdict === 'unclear'));
}
