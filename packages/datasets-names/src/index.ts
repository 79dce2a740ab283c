export { type BatchOptions, batchesByLength } from './batches/buckets.ts';
export { type EncodedBatch, encodeNames, type EncodeOptions, labelBatch, oneHotBatch } from './batches/encode.ts';
export { cifar10Classes, parseCifar10 } from './images/cifar10.ts';
export { type IdxArray, parseIdx } from './images/idx.ts';
export type { LabelledImages } from './images/labelled-images.ts';
export { parseMnist } from './images/mnist.ts';
export { bundledNames } from './names/bundled.ts';
export { fetchNames, parseNames } from './names/classic.ts';
export { nameAlphabet, normalizeName, type NormalizeOptions } from './names/normalize.ts';
export {
  type LabelledName,
  type LanguageNames,
  type NamesReport,
  type PreparedNames,
  prepareNames,
} from './names/prepare.ts';
export { type NamesSplit, splitNames, type SplitOptions, splitText } from './names/split.ts';
export { type RunningAverageOptions, runningAverages, type Sequences } from './sequences/running-average.ts';
export {
  temporalOrder,
  type TemporalOrderBatch,
  temporalOrderClasses,
  type TemporalOrderOptions,
  temporalOrderSymbols,
} from './sequences/temporal-order.ts';
