import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build, preview, type PreviewServer } from 'vite';

import config from '../vite.config.ts';

/** The page as it is handed out, in a folder, and a server of its files. */
export interface BuiltPage {
  readonly folder: string;
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page into a folder of its own and serves it. */
export async function builtPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-self-check-'));
  const settings = { ...config, configFile: false as const, build: { ...config.build, outDir: folder } };
  await build({ ...settings, logLevel: 'warn' });
  const server: PreviewServer = await preview({
    ...settings,
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0 },
  });
  return {
    folder,
    url: server.resolvedUrls!.local[0]!,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A page that was opened, and everything it did that it must not do. */
export interface Opened {
  readonly page: Page;
  /** Errors, violations of the policy, and requests to elsewhere. */
  readonly incidents: string[];
}

/** Opens the page with a storage of its own. */
export async function open(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & { webgpu?: boolean } = {},
): Promise<Opened> {
  const { webgpu = true, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...rest });
  if (!webgpu) await context.addInitScript('delete Navigator.prototype.gpu');
  const page = await context.newPage();
  const incidents: string[] = [];
  const own = new URL('.', url).href;
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && incidents.push(`console: ${message.text()}`));
  context.on('request', (request) => {
    // The worker's own script and the student's modules are blobs of the frame without an origin.
    if (!request.url().startsWith(own) && !request.url().startsWith('blob:null/'))
      incidents.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, incidents };
}

/** Puts a text into the editor as a file that is opened. */
export async function write(page: Page, text: string): Promise<void> {
  await page.setInputFiles('#open-file', { name: 'recurrent.ts', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.getByText('recurrent.ts is open').waitFor();
}

/** Runs the tests and waits for their end; gives what the status says. */
export async function run(page: Page): Promise<string> {
  await page.click('#run');
  return ended(page);
}

/** Waits until no test runs any more; gives what the status says. */
export async function ended(page: Page): Promise<string> {
  await page.locator('#status:not(.running):not(.ready)').waitFor();
  return page.locator('#status').innerText();
}
