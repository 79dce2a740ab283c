import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { build } from 'vite';

import type { Packed } from './pack.ts';

/** Bundles somebody else's program for browsers and returns the bundle's text. */
export async function bundle(project: string, program: string): Promise<string> {
  writeFileSync(join(project, 'page.js'), program);
  await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: 'bundle',
      emptyOutDir: true,
      target: 'es2024',
      minify: true,
      lib: { entry: join(project, 'page.js'), formats: ['es'], fileName: 'page' },
    },
  });
  return readFileSync(join(project, 'bundle/page.js'), 'utf8');
}

/** Opens a headless Chromium that has WebGPU. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['GRADBOOK_BROWSER'] ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, headless: true, args: ['--no-sandbox', '--enable-unsafe-webgpu'] });
}

/**
 * Loads a package's bundle in a page and counts what it exports there.
 *
 * @throws Error with what the page reported.
 */
export async function loadInPage(browser: Browser, packed: Packed, project: string): Promise<number> {
  await bundle(
    project,
    `import * as library from '${packed.name}';\nglobalThis.exported = Object.keys(library).length;\n`,
  );
  const server = await serve(join(project, 'bundle'));
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the page server has no port');
    await page.goto(`http://127.0.0.1:${address.port}/`);
    const loaded = await page
      .waitForFunction('globalThis.exported !== undefined', undefined, { timeout: 15_000 })
      .catch(() => undefined);
    if (!loaded || errors.length > 0)
      throw new Error(errors.join('\n') || 'the page did not load the bundle within 15 s');
    return Number(await page.evaluate('globalThis.exported'));
  } finally {
    await page.close();
    server.close();
  }
}

/** Serves a bundle with the chunks that it loads on demand. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = basename(request.url ?? '');
    const file = join(folder, name);
    const isScript = name.endsWith('.js') && existsSync(file);
    if (request.url !== '/' && !isScript) response.statusCode = name === 'favicon.ico' ? 204 : 404;
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? readFileSync(file)
        : '<!doctype html><title>page</title><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
