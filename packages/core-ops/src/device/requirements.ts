import type { DeviceLimits } from './description.ts';

const describedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof DeviceLimits)[];

/** A device has WebGPU's smallest limits unless more is asked for: the adapter's whole offer for what compute uses. */
const raisedLimits = [
  ...describedLimits,
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxUniformBufferBindingSize',
  'maxUniformBuffersPerShaderStage',
  'maxDynamicUniformBuffersPerPipelineLayout',
  'maxDynamicStorageBuffersPerPipelineLayout',
] as const;

/** Features that kernels use where they are offered; `bgra8unorm-storage` is for tfjs's images. */
const wantedFeatures = ['shader-f16', 'subgroups', 'timestamp-query', 'bgra8unorm-storage'];

/** The limits to open a device with: the largest that the adapter offers. */
export function requiredLimits(adapter: GPUAdapter): Record<string, number> {
  return Object.fromEntries(
    raisedLimits.map((name) => [name, adapter.limits[name]] as const).filter(([, value]) => typeof value === 'number'),
  );
}

/** The features to open a device with: those of use that the adapter has. */
export function requiredFeatures(adapter: GPUAdapter): GPUFeatureName[] {
  // The names are WebGPU's; the declarations that tfjs brings along are older than subgroups.
  return wantedFeatures.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
}

/** The limits that decide what fits. */
export function usefulLimits(limits: GPUSupportedLimits): DeviceLimits {
  return Object.fromEntries(describedLimits.map((name) => [name, limits[name]])) as unknown as DeviceLimits;
}
