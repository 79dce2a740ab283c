import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What every package's tests share: sources instead of builds, time for a software adapter to compile shaders. */
export const shared: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@gradbook/source'] },
  ssr: { resolve: { conditions: ['@gradbook/source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is printed must not depend on where the tests run.
    env: { FORCE_COLOR: '', NO_COLOR: '1' },
    pool: 'forks',
    maxWorkers: 2,
  },
});
