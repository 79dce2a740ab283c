import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Browser, chromium } from 'playwright-core';

import { browserWithWebGPU } from '../../../packages/core-ops/test/chromium.ts';
import { cacheRoots } from '../../../packages/core-ops/src/device/node/cache-folder.ts';
import { findPackage } from '../../../packages/core-ops/src/device/node/packages.ts';
import { unpackOnce } from '../../../packages/core-ops/src/device/node/unpack.ts';

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

/** Open Sans comes with the browser's package; signs that it lacks are taken from the machine's fonts, if it has any. */
async function fonts(): Promise<Record<string, string>> {
  const { folder, version } = findPackage('@sparticuz/chromium');
  const root = cacheRoots()[0]!;
  const home = join(root, `chromium-fonts-${version}`);
  const members = ['Regular', 'Italic', 'Bold'].map((face) => `fonts/Open_Sans/OpenSans-${face}.ttf`);
  await unpackOnce(home, [{ archive: join(folder, 'bin', 'fonts.tar.br'), members }]);
  const configuration = join(root, `fonts-${version}.conf`);
  await mkdir(root, { recursive: true });
  await writeFile(
    configuration,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}</dir>` +
      `<dir>/usr/share/fonts</dir><cachedir>${join(root, 'fontconfig')}</cachedir>` +
      ['sans-serif', 'system-ui', 'ui-sans-serif']
        .map((family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`)
        .join('') +
      '</fontconfig>',
  );
  return { FONTCONFIG_FILE: configuration };
}
