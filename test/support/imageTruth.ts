import type { ArchiveImage, ImageArchive } from '../../server/src/image/archive/archive';
import { figuresOf } from '../../server/src/image/figures';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { decodeName, pathText } from '../../server/src/image/names';
import { type ImageReport, imageReport, type LayerReport } from '../../server/src/image/report';
import { type ImageStack, stackLayers } from '../../server/src/image/stack/stack';
import { entryType } from '../../server/src/image/tar/entries';
import { noNode, rootNode } from '../../server/src/image/tar/paths';

/** What is really in an image, found by other means: Python's tarfile, GNU tar, umoci, docker export. */
export interface ImageTruth {
  readonly attestations: readonly unknown[];
  readonly images: readonly TrueImage[];
}

interface TrueImage {
  readonly tags: readonly string[];
  readonly refName: string | null;
  readonly platform: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly manifestDigest: string | null;
  readonly configDigest: string;
  readonly totals: { readonly fileBytesOfAllLayers: number; readonly hiddenBytes: number };
  readonly history: readonly { readonly createdBy: string | null; readonly layer: number | null }[];
  readonly layers: readonly TrueLayer[];
  readonly merged: TrueMerged;
  readonly mergedIfOverlayMarksWereWhiteouts?: { readonly entries: readonly TrueFile[] };
}

interface TrueLayer {
  readonly blobDigest: string;
  readonly blobSize: number;
  readonly compression: string;
  readonly diffId: string;
  readonly tarSize: number;
  readonly entries: Readonly<
    Record<'total' | 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo' | 'other', number>
  >;
  readonly fileBytes: number;
  readonly whiteouts: readonly string[];
  readonly opaqueDirs: readonly string[];
  readonly notUtf8?: readonly { readonly shown: string; readonly base64: string }[];
  readonly entryList?: readonly TrueEntry[];
  readonly surviving: { readonly files: number; readonly bytes: number };
  readonly changes: { readonly added: number; readonly listedAgain: number; readonly deleted: number };
  readonly deletedPaths?: readonly string[];
}

/** Name, kind, size, mode, uid, gid, mtime, link. */
type TrueEntry = readonly [string, string, number, string, number, number, number, string | null];

/** Path, kind as a letter, size. */
type TrueFile = readonly [string, string, number];

interface TrueMerged {
  readonly paths: number;
  readonly files: number;
  readonly dirs: number;
  readonly symlinks: number;
  readonly uniqueBytes: number;
  readonly entries: readonly TrueFile[];
  readonly notUtf8?: readonly { readonly shown: string; readonly base64: string }[];
}

/** Everything in which our reading of an archive differs from the truth, in words; nothing when all is equal. */
export function differencesFromTruth(archive: ImageArchive, truth: ImageTruth): string[] {
  const list: string[] = [];
  const check = (what: string, ours: unknown, theirs: unknown): void => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) {
      list.push(`${what}: ours ${short(a)}, truth ${short(b)}`);
    }
  };
  check('problems', archive.problems, []);
  check('images', archive.images.length, truth.images.length);
  check('attestations', archive.attestations.length, truth.attestations.length);
  archive.images.forEach((image, i) => {
    const theirs = truth.images[i];
    if (theirs) {
      checkImage(archive, image, theirs, (what, a, b) => check(`image ${i}, ${what}`, a, b));
    }
  });
  return list;
}

type Check = (what: string, ours: unknown, theirs: unknown) => void;

function checkImage(archive: ImageArchive, image: ArchiveImage, truth: TrueImage, check: Check): void {
  const stack = stackLayers(archive, image.layers);
  const report = imageReport(image, figuresOf(image.layers, stack));
  check('names', report.names, truth.tags.length > 0 ? truth.tags : truth.refName === null ? [] : [truth.refName]);
  const { os, architecture, variant } = truth.platform;
  check('platform', report.platform, [os, architecture, ...(variant ? [variant] : [])].join('/'));
  check('config digest', report.configDigest, truth.configDigest);
  check('problems', report.problems, []);
  check(
    'history',
    report.history.map(({ createdBy, layer }) => [createdBy, layer]),
    truth.history.map(({ createdBy, layer }) => [createdBy, layer]),
  );
  check('layers', report.layers.length, truth.layers.length);
  report.layers.forEach((layer, i) => {
    const checkHere: Check = (what, a, b) => check(`layer ${i}, ${what}`, a, b);
    checkLayer(layer, truth.layers[i]!, checkHere);
    checkEntries(archive, image, i, truth.layers[i]!, checkHere);
    checkHere('surviving files', survivingFiles(stack, i), truth.layers[i]!.surviving.files);
  });
  checkMerged(report, stack, truth, check);
  checkSums(report, check);
  checkChanges(archive, image, truth, check);
  const withMarks = truth.mergedIfOverlayMarksWereWhiteouts;
  if (withMarks) {
    check(
      'files with overlay marks',
      filesOf(stackLayers(archive, image.layers, { overlayMarks: true })),
      withMarks.entries,
    );
  }
}

