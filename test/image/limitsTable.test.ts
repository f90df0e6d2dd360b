import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { figuresOf } from '../../server/src/image/figures';
import { limits } from '../../server/src/image/limits';
import { ProblemList } from '../../server/src/image/problems';
import { reportOf } from '../../server/src/image/report';
import { stackLayers } from '../../server/src/image/stack/stack';
import { PathTable } from '../../server/src/image/tar/paths';
import { TarScanner } from '../../server/src/image/tar/scanner';
import { imageView } from '../../server/src/image/view/archiveView';
import type { Codec } from '../../server/src/ports';
import { codes, memorySource, readImageBytes } from '../support/images';
import { ociBlobs } from '../support/ociBuilder';
import {
  base256,
  bytesOf,
  concat,
  dockerArchive,
  file,
  folder,
  gnu,
  hardlink,
  header,
  paxRecords,
  symlink,
  tar,
} from '../support/tarBuilder';
import { estargzLayer } from '../support/tocLayers';

/** The problems of an image with one layer, as `severity:code`. */
const codesOfLayer = async (layer: Uint8Array): Promise<string[]> =>
  codes(await readImageBytes(dockerArchive([layer])));

const entriesOf = ({ images }: ImageArchive): number => images[0]!.layers[0]!.content!.entries.count;

const manifest = (...items: unknown[]) => file('manifest.json', JSON.stringify(items));
const spaces = (count: number): string => ' '.repeat(count);

/** A codec that says that every stream inflates to a tar of one file and then to so many zeros. */
function bombCodec(bytes: number): Codec {
  const head = header({ name: 'zeros' }, 0o77777777777);
  const zeros = new Uint8Array(64 << 20);
  return {
    parallelism: 1,
    inflate: (_, sink) => ({
      failed: false,
      async write() {
        sink(head);
        for (let left = bytes; left > 0; left -= zeros.length) {
          sink(zeros);
        }
      },
      finish: async () => 'complete',
      abort: () => undefined,
    }),
  };
}

