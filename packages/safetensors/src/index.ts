export { kindOfFile, type WeightFileKind } from './kind-of-file.ts';
export { readSafetensors, SafetensorsError, type SafetensorsLimits } from './read.ts';
export type { FloatType, NamedArray, TensorFile } from './tensor-file.ts';
export { writeSafetensors } from './write.ts';
