import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

import { browserWithWebGPU } from '../core-ops/test/chromium.ts';
import { bundleHarness } from './src/harness/bundle.ts';

/** The tests that run in a page. */
export default defineConfig(async () => {
  const { executablePath, args, env } = await browserWithWebGPU();
  const workerHarness = await bundleHarness('worker');
  return {
    resolve: { conditions: ['@gradbook/source', 'browser', 'module', 'import', 'default'] },
    optimizeDeps: { include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'] },
    plugins: [
      {
        // What the build does: the harness' text in a module of its own.
        name: 'worker-harness',
        enforce: 'pre' as const,
        load: (id: string): string | undefined =>
          id.endsWith('/src/harness/worker-text.ts')
            ? `export const workerHarness = ${JSON.stringify(workerHarness)};`
            : undefined,
      },
    ],
    test: {
      include: ['test/**/*.browser.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args, env: { ...process.env, ...env } } }),
        instances: [{ browser: 'chromium' as const }],
      },
    },
  };
});
