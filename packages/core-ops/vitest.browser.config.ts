import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

import { browserWithWebGPU } from './test/chromium.ts';

/** The tests that run in a page: WebGPU as a browser gives it, and a bundle that holds nothing of Node. */
export default defineConfig(async () => {
  const { executablePath, args, env } = await browserWithWebGPU();
  return {
    // A user's bundler resolves `browser` and `module` too; only then the tests see what a page would get.
    resolve: { conditions: ['@gradbook/source', 'browser', 'module', 'import', 'default'] },
    // Found while the tests run, a dependency would be bundled then, and the page reloaded in the middle of a test.
    optimizeDeps: { include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'] },
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
