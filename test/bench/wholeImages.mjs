// `strata layers` as a whole process: against `tar tf` of the layers and dive, with and without the cache, on images
// of many entries and many layers.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manyFiles, savedImage } from './imageArchives.mjs';
import { line, ms, times } from './measure.mjs';
import { alternateProcesses, runTimed } from './processes.mjs';
import { buildProgram } from './program.mjs';

/** `images` is a folder with large images, `dive` the program; both may be missing. */
export async function benchWholeImages({ root, cache, images, dive }) {
  const { cli } = await buildProgram({ root, cache });
  const strata = (image, ...more) => runTimed([process.execPath, cli, 'layers', '--format', 'json', ...more, image]);
  // What dive prints is a summary as well.
  const summary = (image) => runTimed([process.execPath, cli, 'layers', '--no-cache', image]);
  const idle = await medianOfIdle(cli);
  console.log(`strata layers, whole processes; an idle one: ${ms(idle.wall)}, ${mb(idle.bytes)}\n`);
  for (const [name, timesFaster] of images
    ? [
        ['debian-apt', 100],
        ['big-3g', 8],
      ]
    : []) {
    const image = join(images, `${name}.tar`);
    if (existsSync(image)) {
      await benchPlain(image, { strata, summary }, dive, timesFaster);
    }
  }
  await benchSecondTime(await manyFiles(cache, 150_000), strata, idle);
  await benchMillion(await manyFiles(cache, 1_000_000), strata, idle);
  await benchRewriting(cache, strata, dive, idle);
  console.log('');
}

/** A process that has loaded what commands about images need, and then does nothing. */
const medianOfIdle = async (cli) =>
  (await alternateProcesses({ idle: () => runTimed([process.execPath, cli, 'layers', '--help']) }, 5)).idle;

/** An archive whose layers are plain: no byte of a file has to be read. */
async function benchPlain(image, { strata, summary }, dive, timesFaster) {
  const name = `${image.split('/').at(-1)}, ${(statSync(image).size / 1e9).toFixed(1)} GB`;
  const layers = mkdtempSync(join(tmpdir(), 'strata-bench-layers-'));
  try {
    run('tar', 'xf', image, '-C', layers);
    const listAll = ['sh', '-c', 'for layer in "$0"/*/layer.tar; do tar tf "$layer"; done', layers];
    const medians = await alternateProcesses(
      { strata: () => strata(image, '--no-cache'), summary: () => summary(image), tar: () => runTimed(listAll) },
      5,
    );
    show(`${name}: Strata, every path`, medians.strata);
    show(`${name}: Strata, summary`, medians.summary);
    show(`${name}: tar tf of its layers`, medians.tar);
    const limit = 2.5 * medians.tar.wall + 200;
    const met = medians.strata.wall <= limit;
    line(`${name}: against 2.5 times tar tf + 0.2 s`, ms(medians.strata.wall), `at most ${ms(limit)}`, met);
    if (dive) {
      await benchAgainstDive(name, image, medians.summary, dive, timesFaster);
    }
  } finally {
    rmSync(layers, { recursive: true });
  }
}

async function benchAgainstDive(name, image, strata, dive, timesFaster) {
  const its = await runDive(dive, image);
  show(`${name}: dive`, its);
  const ratio = its.wall / strata.wall;
  line(`${name}: times faster than dive`, times(ratio), `at least ${timesFaster}`, ratio >= timesFaster);
  line(`${name}: memory against dive's`, times(strata.bytes / its.bytes), 'less than 1', strata.bytes < its.bytes);
}

/** Its rules for images may fail, which is exit code 1. */
const runDive = (dive, image) =>
  runTimed([dive, `docker-archive://${image}`, '--ci'], { allowed: [0, 1], patience: divePatience });

const divePatience = 120_000;

/** The same archive again, out of the cache. */
async function benchSecondTime(image, strata, idle) {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-cache-'));
  try {
    const first = await strata(image, '--cache', folder);
    const { second } = await alternateProcesses({ second: () => strata(image, '--cache', folder) }, 5);
    show('150,000 files: the first time, cache written', first);
    show('150,000 files: the second time', second);
    const more = second.wall - idle.wall;
    line('150,000 files, second time: above an idle process', ms(more), 'under 100 ms', more < 100);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function benchMillion(image, strata, idle) {
  const { plain } = await alternateProcesses({ plain: () => strata(image, '--no-cache') }, 3);
  show('1,000,000 files', plain);
  line('1,000,000 files: wall', ms(plain.wall), 'under 4 s', plain.wall < 4000);
  const more = plain.bytes - idle.bytes;
  line('1,000,000 files: memory above an idle process', mb(more), 'under 150 MB', more < 150e6);
}

const rewrittenFiles = 20_000;

/** The same files, written again in every other layer and deleted in the ones between. */
async function benchRewriting(cache, strata, dive, idle) {
  const perEntry = [];
  for (const count of [1, 2, 4, 8]) {
    const layers = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? written : deleted));
    const image = await savedImage(cache, `rewritten-${count}`, layers);
    const { plain } = await alternateProcesses({ plain: () => strata(image, '--no-cache') }, 3);
    const microseconds = ((plain.processor - idle.processor) * 1000) / (count * rewrittenFiles);
    perEntry.push(microseconds);
    const what = `${count} layers of ${rewrittenFiles} files written and deleted`;
    show(what, plain);
    line(`${what}: processor time an entry`, `${microseconds.toFixed(1)} µs`, '');
    if (dive) {
      const its = await runDive(dive, image);
      line(`${what}: dive`, its.isLate ? `ended after ${ms(its.wall)}` : ms(its.wall), '');
    }
  }
  const growth = perEntry.at(-1) / perEntry[0];
  line('8 layers against 1, time an entry', times(growth), 'flat: at most 1.5', growth <= 1.5);
}

function* written() {
  for (let n = 0; n < rewrittenFiles; n++) {
    yield { name: `srv/data/folder-${Math.floor(n / 100)}/file-${n}.bin`, size: 100 };
  }
}

function* deleted() {
  for (let n = 0; n < rewrittenFiles; n++) {
    yield { name: `srv/data/folder-${Math.floor(n / 100)}/.wh.file-${n}.bin` };
  }
}

function show(what, { wall, processor, bytes }) {
  line(what, `${ms(wall)} (cpu ${ms(processor)}), ${mb(bytes)}`, '');
}

export function mb(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function run(program, ...args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw error ?? new Error(`${program} failed: ${stderr}`);
  }
}
