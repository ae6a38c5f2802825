// Which files are tests, how many run at once, and the one line that counts them at the end.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      '{edge-agent,cloud-aggregator}/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', 'data/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real processes share two small cores: few test files at once keep the waits short and the failures honest.
    maxWorkers: 2,
    reporters: ['default', './tests/countReporter.ts'],
  },
});
