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
    // Files of a process share its modules and its device: loading both anew for each file took a third of the time.
    isolate: false,
    maxWorkers: 2,
  },
});

/**
 * The same, with some files in processes of their own: those that begin without a device, break it, or count what only the
 * first use of it does.
 */
export function withFilesAlone(alone: string[]): ViteUserConfig {
  return defineConfig({
    test: {
      maxWorkers: 2,
      projects: [
        { ...shared, test: { ...shared.test, name: 'together', exclude: [...alone, '**/node_modules/**'] } },
        { ...shared, test: { ...shared.test, name: 'alone', include: alone, isolate: true } },
      ],
    },
  });
}
