import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodec } from '../../server/src/host/node/codec';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { bodyOf, readContent } from '../../server/src/image/contents/fileContent';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { findFile } from '../../server/src/image/listing/find';
import { stackLayers } from '../../server/src/image/stack/stack';
import type { ImageInput } from '../../server/src/ports';
import { fixtureTar } from '../support/imageFixtures';
import { memorySource } from '../support/images';
import {
  bytesOf,
  concat,
  dockerArchive,
  entryBytes,
  file,
  folder,
  gnu,
  hardlink,
  header,
  symlink,
  tar,
} from '../support/tarBuilder';

const watch = { cancel: { cancelled: false }, onProgress: () => undefined };

/** Reads files of an archive by path: their content, or how it ended otherwise. */
async function opened(bytes: Uint8Array) {
  const input: ImageInput = { kind: 'file', source: memorySource(bytes), identity: '', close: () => undefined };
  const archive = (await openArchive(input, nodeImagePorts(), { cancelled: false }, () => undefined))!;
  const image = archive.images[0]!;
  const stack = stackLayers(archive, image.layers);
  const tree = finalTree(stack);
  return async (path: string) => {
    const row = findFile(tree, stack, path);
    const facts = row === undefined ? undefined : tree.factsOf(row);
    const body = facts && facts.entry !== null ? bodyOf(stack, facts.layer, facts.entry) : undefined;
    if (!body) {
      return undefined;
    }
    const pieces: Buffer[] = [];
    const end = await readContent(input, image, body, nodeCodec(), watch, (piece) => pieces.push(Buffer.from(piece)));
    return { end, content: Buffer.concat(pieces) };
  };
}

const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
const layers = [
  tar(
    folder('d'),
    file('d/first', 'first'),
    file('d/text', text),
    hardlink('again', 'd/text'),
    symlink('link', '/d'),
    symlink('circle', 'circle'),
  ),
  tar(file('d/first', 'second'), file('empty')),
];

describe('the content of a file', () => {
  const whole = dockerArchive(layers);
  it.each([
    ['of a plain archive', whole],
    ['of a compressed archive', new Uint8Array(gzipSync(whole))],
    ['of compressed layers', dockerArchive(layers.map((layer) => new Uint8Array(gzipSync(layer))))],
    [
      'of compressed layers in a compressed archive',
      new Uint8Array(gzipSync(dockerArchive(layers.map((layer) => new Uint8Array(gzipSync(layer)))))),
    ],
  ])('%s is what was put in', async (_, bytes) => {
    const read = await opened(bytes);
    const content = async (path: string) => (await read(path))?.content.toString();
    expect(await content('/d/text')).toBe(text);
    expect(await content('/again')).toBe(text);
    expect(await content('/link/text')).toBe(text);
    expect(await content('/d/first')).toBe('second');
    expect(await read('/empty')).toEqual({ end: 'complete', content: Buffer.alloc(0) });
    expect(await content('/circle')).toBeUndefined();
    expect(await content('/d')).toBeUndefined();
  });

  it('of a single layer too', async () => {
    expect((await (await opened(layers[0]!))('/d/first'))!.content.toString()).toBe('first');
    expect((await (await opened(new Uint8Array(gzipSync(layers[0]!))))('/d/text'))!.content.toString()).toBe(text);
  });

  it('that is not all there is given as far as it goes', async () => {
    const read = await opened(dockerArchive([tar(file('f', text)).slice(0, 1000)]));
    const { end, content } = (await read('/f'))!;
    expect([end, content.toString()]).toEqual(['cut', text.slice(0, 1000 - 512)]);
  });

  it.each(['gnu', 'pax00', 'pax01', 'pax10'])('of sparse files has its holes, in form %s', async (form) => {
    const read = await opened(fixtureTar('sparse.tar.gz'));
    const size = 32 << 20;
    const ends = Buffer.alloc(size);
    ends.write('start'.repeat(100));
    ends.write('end!'.repeat(1024), size - 4096);
    const many = Buffer.alloc(size);
    for (let i = 0; i < 40; i++) {
      const piece = String(i).padStart(4, '0').repeat(1024);
      many.write(piece, Math.floor((i * Math.floor(size / 41)) / 4096) * 4096);
    }
    const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
    for (const [name, wanted] of [
      ['hole', Buffer.alloc(size)],
      ['ends', ends],
      ['many', many],
    ] as const) {
      const { end, content } = (await read(`/${form}-${name}`))!;
      expect([name, end, content.length, digest(content)]).toEqual([name, 'complete', size, digest(wanted)]);
    }
  });

  it('of sparse files with a wrong map ends, whatever it says', async () => {
    const octal = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;
    const old = concat([
      header({
        name: 'old',
        type: 'S',
        magic: gnu,
        rawSize: octal(3),
        patches: { 386: octal(90) + octal(30) + octal(5) + octal(7), 483: octal(100) },
      }),
      bytesOf('abc'.padEnd(512, '\0')),
    ]);
    const pax = entryBytes(
      file('x', 'nonsense\n', {
        pax: {
          'GNU.sparse.major': '1',
          'GNU.sparse.minor': '0',
          'GNU.sparse.name': 'new',
          'GNU.sparse.realsize': '50',
        },
      }),
    );
    const read = await opened(dockerArchive([concat([old, pax, new Uint8Array(1024)])]));
    expect((await read('/old'))!.content.length).toBe(100);
    expect((await read('/new'))!.content.length).toBe(50);
  });
});
