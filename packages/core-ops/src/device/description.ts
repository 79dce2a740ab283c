import type { KernelChoice } from './choose-kernels.ts';

/** Limits of the device that decide what fits: in bytes, or counts where the name says so. */
export interface DeviceLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupSizeX: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** How the device was found. */
export type DeviceRoute = 'browser' | 'dawn-hardware' | 'dawn-system' | 'dawn-swiftshader';

/** A discrete GPU, one that shares the processor's memory, or a driver that computes on the processor. */
export type AdapterKind = 'gpu' | 'integrated' | 'software';

/** Which adapter computes, and through what: plain data, fit for a record that reproduces a result. */
export interface DeviceDescription {
  /** The adapter's name as its driver gives it. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly kind: AdapterKind;
  /** What the driver says of itself; empty where a browser withholds it. */
  readonly driver: string;
  /** The graphics interface beneath WebGPU; browsers do not tell. */
  readonly api: 'vulkan' | 'metal' | 'd3d12' | 'unknown';
  readonly via: DeviceRoute;
  /** Optional WebGPU features that the device was created with. */
  readonly features: readonly string[];
  readonly limits: DeviceLimits;
  /** Which of several kernels it uses, and why. */
  readonly kernels: KernelChoice;
  /** Versions of what computes: tfjs always, npm `webgpu` (Dawn) and `@sparticuz/chromium` (SwiftShader) where used. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The part of `GPUAdapterInfo` that describes an adapter. */
export type AdapterInfo = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'> & {
  readonly isFallbackAdapter?: boolean;
};

const sharedMemoryVendors = new Set(['apple', 'arm', 'qualcomm', 'img-tec', 'broadcom', 'samsung']);
const discreteIntel = new Set(['xe-hpg', 'xe-2hpg']);

/**
 * What kind of adapter this is. WebGPU says whether an adapter is a software fallback, but not whether a GPU is
 * discrete; that is read off vendor and architecture.
 */
export function adapterKind(info: AdapterInfo): AdapterKind {
  const text = `${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  if (info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/.test(text)) return 'software';
  const vendor = info.vendor.toLowerCase();
  if (sharedMemoryVendors.has(vendor)) return 'integrated';
  if (vendor === 'intel') return discreteIntel.has(info.architecture) ? 'gpu' : 'integrated';
  // AMD names its integrated parts "AMD Radeon Graphics" or "Radeon Vega 8 Graphics", its cards "Radeon RX 6800".
  if (vendor === 'amd' && /radeon( vega \d+)?( \d+m)? graphics/.test(text)) return 'integrated';
  return 'gpu';
}
