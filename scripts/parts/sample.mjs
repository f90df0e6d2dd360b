// The workspace that a newcomer sees first: a Dockerfile with real problems and an image archive made by a real engine.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Complaint } from './command.mjs';
import { root } from './places.mjs';

/** The fixture that becomes the archive, and its name in the sample: without an extension, as people have them. */
const archive = { fixture: 'busybox-docker-save.tar.gz', name: 'mytomcatys' };

/** The file beside the fixture that says what is in it, measured by other means. */
export const sampleTruth = `${archive.fixture}.json`;

/** Writes the sample into `folder`, which is emptied first, and returns its parts. */
export function makeSample(folder) {
  const fixture = join(root, 'test', 'fixtures', 'images', archive.fixture);
  if (!existsSync(fixture)) {
    throw new Complaint(`${fixture} is missing; restore it with git.`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'test', 'fixtures', 'sample'), folder, { recursive: true });
  const image = join(folder, archive.name);
  writeFileSync(image, gunzipSync(readFileSync(fixture)));
  return { folder, dockerfile: join(folder, 'Dockerfile'), image };
}
