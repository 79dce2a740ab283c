import {
  add,
  float64,
  fromFloat64,
  globalMaxPool,
  type Key,
  maxPool2d,
  mul,
  type Placed,
  type Placement,
  relu,
  reshape,
  type Shape,
  ShapeError,
  splitKey,
  type Value,
} from '@gradbook/core-ops';

import { convLayer, linearLayer } from '../layers/convolution.ts';
import { initialConv, initialLinear } from '../layers/initial.ts';
import type { Activation } from '../layers/residual.ts';
import { ghostBatchNorm, type GhostBatchNormOptions, type RunningStatistics } from './ghost-norm.ts';

/**
 * A 3×3 convolution without bias, and the normalization after it. With frozen scales `bn` has no weight: it is 1.
 *
 * @example
 * const block: ConvNormParams<Value> = initialResNet9(key(0), { channels: [2, 2, 2, 2] }).params.prep;
 * block.conv.weight.shape; // [2, 3, 3, 3]
 */
export interface ConvNormParams<V extends Value> {
  readonly conv: { readonly weight: V };
  readonly bn: { readonly weight?: V; readonly bias: V };
}

/**
 * A block and the two of its residual branch.
 *
 * @example
 * const stage: ResidualStageParams<Value> = initialResNet9(key(0), { channels: [2, 2, 2, 2] }).params.layer1;
 * Object.keys(stage); // ['conv', 'bn', 'residual']
 */
export interface ResidualStageParams<V extends Value> extends ConvNormParams<V> {
  readonly residual: { readonly res1: ConvNormParams<V>; readonly res2: ConvNormParams<V> };
}

/**
 * What {@link resNet9} learns.
 *
 * @example
 * const params: ResNet9Params<Value> = initialResNet9(key(0), { channels: [2, 4, 6, 8], classes: 5 }).params;
 * params.linear.weight.shape; // [5, 8]
 */
export interface ResNet9Params<V extends Value> {
  readonly prep: ConvNormParams<V>;
  readonly layer1: ResidualStageParams<V>;
  readonly layer2: ConvNormParams<V>;
  readonly layer3: ResidualStageParams<V>;
  readonly linear: { readonly weight: V };
}

/**
 * The running statistics of one normalization, where its module is.
 *
 * @example
 * const { prep }: { prep: StageState<Value> } = initialResNet9(key(0), { channels: [2, 4, 6, 8] }).state;
 * prep.bn.running_mean.shape; // [2]
 */
export interface StageState<V extends Value> {
  readonly bn: RunningStatistics<V>;
}

/**
 * The running statistics of a block and of the two of its residual branch.
 *
 * @example
 * const { layer1 }: { layer1: ResidualStageState<Value> } = initialResNet9(key(0), { channels: [2, 4, 6, 8] }).state;
 * layer1.residual.res1.bn.running_var.shape; // [4]
 */
export interface ResidualStageState<V extends Value> extends StageState<V> {
  readonly residual: { readonly res1: StageState<V>; readonly res2: StageState<V> };
}

/**
 * The running statistics of {@link resNet9}, in the places of their normalizations.
 *
 * @example
 * const state: ResNet9State<Value> = initialResNet9(key(0), { channels: [2, 4, 6, 8] }).state;
 * state.layer3.residual.res2.bn.running_var.shape; // [8]
 */
export interface ResNet9State<V extends Value> {
  readonly prep: StageState<V>;
  readonly layer1: ResidualStageState<V>;
  readonly layer2: StageState<V>;
  readonly layer3: ResidualStageState<V>;
}

/**
 * Which ResNet-9.
 *
 * @example
 * const shape: ResNet9Shape = { channels: [8, 16, 32, 64], inputChannels: 1 };
 * initialResNet9(key(0), shape).params.prep.conv.weight.shape; // [8, 1, 3, 3]
 */
