import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheRoots } from '../src/device/node/cache-folder.ts';
import { findPackage } from '../src/device/node/packages.ts';
import { unpackOnce } from '../src/device/node/unpack.ts';

/**
 * The environment in which the headless Chromium of npm's `@sparticuz/chromium` has a font, so that text is seen on a machine that
 * has none: Open Sans comes with that package; signs that it lacks are taken from the machine's fonts, if it has any.
 */
export async function fonts(): Promise<Record<string, string>> {
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
