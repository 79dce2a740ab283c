import { type Browser, chromium } from 'playwright-core';

import { browserWithWebGPU } from '../../../packages/core-ops/test/chromium.ts';
import { fonts } from '../../../packages/core-ops/test/fonts.ts';

/** The headless Chromium of npm's `@sparticuz/chromium` with a font, so that text is seen on a machine that has none. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await browserWithWebGPU();
  const quiet = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--font-render-hinting=none'];
  return chromium.launch({
    executablePath,
    args: [...args, ...quiet, '--headless'],
    env: { ...process.env, ...env, ...(await fonts()) },
  });
}
