import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

import { browserWithWebGPU } from '../../../../packages/core-ops/test/chromium.ts';
import { fonts } from '../../../../packages/core-ops/test/fonts.ts';
import { servePage } from './build-page.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page with the demos is served. */
    readonly page: string;
    /** Where the browser is reached that all files share. */
    readonly browser: string;
  }
}

/** One build and one headless Chromium with WebGPU on SwiftShader for all files of tests. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-demos-'));
  const { executablePath, args, env } = await browserWithWebGPU();
  const [server, browser] = await Promise.all([
    servePage(folder),
    chromium.launchServer({
      executablePath,
      args: [...args, '--no-first-run', '--disable-background-networking', '--font-render-hinting=none', '--headless'],
      env: { ...process.env, ...env, ...(await fonts()) },
    }),
  ]);
  provide('page', server.resolvedUrls!.local[0]!);
  provide('browser', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  };
}
