import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { adapterKind, type DeviceRoute } from '../description.ts';
import { type DeviceAttempt, messageOf } from '../device-error.ts';
import type { AdapterSearch, FoundAdapter, NodeSearchOptions } from '../route.ts';
import { cacheRoots } from './cache-folder.ts';
import { findPackage, type InstalledPackage } from './packages.ts';
import { systemVulkanDrivers } from './system-vulkan.ts';
import { unpackOnce } from './unpack.ts';

/** What dawn.node, and npm's `webgpu` around it, export. */
interface Dawn {
  readonly create: (options: string[]) => GPU;
  readonly globals: Record<string, unknown>;
}

const installAdvice =
  'Install what is missing:\n' +
  '  pnpm add -D webgpu @sparticuz/chromium\n' +
  'webgpu is Dawn, WebGPU for Node; @sparticuz/chromium carries SwiftShader, the software driver for machines ' +
  'without a GPU (Linux x64). On other systems a Vulkan, Metal or Direct3D 12 driver must be installed.';

const vulkanLoader = 'libvulkan.so.1';
const swiftShaderManifest = 'vk_swiftshader_icd.json';
const swiftShaderMembers = [vulkanLoader, 'libvk_swiftshader.so', swiftShaderManifest];

/**
 * Finds an adapter through Dawn: the system's drivers first, where there are any, then SwiftShader.
 *
 * The system's drivers are opened with the dawn.node of the installed package, SwiftShader with a copy of it in a
 * folder of its own beside SwiftShader's Vulkan loader, which Dawn prefers to the system's. To the dynamic linker the
 * two are different libraries, so a refused system driver leaves nothing behind that the second attempt meets.
 */
export async function findNodeAdapter(options: NodeSearchOptions): Promise<AdapterSearch> {
  const attempts: DeviceAttempt[] = [];
  let webgpu: InstalledPackage;
  try {
    webgpu = findPackage('webgpu');
  } catch (error) {
    return { attempts: [{ what: 'Dawn (npm webgpu)', failure: messageOf(error) }], advice: installAdvice };
  }
  const system = (): Promise<FoundAdapter | undefined> => trySystem(webgpu, options, attempts);
  const swiftShader = (): Promise<FoundAdapter | undefined> => trySwiftShader(webgpu, options, attempts);
  // Who asks for software wants the same numbers everywhere: SwiftShader comes before whatever the system has.
  const order =
    options.adapter === 'software'
      ? [swiftShader, system]
      : options.adapter === 'auto'
        ? [system, swiftShader]
        : [system];
  for (const attempt of order) {
    const found = await attempt();
    if (found) return { found };
  }
  return { attempts, advice: installAdvice };
}

async function trySystem(
  webgpu: InstalledPackage,
  { adapter: choice }: NodeSearchOptions,
  attempts: DeviceAttempt[],
): Promise<FoundAdapter | undefined> {
  const api = systemApi();
  const what = `the system's ${api} driver`;
  try {
    if (api === 'vulkan' && systemVulkanDrivers().length === 0) throw new Error('no Vulkan driver is installed');
    const dawn = (await import(pathToFileURL(webgpu.entry).href)) as Dawn;
    const { gpu, adapter } = await requestAdapter(dawn, api);
    const software = adapterKind(adapter.info) === 'software';
    if ((choice === 'hardware' && software) || (choice === 'software' && !software)) {
      throw new Error(`${adapter.info.description || adapter.info.device} is no ${choice} adapter`);
    }
    return found(dawn, gpu, adapter, software ? 'dawn-system' : 'dawn-hardware', api, { dawn: webgpu.version });
  } catch (error) {
    attempts.push({ what, failure: messageOf(error) });
    return undefined;
  }
}

async function trySwiftShader(
  webgpu: InstalledPackage,
  options: NodeSearchOptions,
  attempts: DeviceAttempt[],
): Promise<FoundAdapter | undefined> {
  let chromium: InstalledPackage;
  try {
    const machine = `${process.platform}-${process.arch}`;
    if (machine !== 'linux-x64') throw new Error(`it is for Linux on x64, and this is ${machine}`);
    chromium = findPackage('@sparticuz/chromium');
  } catch (error) {
    attempts.push({ what: 'SwiftShader (npm @sparticuz/chromium)', failure: messageOf(error) });
    return undefined;
  }
  const versions = { dawn: webgpu.version, swiftshader: `@sparticuz/chromium ${chromium.version}` };
  for (const root of cacheRoots(options.cacheFolder)) {
    const folder = join(root, `dawn-${webgpu.version}-swiftshader-${chromium.version}`);
    try {
      await unpackOnce(folder, [
        { archive: join(chromium.folder, 'bin', 'swiftshader.tar.br'), members: swiftShaderMembers },
        { copy: join(webgpu.folder, 'dist', 'linux-x64', 'dawn.node') },
      ]);
      const restore = useVulkanDriver(join(folder, swiftShaderManifest));
      try {
        const dawn = createRequire(import.meta.url)(join(folder, 'dawn.node')) as Dawn;
        const { gpu, adapter } = await requestAdapter(dawn, 'vulkan');
        return found(dawn, gpu, adapter, 'dawn-swiftshader', 'vulkan', versions, restore);
      } catch (error) {
        restore();
        throw error;
      }
    } catch (error) {
      attempts.push({ what: `SwiftShader in ${folder}`, failure: messageOf(error) });
    }
  }
  return undefined;
}

async function requestAdapter(dawn: Dawn, api: string): Promise<{ gpu: GPU; adapter: GPUAdapter }> {
  const gpu = dawn.create([`backend=${api}`]);
  // Dropping what create() returned crashes once an adapter came of it; one refused does no harm either way.
  keepAlive.push(gpu);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('Dawn accepts none of its adapters');
  return { gpu, adapter };
}

const keepAlive: GPU[] = ((globalThis as Record<symbol, unknown>)[Symbol.for('@gradbook/core-ops/dawn')] ??=
  []) as GPU[];

/** Directs the Vulkan loader to one driver alone; what is returned restores the environment for child processes. */
function useVulkanDriver(manifest: string): () => void {
  // The second is the first's older name, which older loaders know.
  const names = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = manifest;
  return () => {
    for (const [index, name] of names.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

function found(
  dawn: Dawn,
  gpu: GPU,
  adapter: GPUAdapter,
  via: DeviceRoute,
  api: FoundAdapter['api'],
  versions: Record<string, string>,
  opened: () => void = () => undefined,
): FoundAdapter {
  return { adapter, gpu, globals: dawn.globals, via, api, versions, opened };
}

function systemApi(): 'vulkan' | 'metal' | 'd3d12' {
  if (process.platform === 'darwin') return 'metal';
  return process.platform === 'win32' ? 'd3d12' : 'vulkan';
}
