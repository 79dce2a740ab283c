import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright-core';

import type { CaseResult, Stage, Suite } from '../contract.ts';
import type { RunListener } from '../run.ts';

/** What the page sends. */
export type PageMessage =
  | { readonly begun: number; readonly adapter: string }
  | { readonly bench: string; readonly stage: Stage; readonly done: number }
  | { readonly result: CaseResult }
  | { readonly ended: true }
  | { readonly failed: string };

/** Runs suites in a page of a headless Chromium that has WebGPU; the environment variable GRADBOOK_BROWSER names another. */
export async function runInBrowser(chosen: readonly Suite[], listener: RunListener): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-bench-page-'));
  let server: Server | undefined;
  const executablePath = process.env['GRADBOOK_BROWSER'] ?? (await chromium.executablePath());
  const browser = await playwright.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--enable-unsafe-webgpu'],
  });
  try {
    await bundlePage(folder);
    server = await serve(folder);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the page server has no port');
    const page = await browser.newPage();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    page.on('pageerror', (error) => reject(error));
    page.on('crash', () => reject(new Error('the page crashed')));
    await page.exposeFunction('report', (message: PageMessage) => {
      if ('begun' in message) listener.begun(message.begun, message.adapter);
      else if ('bench' in message) listener.at(message.bench, message.stage, message.done);
      else if ('result' in message) listener.measured(message.result);
      else if ('failed' in message) reject(new Error(message.failed));
      else resolve();
    });
    const names = chosen.map(({ name }) => name).join(',');
    await page.goto(`http://127.0.0.1:${address.port}/?suites=${encodeURIComponent(names)}`);
    await promise;
  } finally {
    await browser.close();
    server?.close();
    await rm(folder, { recursive: true });
  }
}

/** The page and, in files of their own, the suites: those that only Node can run are never loaded. */
async function bundlePage(folder: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['@gradbook/source'],
    mainFields: ['browser', 'module', 'main'],
    external: ['node:*', 'esbuild'],
    logLevel: 'silent',
  });
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!name.endsWith('.js')) {
      response.statusCode = name === '' ? 200 : 404;
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>bench</title><script type="module" src="/page.js"></script>');
      return;
    }
    readFile(join(folder, name)).then(
      (text) => response.setHeader('content-type', 'text/javascript').end(text),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
