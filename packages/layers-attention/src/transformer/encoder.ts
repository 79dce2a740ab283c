import { add, div, erf, Float64Tensor, mul, relu, scope, ShapeError, type Value } from '@gradbook/core-ops';
import type { Lengths } from '@gradbook/layers-recurrent';
import { layerNorm } from '@gradbook/normalization';

import { causalMask, lengthMaskFor } from '../masks/masks.ts';
import { invertMask, multiHeadAttention, type MultiHeadParameters } from '../multi-head/multi-head.ts';
import { affine, batchOfOne, constantLike, matrixSizes, onlyExample, requireShape } from '../values.ts';

/**
 * The parameters of transformer layers under the names of PyTorch's `TransformerEncoder`, k counting layers from 0:
 * `layers.{k}.self_attn.` and the names of {@link MultiHeadParameters}, `layers.{k}.linear1.weight` [F, E] and `.bias` [F],
 * `layers.{k}.linear2.weight` [E, F] and `.bias` [E], `layers.{k}.norm1.weight` [E] and so on. `norm.weight` and `norm.bias`
 * [E], if given, normalise the last layer's output.
 *
 * @example
 * const params: TransformerParameters<Float64Tensor> = initialTransformer(key(0), { embedSize: 4, feedForwardSize: 8 });
 * params['layers.0.linear1.weight']!.shape; // [8, 4]
 */
export type TransformerParameters<V extends Value> = Readonly<Record<string, V>>;

/**
 * What {@link transformerEncoder} takes.
 *
 * @example
 * const options: TransformerOptions = { heads: 4, lengths: [3, 5] };
 */
export interface TransformerOptions {
  /** How many; they divide E. */
  readonly heads: number;
  /** The lengths of the sequences; S unless given. Padding is not attended to. */
  readonly lengths?: Lengths | undefined;
  /** Whether step i sees the steps 0 … i alone. */
  readonly causal?: boolean;
  /** Between the linear maps; `'relu'` unless given. `'gelu'` is x Φ(x) (Hendrycks and Gimpel 2016). */
  readonly activation?: 'relu' | 'gelu';
  /** Whether the norm stands before each block rather than after its sum. */
  readonly normFirst?: boolean;
  /** ε of the norms; 10⁻⁵ unless given. */
  readonly epsilon?: number;
}

/**
 * Layers of a transformer's encoder (Vaswani et al. 2017, section 3.1), without dropout:
 *
 *     z = norm1(x + attention(x, x, x))      y = norm2(z + W_2 σ(W_1 z + b_1) + b_2)
 *     z = x + attention(norm1(x))            y = z + W_2 σ(W_1 norm2(z) + b_1) + b_2      with normFirst
 *
 * It knows no order: add {@link positionalEncoding} to x where the order matters.
 *
 * @param x [N, S, E], or [S, E] for a single sequence.
 * @returns of the shape of x.
 * @throws TypeError for parameters that are missing; RangeError when the heads do not divide E; ShapeError for shapes.
 * @example
 * const params = initialTransformer(key(0), { embedSize: 4, feedForwardSize: 8, numLayers: 2 });
 * const x = add(uniform(key(1), [5, 4]), positionalEncoding(5, 4));
 * transformerEncoder(params, x, { heads: 2 }).shape; // [5, 4]
 */