/** What hostile archives try, what of it is tried here, and how it ends. */
const risks: readonly (readonly [risk: string, what: string, check: () => Promise<void>])[] = [
  [
    'huge JSON',
    'a manifest, a configuration, an index',
    async () => {
      const large = (name: string, limit: number) => file(name, `{${spaces(limit)}}`);
      expect(codes(await readImageBytes(tar(large('manifest.json', limits.manifestBytes))))).toEqual(['error:limit']);
      expect(codes(await readImageBytes(tar(large('index.json', limits.indexBytes))))).toEqual(['error:limit']);
      const config = tar(large('c.json', limits.configBytes), manifest({ Config: 'c.json', Layers: [] }));
      expect(codes(await readImageBytes(config))).toContain('error:limit');
    },
  ],
  [
    'size of extended headers',
    'PAX and GNU long names that are too large, or only claimed',
    async () => {
      const large = 'x'.repeat(limits.extendedHeaderBytes);
      const pax = tar(file('a', 'a', { pax: { comment: large } }), file('b', 'b'));
      const longName = tar({ name: 'L', type: 'L', content: large, magic: gnu }, file('b', 'b'));
      for (const layer of [pax, longName]) {
        const archive = await readImageBytes(dockerArchive([layer]));
        expect(codes(archive)).toContain('error:limit');
        expect(entriesOf(archive)).toBeGreaterThan(0);
      }
      expect(await codesOfLayer(concat([header({ name: 'x', type: 'x' }, 2 ** 30), bytesOf('x')]))).toEqual([
        'error:truncated',
      ]);
    },
  ],
  [
    'sparse maps',
    'more pieces than a file can have',
    async () => {
      const map = Array.from({ length: limits.sparsePieces + 1 }, (_, i) => `${i},0`).join(',');
      const records = { 'GNU.sparse.size': '10', 'GNU.sparse.map': map };
      expect(paxRecords(records).length).toBeLessThan(limits.extendedHeaderBytes * 2);
      const codesOfMap = await codesOfLayer(tar(file('a', 'a', { pax: records }), file('b', 'b')));
      expect(codesOfMap.some((code) => code === 'error:bad-header' || code === 'error:limit')).toBe(true);
    },
  ],
  [
    'tables of contents',
    'one that is too large (all others: toc.test.ts)',
    async () => {
      const layer = estargzLayer([{ name: 'a', content: 'a' }], {
        edit: (toc) => ({ ...toc, x: 'x'.repeat(limits.tocBytes) }),
      });
      const input = { kind: 'file', source: memorySource(dockerArchive([layer])), identity: '', close() {} } as const;
      const archive = await openArchive(input, nodeImagePorts(), { cancelled: false }, () => undefined, {
        usesTables: true,
      });
      expect(codes(archive!)).toContain('warning:limit');
      expect(archive!.images[0]!.layers[0]!.content!.chunks).toBeUndefined();
    },
  ],
  [
    'decompression bombs',
    'a layer and an archive that inflate without end',
    async () => {
      const ports = { ...nodeImagePorts(), codec: bombCodec(limits.inflatedBytes) };
      const open = async (bytes: Uint8Array) =>
        codes(
          (await openArchive(
            { kind: 'file', source: memorySource(bytes), identity: '', close() {} },
            ports,
            { cancelled: false },
            () => undefined,
          ))!,
        );
      expect(await open(dockerArchive([new Uint8Array(gzipSync('x'))]))).toContain('error:limit');
      expect(await open(new Uint8Array(gzipSync('x')))).toContain('error:limit');
    },
  ],
  [
    'decompression bombs',
    'a warning where much comes of little',
    async () => {
      const bomb = new Uint8Array(gzipSync(tar(file('zeros', new Uint8Array(8 << 20))), { level: 9 }));
      expect(await codesOfLayer(bomb)).toContain('warning:limit');
    },
  ],
  [
    'millions of entries',
    'one more than can be shown',
    async () => {
      const problems = new ProblemList();
      const scanner = new TarScanner(new PathTable(), problems, 'layer');
      // As if so many had come before.
      scanner.entries.count = limits.entries;
      const bytes = tar(file('one-more', 1));
      scanner.scan(bytes, 0, bytes.length);
      expect(scanner.done).toBe(true);
      expect(problems.items.map(({ code }) => code)).toEqual(['limit']);
    },
  ],
  [
    'path length and depth',
    'names that are too long or too deep, beside others',
    async () => {
      const long = 'x'.repeat(limits.pathBytes + 1);
      const deep = `${'d/'.repeat(limits.pathDepth + 1)}f`;
      for (const path of [long, deep]) {
        const archive = await readImageBytes(dockerArchive([tar(file('x', 'x', { pax: { path } }), file('b', 'b'))]));
        expect(codes(archive)).toContain('error:limit');
        expect(stackLayers(archive, archive.images[0]!.layers).layers[0]!.contentBytes).toBe(2);
      }
      const deepest = `${'d/'.repeat(limits.pathDepth - 2)}f`;
      expect(await codesOfLayer(tar(file('x', 'x', { pax: { path: deepest } })))).toEqual([]);
    },
  ],
  [
    'circles of links',
    'symbolic links, hard links, and links of the archive around the layers',
    async () => {
      const layer = tar(symlink('a', 'b'), symlink('b', 'a'), file('a/x', 1), hardlink('h', 'i'), hardlink('i', 'h'));
      const archive = await readImageBytes(dockerArchive([layer]));
      expect(stackLayers(archive, archive.images[0]!.layers).layers[0]!.contentBytes).toBe(1);
      const circle = tar(
        symlink('one.tar', 'two.tar'),
        symlink('two.tar', 'one.tar'),
        file('c.json', '{}'),
        manifest({ Config: 'c.json', Layers: ['one.tar'] }),
      );
      expect(codes(await readImageBytes(circle))).toContain('error:missing-layer');
    },
  ],
  [
    'nested and cyclic indexes',
    'an index in an index in an index …',
    async () => {
      const { image, add, archive } = ociBlobs();
      let inner = image([{ bytes: tar(file('a', 1)) }]);
      const type = 'application/vnd.oci.image.index.v1+json';
      for (let depth = 0; depth < limits.indexDepth + 2; depth++) {
        inner = add({ schemaVersion: 2, mediaType: type, manifests: [inner] }, type);
      }
      const read = await readImageBytes(archive(inner));
      expect(read.images).toEqual([]);
      expect(codes(read)).toContain('warning:bad-manifest');
    },
  ],
  [
    'impossible sizes',
    'negative, beyond the end, beyond what a number holds',
    async () => {
      const sized = (rawSize: string | Uint8Array) => tar(file('a', 'a'), { ...file('b', 'b'), rawSize });
      expect(await codesOfLayer(sized(base256(-1n)))).toContain('error:bad-header');
      expect(await codesOfLayer(sized(base256(2n ** 70n)))).toContain('error:bad-header');
      expect(await codesOfLayer(sized('77777777777\0'))).toContain('error:truncated');
      expect(await codesOfLayer(sized('not a number'))).toContain('error:bad-header');
    },
  ],
  [
    'sizes of what has no body',
    'folders and links that state a size',
    async () => {
      const rawSize = '00000010000\0';
      const layer = tar(
        { ...folder('d'), rawSize },
        { ...symlink('s', 'd'), rawSize },
        { ...hardlink('h', 'f'), rawSize },
        file('f', 5),
      );
      const archive = await readImageBytes(dockerArchive([layer]));
      expect(codes(archive)).toEqual([]);
      expect(entriesOf(archive)).toBe(4);
    },
  ],
  [
    'traversal',
    'names, digests, layers and links that lead out',
    async () => {
      expect(await codesOfLayer(tar(file('../../etc/passwd', 1), file('a/../../b', 1)))).toContain(
        'warning:bad-header',
      );
      const out = tar(file('c.json', '{}'), manifest({ Config: 'c.json', Layers: ['../../etc/passwd'] }));
      expect(codes(await readImageBytes(out))).toContain('error:missing-layer');
      const link = tar(
        symlink('l.tar', '/etc/../../etc/passwd'),
        file('c.json', '{}'),
        manifest({ Config: 'c.json', Layers: ['l.tar'] }),
      );
      expect(codes(await readImageBytes(link))).toContain('error:missing-layer');
      const digest = { mediaType: 'x', digest: 'sha256:../../../etc/passwd', size: 1 };
      expect(codes(await readImageBytes(ociBlobs().archive(digest)))).toContain('error:bad-manifest');
    },
  ],
  [
    'prototype keys',
    'in JSON and as names of files',
    async () => {
      const config =
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"os":"linux","architecture":"amd64"}';
      const layer = tar(file('__proto__', 1), file('constructor/prototype', 1));
      const archive = await readImageBytes(
        tar(
          file('l.tar', layer),
          file('c.json', config),
          manifest({ Config: 'c.json', Layers: ['l.tar'], __proto__: {} }),
        ),
      );
      expect(archive.images[0]!.platform).toBe('linux/amd64');
      expect(stackLayers(archive, archive.images[0]!.layers).layers[0]!.contentBytes).toBe(2);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  ],
  [
    'markup and control characters',
    'in names, history and labels',
    async () => {
      const archive = await readImageBytes(
        dockerArchive([tar(file('a', 1))], {
          tags: ['x](command:evil)\u001b[31m\n# title'],
          history: [{ created_by: 'RUN echo \u001b[2J```\n[x](command:evil)' }],
        }),
      );
      const image = archive.images[0]!;
      const view = imageView(image, figuresOf(image.layers, stackLayers(archive, image.layers)), true, 'x.tar');
      for (const text of [view.label, view.description, view.tooltip, ...view.layers.map((layer) => layer.tooltip)]) {
        expect(text).not.toContain('\u001b');
      }
      expect(view.tooltip.split('\n').some((each) => each.startsWith('#'))).toBe(false);
    },
  ],
  [
    'secrets',
    'problems tell nothing of what is in files',
    async () => {
      const secret = 'hunter2-hunter2';
      const archive = await readImageBytes(
        tar(
          file('c.json', `{"password": "${secret}",,}`),
          file('l.tar', `${secret}${spaces(2000)}`),
          manifest({ Config: 'c.json', Layers: ['l.tar'] }),
        ),
      );
      const report = reportOf(archive, archive.images, 'x', { overlayMarks: false });
      expect(codes(archive)).toEqual(expect.arrayContaining(['error:bad-json', 'error:bad-header']));
      expect(JSON.stringify(report)).not.toContain(secret);
    },
  ],
];

describe('hostile input', () => {
  it.each(risks)('%s: %s', { timeout: 60_000 }, async (_, __, check) => {
    await check();
  });
});