function checkLayer(layer: LayerReport, truth: TrueLayer, check: Check): void {
  const { entries } = truth;
  check('diff ID', layer.diffId, truth.diffId);
  check(
    'problems',
    layer.problems.filter(({ severity }) => severity !== 'info' && severity !== 'warning'),
    [],
  );
  check('compression', layer.compression, truth.compression);
  check('tar bytes', layer.tarBytes, truth.tarSize);
  check('digest', layer.digest ?? truth.blobDigest, truth.blobDigest);
  check('stored bytes', layer.storedBytes, truth.blobSize);
  check('content bytes', layer.contentBytes, truth.fileBytes);
  check(
    'entries',
    [layer.entries, layer.files, layer.directories, layer.symlinks, layer.hardlinks, layer.others],
    [
      entries.total,
      entries.file,
      entries.dir,
      entries.symlink,
      entries.hardlink,
      entries.char + entries.block + entries.fifo + entries.other,
    ],
  );
  check(
    'whiteouts',
    layer.whiteouts,
    truth.whiteouts.map((path) => `/${path}`),
  );
  check(
    'opaque directories',
    layer.opaqueDirectories,
    truth.opaqueDirs.map((path) => `/${path}`),
  );
  check('surviving bytes', layer.contentBytes - layer.wastedHeldBytes, truth.surviving.bytes);
}

const kinds: Readonly<Record<number, string>> = {
  [entryType.file]: 'file',
  [entryType.directory]: 'dir',
  [entryType.symlink]: 'symlink',
  [entryType.hardlink]: 'hardlink',
  [entryType.char]: 'char',
  [entryType.block]: 'block',
  [entryType.fifo]: 'fifo',
  [entryType.other]: 'other',
};

function checkEntries(archive: ImageArchive, image: ArchiveImage, layer: number, truth: TrueLayer, check: Check): void {
  const table = image.layers[layer]!.content!.entries;
  truth.entryList?.forEach(([name, kind, size, mode, uid, gid, mtime, link], entry) => {
    const node = table.nodes[entry]!;
    const isLink = table.types[entry] === entryType.symlink || table.types[entry] === entryType.hardlink;
    const ours = [
      node === noNode ? null : pathText(archive.paths, node),
      kinds[table.types[entry]!],
      table.sizes[entry],
      table.modes[entry]!.toString(8).padStart(4, '0'),
      table.uidOf(entry),
      table.gidOf(entry),
      table.mtimes[entry],
      isLink ? decodeName(table.linkOf(entry)) : null,
    ];
    check(`entry ${entry}`, ours, [cleaned(name), kind, size, mode, uid, gid, mtime, link]);
  });
}

/** A name of a tar as an absolute path, null when it leads out. */
function cleaned(name: string): string | null {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : `/${parts.join('/')}`;
}

function checkMerged(report: ImageReport, stack: ImageStack, { merged, totals }: TrueImage, check: Check): void {
  const { contentBytes, visibleBytes, wastedBytes, files, directories, symlinks } = report.totals;
  check(
    'totals',
    { contentBytes, visibleBytes, wastedBytes, files, directories, symlinks },
    {
      contentBytes: totals.fileBytesOfAllLayers,
      visibleBytes: merged.uniqueBytes,
      wastedBytes: totals.hiddenBytes,
      files: merged.files,
      directories: merged.dirs,
      symlinks: merged.symlinks,
    },
  );
  const ours = filesOf(stack);
  check('paths', ours.length, merged.paths);
  // Sorted by text: ours are in the order of a tree, theirs in the order of whole paths.
  const sorted = (list: readonly TrueFile[]) => list.map((file) => JSON.stringify(file)).sort();
  const theirs = sorted(merged.entries);
  for (const [i, file] of sorted(ours).entries()) {
    check('file', file, theirs[i]);
  }
  const odd = [...listFiles(finalTree(stack), finalTree(stack).rowOf(rootNode)!, true)].flatMap(
    ({ path, pathBase64 }) =>
      pathBase64 === undefined ? [] : [{ shown: path.slice(1), base64: stripSlash(pathBase64) }],
  );
  const byPath = (list: readonly { shown: string; base64: string }[]) =>
    list.map((name) => JSON.stringify(name)).sort();
  check('names that are not UTF-8', byPath(odd), byPath(merged.notUtf8 ?? []));
}

