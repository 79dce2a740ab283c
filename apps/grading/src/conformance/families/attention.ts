import type { Value } from '@gradbook/core-ops';
import { invertMask, multiHeadAttention, scaledDotProductAttention } from '@gradbook/layers-attention';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import { type Family, needed, type TorchContext, type TorchFunction } from './family.ts';

const parameterNames = [
  'in_proj_weight',
  'q_proj_weight',
  'k_proj_weight',
  'v_proj_weight',
  'in_proj_bias',
  'out_proj.weight',
  'out_proj.bias',
  'bias_k',
  'bias_v',
];

export const attention: Family = {
  name: 'attention',
  inputs: ['query', 'key', 'value', 'attn_mask', 'key_padding_mask', ...parameterNames],
  torch: { scaled_dot_product_attention: scaledDotProduct, multi_head_attention: multiHead },
  onnx: {},
};

function scaledDotProduct(attributes: AttributeReader, { outputs }: TorchContext): TorchFunction {
  const causal = attributes.boolean('is_causal', false);
  const scale = scaleOf(attributes);
  withoutDropout(attributes, 'dropout_p');
  // The mask is among the inputs, and its type says how it is meant.
  attributes.ignore('mask');
  attributes.done();
  return (values) => {
    const [query, key, value] = ['query', 'key', 'value'].map((name) => needed(values, name));
    const options = { causal, mask: values['attn_mask'], ...(scale === undefined ? {} : { scale }) };
    const { output, weights } = scaledDotProductAttention(query!, key!, value!, options);
    return wanted(outputs, output, weights);
  };
}

function multiHead(attributes: AttributeReader, { outputs }: TorchContext): TorchFunction {
  const heads = attributes.number('num_heads');
  const batchFirst = attributes.boolean('batch_first', false);
  const averageWeights = attributes.boolean('average_attn_weights', true);
  const addZeroAttention = attributes.boolean('add_zero_attn', false);
  const causal = attributes.boolean('is_causal', false);
  withoutDropout(attributes, 'dropout');
  // The parameters' names and shapes say these; whether weights are wanted is what the outputs say.
  attributes.ignore('embed_dim', 'bias', 'kdim', 'vdim', 'self_attention', 'need_weights', 'add_bias_kv', 'mask');
  attributes.done();
  return (values) => {
    const query = needed(values, 'query');
    const key = values['key'] ?? query;
    const params = Object.fromEntries(Object.entries(values).filter(([name]) => parameterNames.includes(name)));
    const mask = values['attn_mask'];
    const { output, weights } = multiHeadAttention(
      { ...params, 'out_proj.weight': needed(values, 'out_proj.weight') },
      query,
      key,
      values['value'] ?? key,
      {
        heads,
        batchFirst,
        averageWeights,
        addZeroAttention,
        // Where PyTorch is given the mask, is_causal only says what it looks like.
        causal: causal && !mask,
        mask: mask?.dtype === 'bool' ? invertMask(mask) : mask,
        keyPadding: values['key_padding_mask'],
      },
    );
    return wanted(outputs, output, weights);
  };
}

function wanted(outputs: readonly string[], output: Value, weights: Value): Record<string, Value> {
  return { y: output, ...(outputs.includes('attn_weights') ? { attn_weights: weights } : {}) };
}

/** PyTorch's own scale is written as a formula of the size of a query. */
function scaleOf(attributes: AttributeReader): number | undefined {
  if (!attributes.has('scale')) {
    attributes.ignore('scale');
    return undefined;
  }
  if (!attributes.isString('scale')) return attributes.number('scale');
  const formula = attributes.string('scale');
  if (formula === '1/sqrt(E)') return undefined;
  throw new Unsupported(`the scale ${formula}`);
}

function withoutDropout(attributes: AttributeReader, name: string): void {
  if (attributes.number(name, 0) !== 0) throw new Unsupported('dropout of weights');
}
