import { type Browser, chromium } from 'playwright-core';

import { browserWithWebGPU } from '../../../packages/core-ops/test/chromium.ts';
import { fonts } from '../../../packages/core-ops/test/fonts.ts';

/** A headless Chromium with fonts, and with WebGPU on SwiftShader. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await browserWithWebGPU();
  const quiet = ['--no-first-run', '--disable-background-networking', '--font-render-hinting=none', '--headless'];
  return chromium.launch({
    executablePath,
    args: [...args, ...quiet],
    env: { ...process.env, ...env, ...(await fonts()) },
  });
}
