import type { DeviceRoute, DeviceDescription } from './description.ts';
import type { DeviceAttempt } from './device-error.ts';

/** Which adapters a caller accepts. */
export type AdapterChoice = 'auto' | 'hardware' | 'software';

/** An adapter, and how it was reached. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** What `navigator.gpu` is to be from now on, where the host has none of its own. */
  readonly gpu: GPU;
  /** Constructors and constants such as `GPUBufferUsage`, where the host has none of its own. */
  readonly globals: Readonly<Record<string, unknown>>;
  readonly via: DeviceRoute;
  readonly api: DeviceDescription['api'];
  readonly versions: Readonly<Record<string, string>>;
  /** Undoes what opening the adapter changed in the process, once the device exists. */
  readonly opened: () => void;
}

/** The search's result: an adapter, or what was tried. */
export type AdapterSearch =
  | { readonly found: FoundAdapter }
  | { readonly attempts: readonly DeviceAttempt[]; readonly advice: string };

/** Where to look in a host without `navigator.gpu`. */
export interface NodeSearchOptions {
  readonly adapter: AdapterChoice;
  /** Where the software driver is unpacked, instead of the user's cache folder. */
  readonly cacheFolder?: string;
}
