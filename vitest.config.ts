import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/server/**', 'test/vscode/**', 'test/fixtures/**', 'node_modules/**'],
  },
});
