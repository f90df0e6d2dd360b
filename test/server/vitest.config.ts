import { defineConfig } from 'vitest/config';

/** Tests of the built server, in processes of its own: run the build first. */
export default defineConfig({
  test: {
    include: ['test/server/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
