import { createServer, type Server } from 'node:http';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import chromium from '@sparticuz/chromium';
import { build as esbuild } from 'esbuild';
import { type Browser, chromium as playwright } from 'playwright-core';
import { build as vite } from 'vite';

/** The bundlers that somebody else may use. */
export const bundlers = ['vite', 'esbuild'] as const;
export type Bundler = (typeof bundlers)[number];

/**
 * Bundles a program of somebody else's project for browsers.
 *
 * @param name of the program's file and of the folder that the bundle goes to.
 * @returns the folder, with the bundle as `page.js` beside the chunks that it loads on demand.
 */
export async function bundle(bundler: Bundler, project: string, name: string, program: string): Promise<string> {
  const entry = join(project, `${name}.ts`);
  const folder = join(project, `bundle-${bundler}-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(entry, program);
  if (bundler === 'vite') {
    await vite({
      root: project,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'es2024',
        minify: true,
        lib: { entry, formats: ['es'], fileName: 'page' },
      },
    });
  } else {
    await esbuild({
      entryPoints: { page: entry },
      outdir: folder,
      absWorkingDir: project,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2024',
      minify: true,
      logLevel: 'silent',
    });
  }
  return folder;
}

/** A bundle's text, without what it loads on demand. */
export function bundleText(folder: string): string {
  return readFileSync(join(folder, 'page.js'), 'utf8');
}

/** Opens a headless Chromium that has WebGPU. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['GRADBOOK_BROWSER'] ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, headless: true, args: ['--no-sandbox', '--enable-unsafe-webgpu'] });
}

/**
 * Loads a bundle in a page and waits until its program sets `globalThis.finished`.
 *
 * @returns what it set it to.
 * @throws Error with what the page reported.
 */
export async function runInPage(browser: Browser, folder: string): Promise<unknown> {
  const server = await serve(folder);
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the page server has no port');
    await page.goto(`http://127.0.0.1:${address.port}/`);
    const ended = await Promise.race([
      page.waitForFunction('globalThis.finished !== undefined', undefined, { timeout: 240_000 }).catch(() => undefined),
      new Promise<undefined>((resolve) => page.once('pageerror', () => resolve(undefined))),
    ]);
    if (!ended || errors.length > 0)
      throw new Error(errors.join('\n') || 'the page did not come to its end in 4 minutes');
    return await page.evaluate('globalThis.finished');
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
