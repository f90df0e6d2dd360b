// The command line and the server as they ship, in a folder of the bench's own.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { programs } from '../../scripts/parts/programs.mjs';

/** Bundles them once a run and returns the paths of the scripts. */
export function buildProgram({ root, cache }) {
  built ??= buildNow(root, join(cache, 'program'));
  return built;
}

let built;

async function buildNow(root, outdir) {
  await build({
    ...programs,
    absWorkingDir: root,
    minify: true,
    outdir,
    // A cache is used by the build that made it; here every run of the bench is one of its own.
    define: { STRATA_ENGINE: JSON.stringify(createHash('sha256').update(String(Date.now())).digest('hex')) },
    logLevel: 'error',
  });
  const files = { cli: join(outdir, 'main.cli.js'), server: join(outdir, 'main.server.js') };
  // Reading them once makes the first start like the others.
  for (const file of Object.values(files)) {
    readFileSync(file);
  }
  return files;
}
