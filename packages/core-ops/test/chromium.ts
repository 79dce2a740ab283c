import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { cacheRoots } from '../src/device/node/cache-folder.ts';
import { findPackage } from '../src/device/node/packages.ts';
import { unpackOnce } from '../src/device/node/unpack.ts';

/** How to start a browser that has WebGPU. */
export interface BrowserLaunch {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/**
 * The headless Chromium of npm's `@sparticuz/chromium`, unpacked with SwiftShader beside it: nothing of the system's is
 * needed but its C library. The environment variable GRADBOOK_BROWSER names another Chromium to use instead.
 */
export async function browserWithWebGPU(): Promise<BrowserLaunch> {
  // As root Chromium has no sandbox; a page of our own needs none.
  const args = ['--enable-unsafe-webgpu', '--no-sandbox'];
  const own = process.env['GRADBOOK_BROWSER'];
  if (own) return { executablePath: own, args, env: {} };
  const failures: string[] = [];
  for (const root of cacheRoots()) {
    try {
      return { args, ...(await unpackChromium(root)) };
    } catch (error) {
      failures.push(`${root}: ${String(error)}`);
    }
  }
  throw new Error(`No Chromium could be unpacked.\n${failures.join('\n')}\nGRADBOOK_BROWSER can name another.`);
}

async function unpackChromium(root: string): Promise<Pick<BrowserLaunch, 'executablePath' | 'env'>> {
  const chromium = findPackage('@sparticuz/chromium');
  const bin = join(chromium.folder, 'bin');
  const folder = join(root, `chromium-${chromium.version}`);
  await unpackOnce(folder, [
    { compressed: join(bin, 'chromium.br') },
    {
      archive: join(bin, 'swiftshader.tar.br'),
      members: ['libEGL.so', 'libGLESv2.so', 'libvk_swiftshader.so', 'libvulkan.so.1', 'vk_swiftshader_icd.json'],
    },
  ]);
  const executablePath = join(folder, 'chromium');
  if (hasLibrary('libnss3.so')) return { executablePath, env: {} };
  const libraries = join(root, `chromium-libraries-${chromium.version}`);
  const names = [
    'expat.so.1',
    'nspr4.so',
    'nss3.so',
    'nssutil3.so',
    'plc4.so',
    'plds4.so',
    'softokn3.so',
    'freebl3.so',
  ];
  await unpackOnce(libraries, [
    {
      archive: join(bin, 'al2023.tar.br'),
      members: [...names.map((name) => `lib/lib${name}`), 'lib/libfreeblpriv3.so'],
    },
  ]);
  return { executablePath, env: { LD_LIBRARY_PATH: libraries } };
}

function hasLibrary(name: string): boolean {
  const folders = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu'];
  return folders.some((folder) => existsSync(join(folder, name)));
}
