import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const driverVariables = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'];

/**
 * The Vulkan drivers that the system's loader would find: manifests named in the environment, else those in the
 * loader's search folders (https://github.com/KhronosGroup/Vulkan-Loader, LoaderDriverInterface).
 */
export function systemVulkanDrivers(): string[] {
  const named = driverVariables.flatMap((name) => (process.env[name] ?? '').split(delimiter)).filter(Boolean);
  if (named.length > 0) return named;
  const home = homedir();
  const folders = [
    process.env['XDG_CONFIG_HOME'] || join(home, '.config'),
    ...(process.env['XDG_CONFIG_DIRS'] || '/etc/xdg').split(delimiter),
    '/etc',
    process.env['XDG_DATA_HOME'] || join(home, '.local', 'share'),
    ...(process.env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(delimiter),
  ];
  return [...new Set(folders)].flatMap((folder) => manifests(join(folder, 'vulkan', 'icd.d')));
}

function manifests(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
