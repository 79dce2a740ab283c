import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { guard } from '../http/guard.ts';
import type { RequestContext } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { type Routes, routes } from '../http/routes.ts';
import { type Assets, bundleScripts } from './bundle.ts';

const require = createRequire(import.meta.url);
/** Folders of packages whose files pages load. */
const folders = {
  katex: join(dirname(require.resolve('katex/package.json')), 'dist'),
  mathlive: dirname(require.resolve('mathlive/fonts.css')),
} as const;

const forever = 'public, max-age=31536000, immutable';
/** Files of packages keep their names: a day is short enough for an update to arrive. */
const aDay = 'public, max-age=86400';

/** The scripts, bundled when the first page asks for one, once for all servers of the process. */
let bundled: Promise<Assets> | undefined;

/** Bundles the scripts ahead, so that no page waits for them. */
export function prepareScripts(): Promise<Assets> {
  return (bundled ??= bundleScripts());
}

/** What pages load beside themselves: scripts, and the style sheets and fonts of formulas. */
export function assetRoutes(): Routes {
  const assets = routes();
  assets.get('/assets/:name{[\\w-]+\\.js}', guard('anyone'), async (c) => {
    const name = c.req.param('name');
    const asset = (await prepareScripts()).get(name);
    if (!asset) throw absent(c);
    c.header('Content-Type', 'text/javascript; charset=utf-8');
    c.header('ETag', `"${asset.tag}"`);
    c.header('Cache-Control', asset.fixed ? forever : 'public, no-cache');
    if (c.req.header('if-none-match') === `"${asset.tag}"`) return c.body(null, 304);
    return c.body(asset.contents as Uint8Array<ArrayBuffer>);
  });
  assets.get('/assets/katex/katex.min.css', guard('anyone'), async (c) => {
    c.header('Content-Type', 'text/css; charset=utf-8');
    c.header('Cache-Control', aDay);
    return c.body(await readFile(join(folders.katex, 'katex.min.css')));
  });
  assets.get('/assets/:package{katex|mathlive}/fonts/:name{[\\w-]+\\.woff2}', guard('anyone'), async (c) => {
    const { package: of, name } = c.req.param();
    const path = join(folders[of as keyof typeof folders], 'fonts', name);
    const font = await readFile(path).catch(() => {
      throw absent(c);
    });
    c.header('Content-Type', 'font/woff2');
    c.header('Cache-Control', aDay);
    return c.body(font);
  });
  return assets;
}

function absent(c: RequestContext): Refusal {
  return new Refusal(404, `the address ${c.req.path}`, 'a file of the pages', 'reload the page');
}
