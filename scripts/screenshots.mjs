// Takes pictures of the editor and of the layer view, in light, dark and high contrast, in the embedded VS Code.
// node scripts/screenshots.mjs [--out FOLDER] [--image FILE] [--dockerfile FILE] [--hover WORD] [--open ROW>ROW] [--tooltip ROW]
//                              [--themes light,dark,contrast] [--size 1280x800] [--scale 1]
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Complaint, main } from './parts/command.mjs';
import { build, ensureDependencies } from './parts/dependencies.mjs';
import { cached } from './parts/places.mjs';
import { makeSample } from './parts/sample.mjs';
import { runInVsCode } from './parts/vscode-run.mjs';

const themes = { light: 'Light Modern', dark: 'Dark Modern', contrast: 'Default High Contrast' };

await main(async () => {
  const { values } = readArguments();
  await ensureDependencies();
  await build();
  delete process.env.STRATA_VSCODE;
  delete process.env.DISPLAY;
  delete process.env.WAYLAND_DISPLAY;
  const sample = values.dockerfile && values.image ? undefined : makeSample(cached('screenshots-sample'));
  const dockerfile = values.dockerfile ? resolve(values.dockerfile) : sample.dockerfile;
  const folder = resolve(values.out);
  mkdirSync(folder, { recursive: true });
  const plan = {
    folder,
    themes: Object.fromEntries(values.themes.split(',').map((name) => [name, themeOf(name)])),
    dockerfile: basename(dockerfile),
    image: values.image ? resolve(values.image) : values.dockerfile ? sample.image : basename(sample.image),
    hoverWord: values.hover,
    open: values.open.split('>').map((text) => text.trim()),
    tooltip: values.tooltip,
  };
  const { code, output } = await runInVsCode({
    name: 'screenshots',
    suite: { index: 'test/vscode/screenshots/index.ts' },
    workspace: dirname(dockerfile),
    env: { STRATA_SCREENSHOTS: JSON.stringify(plan) },
    size: values.size,
    scale: Number(values.scale),
  });
  if (code !== 0) {
    throw new Complaint(`The pictures could not be taken:\n${output.trim()}`);
  }
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.png'))) {
    console.log(join(folder, name));
  }
});

function readArguments() {
  try {
    return parseArgs({
      options: {
        out: { type: 'string', default: cached('screenshots') },
        image: { type: 'string' },
        dockerfile: { type: 'string' },
        hover: { type: 'string', default: 'WORKDIR' },
        open: { type: 'string', default: 'RUN mkdir > app > data' },
        tooltip: { type: 'string', default: '' },
        themes: { type: 'string', default: Object.keys(themes).join(',') },
        size: { type: 'string', default: '1280x800' },
        scale: { type: 'string', default: '1' },
      },
    });
  } catch (error) {
    throw new Complaint(`${error.message} Usage: see the head of scripts/${basename(import.meta.url)}.`);
  }
}

function themeOf(name) {
  if (!Object.hasOwn(themes, name)) {
    throw new Complaint(`There is no theme ${name}; themes are ${Object.keys(themes).join(', ')}.`);
  }
  return themes[name];
}
