// Bundles the extension, the server, its worker and the command line into dist/.
// `--watch` keeps going; `--production` minifies and leaves source maps out.
import { rmSync } from 'node:fs';
import { context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: 'dist',
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
};

if (!watch) {
  rmSync('dist', { recursive: true, force: true });
}

const bundles = await Promise.all([
  context({ ...common, entryPoints: { extension: 'client/src/extension.ts' }, external: ['vscode'] }),
  context({
    ...common,
    entryPoints: {
      'main.server': 'server/src/main.server.ts',
      'main.worker': 'server/src/main.worker.ts',
    },
  }),
  context({
    ...common,
    entryPoints: { 'main.cli': 'server/src/main.cli.ts' },
    banner: { js: '#!/usr/bin/env node' },
  }),
]);

if (watch) {
  await Promise.all(bundles.map((bundle) => bundle.watch()));
} else {
  await Promise.all(bundles.map((bundle) => bundle.rebuild()));
  await Promise.all(bundles.map((bundle) => bundle.dispose()));
}
