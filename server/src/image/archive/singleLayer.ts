import { decodeName } from '../names';
import { problem } from '../problems';
import { noNode, type PathTable, rootNode } from '../tar/paths';
import type { ImageArchive, ImageLayer } from './archive';
import type { LayerIndex } from './layerIndex';
import { looseLayers } from './looseLayers';
import type { ArchiveReading } from './reading';
import type { OpenedTar } from './tarStore';

/**
 * A tar that describes no image: a root file system as `docker export` writes it, or the blob of one layer. It
 * is shown as an image of one layer. What is rather an image in the form of Docker before 1.10 is told so.
 */
export async function singleLayerArchive(opened: OpenedTar, reading: ArchiveReading): Promise<ImageArchive> {
  const { store, self, selfPlace } = opened;
  const { paths } = reading.context;
  const top = topNames(self, paths);
  if (store.has('repositories') && [...top].some((name) => store.has(`${name}/layer.tar`))) {
    const message = 'The archive has the form of Docker before 1.10, which is not supported; save the image again.';
    return {
      format: null,
      images: [],
      attestations: [],
      problems: [...self.problems, problem('error', 'unsupported', message)],
      paths,
    };
  }
  if (isCutArchive(self, top)) {
    return looseLayers(opened, reading);
  }
  const layer: ImageLayer = {
    index: 0,
    diffId: null,
    digest: null,
    file: '',
    history: null,
    origin: 'unknown',
    place: selfPlace,
    content: self,
    problems: self.problems,
  };
  return {
    format: looksLikeRoot(top, self) ? 'rootfs' : 'layer',
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
        layers: [layer],
        problems: [],
      },
    ],
    attestations: [],
    problems: [],
    paths,
  };
}

function topNames({ entries }: LayerIndex, paths: PathTable): Set<string> {
  const nodes = new Set<number>();
  for (let entry = 0; entry < entries.count; entry++) {
    let node = entries.nodes[entry]!;
    while (node !== noNode && node !== rootNode && paths.parentOf(node) !== rootNode) {
      node = paths.parentOf(node);
    }
    if (node !== noNode && node !== rootNode) {
      nodes.add(node);
    }
  }
  return new Set([...nodes].map((node) => decodeName(paths.nameOf(node))));
}

/** An image archive that is cut or damaged before the files that describe it: nobody wants to see its blobs as a layer. */
function isCutArchive({ problems }: LayerIndex, top: ReadonlySet<string>): boolean {
  const isDamaged = problems.some(({ severity }) => severity === 'error');
  const isBlobName = (name: string): boolean => /^(?:sha256:)?[0-9a-f]{64}(?:\.json|\.tar(?:\.gz)?)?$/.test(name);
  return (
    isDamaged &&
    [...top].every((name) => isBlobName(name) || ['blobs', 'oci-layout', 'manifest.json', 'index.json'].includes(name))
  );
}

/** Root file systems have programs and settings at their usual places, and delete nothing. */
function looksLikeRoot(top: ReadonlySet<string>, { entries }: LayerIndex): boolean {
  return top.has('etc') && (top.has('bin') || top.has('sbin')) && entries.marks.length === 0;
}
