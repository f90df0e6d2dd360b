import { pathText } from '../names';
import { type ImageProblem, problem } from '../problems';
import { entryType } from '../tar/entries';
import type { ImageArchive, ImageLayer } from './archive';
import type { ArchiveReading } from './reading';
import type { OpenedTar } from './tarStore';

/**
 * The layers of an archive that is cut or damaged before the files that describe its images: whatever is a layer by
 * its content, in the order of the archive, as one image without a name. The format stays unknown.
 */
export async function looseLayers({ store, self }: OpenedTar, reading: ArchiveReading): Promise<ImageArchive> {
  const { paths } = reading.context;
  const layers: ImageLayer[] = [];
  const seen = new Set<string>();
  for (let entry = 0; entry < self.entries.count; entry++) {
    if (self.entries.types[entry] !== entryType.file || !self.entries.hasPlace(entry)) {
      continue;
    }
    const file = store.find(pathText(paths, self.entries.nodes[entry]!).slice(1));
    if (!file || seen.has(file.path)) {
      continue;
    }
    seen.add(file.path);
    const content = await file.index(reading.watchOf(file.size, 'Reading the archive'), {
      digest: null,
      tocDigest: null,
    });
    if (content.compression === null || content.entries.count === 0) {
      continue;
    }
    const cut: ImageProblem[] = file.isCut
      ? [problem('error', 'truncated', 'The archive ends within this layer; what there is of it is shown.', file.path)]
      : [];
    layers.push({
      index: layers.length,
      diffId: null,
      digest: null,
      file: file.path,
      history: null,
      origin: 'unknown',
      place: file.place,
      content,
      problems: [...cut, ...content.problems],
    });
  }
  if (layers.length === 0) {
    return { format: null, images: [], attestations: [], problems: self.problems, paths };
  }
  const order = problem(
    'warning',
    'missing-manifest',
    'What describes the image is missing; its layers are shown in the order of the archive, which may be another one.',
  );
  return {
    format: null,
    images: [
      {
        index: 0,
        names: [],
        platform: null,
        configDigest: null,
        manifestDigest: null,
        created: null,
        labels: new Map(),
        history: [],
        layers,
        problems: [order],
      },
    ],
    attestations: [],
    problems: self.problems,
    paths,
  };
}