export function transformerEncoder<V extends Value>(
  params: TransformerParameters<V>,
  x: V,
  options: TransformerOptions,
): V {
  const operation = 'transformerEncoder';
  const { heads, lengths, causal = false, activation = 'relu', normFirst = false, epsilon = 1e-5 } = options;
  if (x.shape.length !== 3 && x.shape.length !== 2) {
    throw new ShapeError(operation, [x.shape], 'it takes [N, S, E], or [S, E] for a single sequence');
  }
  return scope(() => {
    const single = x.shape.length === 2;
    let state: V = single ? batchOfOne(x) : x;
    const [batch = 0, steps = 0, features = 0] = state.shape;
    const own = lengthMaskFor(operation, lengths, [batch, steps], state);
    const attending = {
      heads,
      batchFirst: true,
      keyPadding: own ? invertMask(own) : undefined,
      mask: causal ? causalMask(steps, steps, state) : undefined,
    };
    const norm = (name: string, value: V): V => {
      const weight = needed(operation, params, `${name}.weight`);
      const bias = params[`${name}.bias`];
      return layerNorm<V>(value, features, { weight, ...(bias ? { bias } : {}), epsilon });
    };
    for (let layer = 0; layer < layersOf(operation, params); layer++) {
      const prefix = `layers.${layer}.`;
      const attention = attentionOf(operation, params, `${prefix}self_attn.`);
      const attend = (value: V): V => multiHeadAttention<V>(attention, value, value, value, attending).output;
      const feed = (value: V): V => feedForward(operation, params, prefix, value, activation);
      if (normFirst) {
        const seen = add(state, attend(norm(`${prefix}norm1`, state)));
        state = add(seen, feed(norm(`${prefix}norm2`, seen)));
      } else {
        const seen = norm(`${prefix}norm1`, add(state, attend(state)));
        state = norm(`${prefix}norm2`, add<V>(seen, feed(seen)));
      }
    }
    const output = params['norm.weight'] ? norm('norm', state) : state;
    return single ? onlyExample(output) : output;
  });
}

/**
 * Sines and cosines that tell positions apart (Vaswani et al. 2017, section 3.5), for position p and pair i of features:
 *
 *     P[p, 2i] = sin(p / 10000^(2i/E))      P[p, 2i + 1] = cos(p / 10000^(2i/E))
 *
 * With `like`, the result is of its kind; float64 otherwise.
 *
 * @returns [steps, features].
 * @example
 * positionalEncoding(2, 2).data; // [0, 1, 0.8414709848078965, 0.5403023058681398]
 */
export function positionalEncoding(steps: number, features: number): Float64Tensor;
export function positionalEncoding<V extends Value>(steps: number, features: number, like: V): V;
export function positionalEncoding(steps: number, features: number, like: Value = new Float64Tensor([], [0])): Value {
  return constantLike(like, [steps, features], (index) => {
    const [position, feature] = [Math.floor(index / features), index % features];
    const angle = position / 10_000 ** ((feature - (feature % 2)) / features);
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

function feedForward<V extends Value>(
  operation: string,
  params: TransformerParameters<V>,
  prefix: string,
  x: V,
  activation: 'relu' | 'gelu',
): V {
  const [first, second] = ['linear1', 'linear2'].map((name) => needed(operation, params, `${prefix}${name}.weight`));
  const [wide] = matrixSizes(operation, `${prefix}linear1.weight`, first!);
  const features = x.shape.at(-1)!;
  requireShape(operation, `${prefix}linear1.weight`, first!, [wide, features]);
  requireShape(operation, `${prefix}linear2.weight`, second!, [features, wide]);
  const inner = affine(x, first!, params[`${prefix}linear1.bias`]);
  const active = activation === 'relu' ? relu(inner) : mul(mul(inner, 0.5), add(erf(div(inner, Math.SQRT2)), 1));
  return affine(active, second!, params[`${prefix}linear2.bias`]);
}

function attentionOf<V extends Value>(
  operation: string,
  params: TransformerParameters<V>,
  prefix: string,
): MultiHeadParameters<V> {
  const own = Object.entries(params).filter(([name]) => name.startsWith(prefix));
  const named: Readonly<Record<string, V>> = Object.fromEntries(
    own.map(([name, value]) => [name.slice(prefix.length), value]),
  );
  return { ...named, 'out_proj.weight': needed(operation, params, `${prefix}out_proj.weight`) };
}

/** How many layers there are, read off the names. */
function layersOf(operation: string, params: TransformerParameters<Value>): number {
  const numbers = Object.keys(params).map((name) => Number(/^layers\.(\d+)\./.exec(name)?.[1] ?? -1));
  const count = Math.max(-1, ...numbers) + 1;
  if (count > 0) return count;
  throw new TypeError(`${operation}: there is no parameter layers.0.…; got ${Object.keys(params).join(', ')}`);
}

function needed<V extends Value>(operation: string, params: TransformerParameters<V>, name: string): V {
  const value = params[name];
  if (value) return value;
  throw new TypeError(`${operation}: the parameter ${name} is missing`);
}