export interface ResNet9Shape {
  /** Of prep and the three layers; [64, 128, 256, 512] unless given. */
  readonly channels?: readonly [prep: number, layer1: number, layer2: number, layer3: number];
  /** 10 unless given. */
  readonly classes?: number;
  /** Channels of the images; 3 unless given. */
  readonly inputChannels?: number;
  /** Whether the scales of the normalizations are fixed at 1 and not learned; false unless given. */
  readonly frozenScales?: boolean;
}

/**
 * How {@link resNet9} computes.
 *
 * @example
 * const options: ResNet9Options = { training: true, activation: (x) => celu(x, 0.3), splits: 2, logitScale: 1 / 16 };
 * options.training; // true
 */
export interface ResNet9Options extends GhostBatchNormOptions {
  /** After every normalization; the rectifier unless given. The recipe's is celu with α = 0.3. */
  readonly activation?: Activation;
  /** What the logits are multiplied by; 1/8 unless given, the recipe's with frozen scales is 1/16. */
  readonly logitScale?: number;
  /** Whether pooling comes before normalization and activation instead of after them; false unless given. */
  readonly poolFirst?: boolean;
}

const convNames = [
  'prep',
  'layer1',
  'layer1res1',
  'layer1res2',
  'layer2',
  'layer3',
  'layer3res1',
  'layer3res2',
] as const;

/**
 * Parameters and running statistics of a {@link resNet9}: convolutions and the linear layer as PyTorch's begin, scales 1, biases 0,
 * running means 0 and variances 1. The places are those of the source's modules (`layer1.residual.res1.conv.weight`).
 *
 * @returns `params` and `state`, trees of values.
 * @throws RangeError for channels or classes that are not whole numbers above 0.
 * @example
 * const { params } = initialResNet9(key(0), { channels: [4, 8, 8, 16], inputChannels: 1 });
 * params.layer3.residual.res1.conv.weight.shape; // [16, 16, 3, 3]
 */
export function initialResNet9<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: ResNet9Shape = {},
  placement: Placement<K> = {},
): { readonly params: ResNet9Params<Placed<K>>; readonly state: ResNet9State<Placed<K>> } {
  const { channels = [64, 128, 256, 512], classes = 10, inputChannels = 3, frozenScales = false } = shape;
  const counts = {
    'channels[0]': channels[0],
    'channels[1]': channels[1],
    'channels[2]': channels[2],
    'channels[3]': channels[3],
  };
  for (const [name, value] of Object.entries({ ...counts, classes, inputChannels })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`initialResNet9: ${name} must be a whole number above 0, not ${value}`);
  }
  const keys = splitKey(key, convNames.length + 1);
  const keyOf = (name: (typeof convNames)[number]): Key => keys[convNames.indexOf(name)]!;
  const filled = (count: number, value: number): Placed<K> => {
    const vector = float64(Array<number>(count).fill(value), [count]);
    // The tensor that the placement asks for.
    return (placement.kind === 'webgpu' ? fromFloat64(vector) : vector) as Placed<K>;
  };
  const convNorm = (name: (typeof convNames)[number], from: number, to: number): ConvNormParams<Placed<K>> => ({
    conv: {
      weight: initialConv<K>(keyOf(name), { inChannels: from, outChannels: to, kernel: [3, 3], bias: false }, placement)
        .weight,
    },
    bn: { ...(frozenScales ? {} : { weight: filled(to, 1) }), bias: filled(to, 0) },
  });
  const stage = (name: 'layer1' | 'layer3', from: number, to: number): ResidualStageParams<Placed<K>> => ({
    ...convNorm(name, from, to),
    residual: { res1: convNorm(`${name}res1`, to, to), res2: convNorm(`${name}res2`, to, to) },
  });
  const statistics = (count: number): StageState<Placed<K>> => ({
    bn: { running_mean: filled(count, 0), running_var: filled(count, 1) },
  });
  const stageStatistics = (count: number): ResidualStageState<Placed<K>> => ({
    ...statistics(count),
    residual: { res1: statistics(count), res2: statistics(count) },
  });
  const [prep, first, second, third] = channels;
  const last = keys[convNames.length]!;
  const linear = initialLinear<K>(last, { inFeatures: third, outFeatures: classes, bias: false }, placement);
  return {
    params: {
      prep: convNorm('prep', inputChannels, prep),
      layer1: stage('layer1', prep, first),
      layer2: convNorm('layer2', first, second),
      layer3: stage('layer3', second, third),
      linear: { weight: linear.weight },
    },
    state: {
      prep: statistics(prep),
      layer1: stageStatistics(first),
      layer2: statistics(second),
      layer3: stageStatistics(third),
    },
  };
}

