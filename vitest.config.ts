import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/server/**', 'test/npm-package/**', 'test/vscode/**', 'test/fixtures/**', 'node_modules/**'],
    setupFiles: ['test/support/propertyRuns.ts'],
    // Properties take seconds on a busy machine.
    testTimeout: 60_000,
  },
});