function stripSlash(base64: string): string {
  return Buffer.from(base64, 'base64').subarray(1).toString('base64');
}

function filesOf(stack: ImageStack): TrueFile[] {
  const tree = finalTree(stack);
  const letters: Readonly<Record<string, string>> = {
    directory: 'd',
    file: 'f',
    symlink: 'l',
    char: 'c',
    block: 'b',
    fifo: 'p',
  };
  return [...listFiles(tree, tree.rowOf(rootNode)!, true)].map(({ path, type, size }) => [
    path.slice(1),
    letters[type]!,
    size,
  ]);
}

function survivingFiles({ tree }: ImageStack, layer: number): number {
  const { objects } = tree;
  let count = 0;
  for (let object = 1; object < objects.count; object++) {
    const isFile = objects.kinds[object] === entryType.file;
    count += isFile && objects.links[object]! > 0 && objects.layers[object] === layer ? 1 : 0;
  }
  return count;
}

/** Every byte is counted once, whichever way it is looked at. */
function checkSums({ layers, totals, wasted: waste }: ImageReport, check: Check): void {
  const wasted = [...waste];
  const sum = <T>(list: readonly T[], of: (item: T) => number): number =>
    list.reduce((total, item) => total + of(item), 0);
  check(
    'sum of held waste',
    sum(layers, ({ wastedHeldBytes }) => wastedHeldBytes),
    totals.wastedBytes,
  );
  check(
    'sum of caused waste',
    sum(layers, ({ wastedCausedBytes }) => wastedCausedBytes),
    totals.wastedBytes,
  );
  check(
    'sum of net bytes',
    sum(layers, ({ netBytes }) => netBytes),
    totals.visibleBytes,
  );
  check(
    'sum of wasted paths',
    sum(wasted, ({ bytes }) => bytes),
    totals.wastedBytes,
  );
  for (const [i, layer] of layers.entries()) {
    const at = <T extends { layer: number; bytes: number }>(list: readonly T[]): number =>
      sum(
        list.filter((each) => each.layer === i),
        ({ bytes }) => bytes,
      );
    check(
      `layer ${i}, waste held by path`,
      sum(wasted, ({ heldBy }) => at(heldBy)),
      layer.wastedHeldBytes,
    );
    check(
      `layer ${i}, waste caused by path`,
      sum(wasted, ({ killedBy }) => at(killedBy)),
      layer.wastedCausedBytes,
    );
  }
}

/** Stacks every number of layers anew, so it is for images of moderate size. */
function checkChanges(archive: ImageArchive, image: ArchiveImage, truth: TrueImage, check: Check): void {
  if (truth.merged.paths * truth.layers.length > 200_000) {
    return;
  }
  let before = new Set<string>();
  truth.layers.forEach(({ changes, deletedPaths }, i) => {
    const after = new Set(filesOf(stackLayers(archive, image.layers.slice(0, i + 1))).map(([path]) => path));
    const table = image.layers[i]!.content!.entries;
    const listed = new Set<string>();
    for (let entry = 0; entry < table.count; entry++) {
      const node = table.nodes[entry]!;
      if (node !== noNode && node !== rootNode && !archive.paths.isHidden(node)) {
        listed.add(pathText(archive.paths, node).slice(1));
      }
    }
    const deleted = [...before].filter((path) => !after.has(path));
    const added = [...after].filter((path) => !before.has(path));
    const again = [...listed].filter((path) => before.has(path) && after.has(path));
    check(`layer ${i}, changes`, { added: added.length, listedAgain: again.length, deleted: deleted.length }, changes);
    if (deletedPaths) {
      check(`layer ${i}, deleted`, deleted.sort(), [...deletedPaths].sort());
    }
    before = after;
  });
}

function short(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
