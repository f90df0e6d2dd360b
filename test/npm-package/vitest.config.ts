import { defineConfig } from 'vitest/config';

/** Tests of the npm package: pack it first. */
export default defineConfig({
  test: {
    include: ['test/npm-package/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