/**
 * The nine-layer residual network of "How to Train Your ResNet": with B a 3×3 convolution, batch normalization and an activation,
 *
 *     prep: B;  layer1: B, pool, h + B(B(h));  layer2: B, pool;  layer3: B, pool, h + B(B(h));
 *     logits = logitScale · W · (maximum over all positions),
 *
 * where pool halves height and width by their maxima. Sources: Page, "How to Train Your ResNet" (2018–2019), parts 3 and 8, and its
 * code; part 8's recipe is in {@link resNet9Recipe}.
 *
 * @param x images [batch, input channels, height, width]; height and width at least 8.
 * @returns `logits` [batch, classes], and the running statistics after the batch (in evaluation those given). To take both out of a
 * differentiated function, return them together from the function that `vjp` takes.
 * @throws ShapeError for images that are too small, or a batch that the splits do not divide.
 * @example
 * const { params, state } = initialResNet9(key(0), { channels: [2, 2, 4, 4], inputChannels: 1, classes: 3 });
 * const images = normal(key(1), [2, 1, 8, 8]);
 * resNet9(params, state, images, { training: false }).logits.shape; // [2, 3]
 */
export function resNet9<V extends Value>(
  params: ResNet9Params<V>,
  state: ResNet9State<V>,
  x: V,
  options: ResNet9Options,
): { readonly logits: V; readonly state: ResNet9State<V> } {
  requireImages(x.shape);
  const { activation = relu, logitScale = 1 / 8, poolFirst = false, ...normalization } = options;
  const half = (h: V): V => maxPool2d(h, { kernel: 2 });
  const block = (own: ConvNormParams<V>, before: StageState<V>, h: V, pool: boolean): Result<V> => {
    const mixed = convLayer(own.conv, h, { padding: 1 });
    const pooled = pool && poolFirst ? half(mixed) : mixed;
    const { output, state: bn } = ghostBatchNorm(own.bn, before.bn, pooled, normalization);
    const active = activation(output);
    return { h: pool && !poolFirst ? half(active) : active, state: { bn } };
  };
  const stage = (own: ResidualStageParams<V>, before: ResidualStageState<V>, h: V): ResidualResult<V> => {
    const down = block(own, before, h, true);
    const res1 = block(own.residual.res1, before.residual.res1, down.h, false);
    const res2 = block(own.residual.res2, before.residual.res2, res1.h, false);
    const after = { ...down.state, residual: { res1: res1.state, res2: res2.state } };
    return { h: add(down.h, res2.h), state: after };
  };
  const prep = block(params.prep, state.prep, x, false);
  const layer1 = stage(params.layer1, state.layer1, prep.h);
  const layer2 = block(params.layer2, state.layer2, layer1.h, true);
  const layer3 = stage(params.layer3, state.layer3, layer2.h);
  const features = reshape(globalMaxPool(layer3.h), layer3.h.shape.slice(0, 2));
  return {
    logits: mul(linearLayer(params.linear, features), logitScale),
    state: { prep: prep.state, layer1: layer1.state, layer2: layer2.state, layer3: layer3.state },
  };
}

interface Result<V extends Value> {
  readonly h: V;
  readonly state: StageState<V>;
}

interface ResidualResult<V extends Value> {
  readonly h: V;
  readonly state: ResidualStageState<V>;
}

function requireImages(shape: Shape): void {
  const [, , height = 0, width = 0] = shape;
  if (shape.length === 4 && height >= 8 && width >= 8) return;
  throw new ShapeError(
    'resNet9',
    [shape],
    'images must be [batch, channels, height, width] with height and width of at least 8, which are halved three times',
  );
}
