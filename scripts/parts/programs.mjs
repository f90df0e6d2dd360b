// The programs that run in processes and threads of their own, and what esbuild has to know to bundle them.

const entry = (name) => [name, `server/src/${name}.ts`];

/**
 * Options for esbuild, which has to start in the root of the project. What `strata` needs for some commands only stays
 * a file of its own that is loaded when it is wanted: reading all rules takes longer than listing many an image.
 */
export const programs = {
  entryPoints: Object.fromEntries(
    ['main.cli', 'main.images', 'main.lint', 'main.lsp', 'main.server', 'main.worker'].map(entry),
  ),
  external: ['./main.images', './main.lint', './main.lsp'],
  // Files are loaded with `require`, which starts faster than the loader of modules.
  supported: { 'dynamic-import': false },
  // Loaded late, so that a script can still say that packages are missing.
  plugins: [{ name: 'plain-loops', setup: async (build) => (await import('./plainLoops.mjs')).setUpPlainLoops(build) }],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
};
