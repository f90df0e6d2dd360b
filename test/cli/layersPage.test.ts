import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { find } from '../../server/src/cli/find';
import type { ImageHost } from '../../server/src/cli/imageArchive';
import { layers } from '../../server/src/cli/layers';
import { ls } from '../../server/src/cli/ls';
import { runProgram } from '../../server/src/cli/main';
import { openImageInput } from '../../server/src/host/node/imageFiles';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { rules } from '../../server/src/rules';
import { fixturePath } from '../support/imageFixtures';
import { memoryHost } from '../support/memoryHost';

const docs = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'layers.md'), 'utf8');

/** The commands of the page, each with what it prints. */
const examples = [...page.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  block!.split(/^\$ /m).flatMap((text): [string, string][] => {
    const end = text.indexOf('\n');
    return end === -1 ? [] : [[text.slice(0, end), text.slice(end + 1)]];
  }),
);

const images: ImageHost = {
  open: (path) => openImageInput(fixturePath(path.replace('/home/me/', ''))),
  ports: nodeImagePorts(),
  cacheFor: () => undefined,
};

describe('the page about layers', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(6);
  });

  it.each(examples)('%s prints what the page says', async (command, output) => {
    const host = memoryHost({});
    const [program, ...args] = command.split(' ');
    expect(program).toBe('strata');
    await runProgram({ commands: [layers(images), ls(images), find(images)], version: '' }, args, host);
    expect(host.out()).toBe(output);
    expect(host.err()).toBe('');
  });

  it('has the pictures that it shows, each with words for who cannot see it', () => {
    const pictures = [...page.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
    expect(pictures.length).toBeGreaterThan(2);
    for (const [, words, path] of pictures) {
      expect(words!.length).toBeGreaterThan(20);
      expect(existsSync(join(docs, path!)), path).toBe(true);
    }
  });

  it('has the sections that rules and tooltips lead to', () => {
    const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => anchorOf(title!));
    const client = readFileSync(join(docs, '..', 'client', 'src', 'layers', 'explanations.ts'), 'utf8');
    const fromTooltips = [...client.matchAll(/#([a-z-]+)/g)].map(([, anchor]) => anchor!);
    const fromRules = rules
      .filter(({ category }) => category === 'size')
      .map(({ id }) => /\.\.\/layers\.md#([a-z-]+)/.exec(readFileSync(join(docs, 'rules', `${id}.md`), 'utf8'))?.[1]);
    expect(fromRules.length).toBeGreaterThan(10);
    expect(fromTooltips.length).toBeGreaterThan(4);
    expect(sections).toEqual(expect.arrayContaining([...new Set([...fromRules, ...fromTooltips])]));
  });
});

/** A heading as the Markdown of VS Code and of code hosts makes an anchor of it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
