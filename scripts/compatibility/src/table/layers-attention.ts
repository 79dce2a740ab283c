import type { PackageTable } from '../row.ts';

const multiHeadParams =
  "const params = { in_proj_weight: inWeight, in_proj_bias: inBias, 'out_proj.weight': outWeight, 'out_proj.bias': outBias };";
const torchMultiHead = (made = 'nn.MultiheadAttention(4, 2, batch_first=True)'): string =>
  `layer = ${made}\nlayer.load_state_dict({"in_proj_weight": inWeight, "in_proj_bias": inBias, "out_proj.weight": outWeight, "out_proj.bias": outBias})`;
const ourTransformer =
  "const params = Object.fromEntries(Object.entries({ 'self_attn.in_proj_weight': inWeight, 'self_attn.in_proj_bias': inBias," +
  " 'self_attn.out_proj.weight': outWeight, 'self_attn.out_proj.bias': outBias, 'linear1.weight': feedWeight1, 'linear1.bias': feedBias1," +
  " 'linear2.weight': feedWeight2, 'linear2.bias': outBias, 'norm1.weight': normWeight, 'norm1.bias': bias, 'norm2.weight': normWeight, 'norm2.bias': outBias })" +
  '.map(([name, value]) => [`layers.0.${name}`, value]));';
const torchTransformer = (options: string): string =>
  `layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0, batch_first=True${options})\n` +
  'layer.load_state_dict({"self_attn.in_proj_weight": inWeight, "self_attn.in_proj_bias": inBias, "self_attn.out_proj.weight": outWeight, ' +
  '"self_attn.out_proj.bias": outBias, "linear1.weight": feedWeight1, "linear1.bias": feedBias1, "linear2.weight": feedWeight2, "linear2.bias": outBias, ' +
  '"norm1.weight": normWeight, "norm1.bias": bias, "norm2.weight": normWeight, "norm2.bias": outBias})';
const random = 'random numbers';
const both = '((made) => [made.output, made.weights])';
const ownModel = 'a model of the literature, of its parts';
const ownParameters = 'the parameters of a model that only ours has';
const oneHead = 'np.reshape(result, [2, 3, 4])';

/** @gradbook/layers-attention. */
export const layersAttention: PackageTable = {
  package: 'layers-attention',
  rows: [
    {
      name: 'scaledDotProductAttention',
      ours: 'scaledDotProductAttention(query, keys, values).output',
      torch: { call: 'F.scaled_dot_product_attention(query, keys, values)', since: '2.0', differs: 'no weights' },
      jax: {
        call: 'nn.dotProductAttention(np.reshape(query, [2, 3, 1, 4]), np.reshape(keys, [2, 5, 1, 4]), np.reshape(values, [2, 5, 1, 4]))',
        arrange: oneHead,
        differs: '[N, L, heads, E]; no weights',
      },
    },
    {
      name: 'scaledDotProductAttention',
      about: 'mask',
      ours: 'scaledDotProductAttention(query, keys, values, { mask }).output',
      torch: {
        call: 'F.scaled_dot_product_attention(query, keys, values, attn_mask=mask)',
        since: '2.0',
        differs: '`attn_mask`',
      },
      jax: {
        call: 'nn.dotProductAttention(np.reshape(query, [2, 3, 1, 4]), np.reshape(keys, [2, 5, 1, 4]), np.reshape(values, [2, 5, 1, 4]), { mask: np.broadcastTo(np.reshape(mask, [1, 1, 3, 5]), [2, 1, 3, 5]) })',
        arrange: oneHead,
        differs: '[N, heads, L, S]',
      },
    },
    {
      name: 'scaledDotProductAttention',
      about: 'causal, scale',
      ours: 'scaledDotProductAttention(query, query, query, { causal: true, scale: 0.25 }).output',
      torch: {
        call: 'F.scaled_dot_product_attention(query, query, query, is_causal=True, scale=0.25)',
        since: '2.1',
        differs: '`is_causal`',
      },
      jax: {
        setup: 'const q = np.reshape(query, [2, 3, 1, 4]);',
        call: 'nn.dotProductAttention(q.ref, q.ref, q, { isCausal: true, scale: 0.25 })',
        arrange: oneHead,
        differs: '`isCausal`',
      },
    },
    {
      name: 'multiHeadAttention',
      setup: multiHeadParams,
      ours: `${both}(multiHeadAttention(params, query, keys, values, { heads: 2, batchFirst: true }))`,
      torch: { setup: torchMultiHead(), call: 'layer(query, keys, values)', differs: 'a module; `batch_first`' },
    },
    {
      name: 'multiHeadAttention',
      about: 'mask, averageWeights',
      setup: multiHeadParams,
      ours: `${both}(multiHeadAttention(params, query, keys, values, { heads: 2, batchFirst: true, mask, averageWeights: false }))`,
      torch: {
        setup: torchMultiHead(),
        call: 'layer(query, keys, values, attn_mask=~mask, average_attn_weights=False)',
        differs: '`attn_mask` is true where a query may not attend; `average_attn_weights`',
      },
    },
    {
      name: 'multiHeadAttention',
      about: 'keyPadding',
      setup: multiHeadParams,
      ours: `${both}(multiHeadAttention(params, query, keys, values, { heads: 2, batchFirst: true, keyPadding: padding }))`,
      torch: {
        setup: torchMultiHead(),
        call: 'layer(query, keys, values, key_padding_mask=padding)',
        differs: '`key_padding_mask`',
      },
    },
    {
      name: 'multiHeadAttention',
      about: 'addZeroAttention',
      setup: multiHeadParams,
      ours: `${both}(multiHeadAttention(params, query, keys, values, { heads: 2, batchFirst: true, addZeroAttention: true }))`,
      torch: {
        setup: torchMultiHead('nn.MultiheadAttention(4, 2, batch_first=True, add_zero_attn=True)'),
        call: 'layer(query, keys, values)',
        differs: '`add_zero_attn`',
      },
    },
    {
      name: 'transformerEncoder',
      setup: ourTransformer,
      ours: 'transformerEncoder(params, query, { heads: 2 })',
      torch: { setup: torchTransformer(''), call: 'layer(query)', differs: 'modules; dropout is 0.1 unless given' },
    },
    {
      name: 'transformerEncoder',
      about: 'normFirst, activation, epsilon',
      setup: ourTransformer,
      ours: "transformerEncoder(params, query, { heads: 2, normFirst: true, activation: 'gelu', epsilon: 1e-4 })",
      torch: {
        setup: torchTransformer(", norm_first=True, activation='gelu', layer_norm_eps=1e-4"),
        call: 'layer(query)',
        differs: '`norm_first`, `layer_norm_eps`',
      },
    },
    {
      name: 'transformerEncoder',
      about: 'causal, lengths',
      setup: ourTransformer,
      ours: 'slice(transformerEncoder(params, query, { heads: 2, causal: true, lengths: [3, 2] }), [0, 0, 0], [2, 2, 4])',
      torch: {
        setup: torchTransformer(''),
        call: 'layer(query, src_mask=torch.ones(3, 3).triu(1).bool(), src_key_padding_mask=torch.tensor([[False, False, False], [False, False, True]]))',
        arrange: 'result[:, :2]',
        differs: '`src_mask` and `src_key_padding_mask` are true where nothing is seen',
      },
    },
    {
      name: 'additiveAttention',
      setup: 'const params = { weight_query: additiveQuery, weight_key: additiveKey, weight_score: additiveScore };',
      ours: `${both}(additiveAttention(params, query, keys))`,
      torch: {
        setup:
          'scores = torch.tanh((query @ additiveQuery.T)[:, :, None] + (keys @ additiveKey.T)[:, None]) @ additiveScore',
        call: '(torch.softmax(scores, -1) @ keys, torch.softmax(scores, -1))',
        differs: 'of its parts',
      },
    },
    {
      name: 'causalMask',
      ours: 'causalMask(3, 5, query)',
      torch: {
        call: 'torch.ones(3, 5, dtype=torch.bool).tril()',
        differs: '`nn.Transformer.generate_square_subsequent_mask` has −∞ where nothing is seen',
      },
      tfjs: { call: 'tf.linalg.bandPart(tf.ones([3, 5]), -1, 0)', differs: 'of floats' },
      jax: 'np.tril(np.ones([3, 5]))',
    },
    {
      name: 'lengthMask',
      ours: 'lengthMask([3, 1], 4, query)',
      torch: { call: 'torch.arange(4)[None] < torch.tensor([3, 1])[:, None]', differs: 'of its parts' },
      tfjs: { call: 'tf.less(tf.reshape(tf.range(0, 4), [1, 4]), tf.tensor([[3], [1]]))', differs: 'of its parts' },
      jax: { call: 'np.less(np.arange(4), np.array([[3], [1]], { dtype: np.int32 }))', differs: 'of its parts' },
    },
    {
      name: 'maskedSoftmax',
      ours: 'maskedSoftmax(matmul(query, transpose(keys, [0, 2, 1])), { mask })',
      torch: {
        call: 'torch.softmax((query @ keys.transpose(1, 2)).masked_fill(~mask, -math.inf), -1)',
        differs: 'of its parts',
      },
    },
    {
      name: 'invertMask',
      ours: 'invertMask(mask)',
      torch: '~mask',
      tfjs: 'tf.logicalNot(mask)',
      jax: 'np.logicalNot(mask)',
    },
    {
      name: 'initialMultiHead',
      ours: 'initialMultiHead(key(0), { embedSize: 4 })',
      notRun: random,
      torch: { call: 'nn.MultiheadAttention(4, 2)', notRun: random, differs: 'the same distribution and names' },
    },
    {
      name: 'initialMultiHead',
      about: 'keySize, valueSize, biasKeyValue',
      ours: 'initialMultiHead(key(0), { embedSize: 4, keySize: 3, valueSize: 2, biasKeyValue: true })',
      notRun: random,
      torch: {
        call: 'nn.MultiheadAttention(4, 2, kdim=3, vdim=2, add_bias_kv=True)',
        notRun: random,
        differs: '`kdim`, `vdim`, `add_bias_kv`',
      },
    },
    {
      name: 'initialTransformer',
      about: 'numLayers',
      ours: 'initialTransformer(key(0), { embedSize: 4, feedForwardSize: 8, numLayers: 2 })',
      notRun: random,
      torch: {
        call: 'nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 2)',
        notRun: random,
        differs: 'by position',
      },
    },
    {
      name: 'initialTransformer',
      ours: 'initialTransformer(key(0), { embedSize: 4, feedForwardSize: 8 })',
      notRun: random,
      torch: {
        call: 'nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 1)',
        notRun: random,
        differs: 'the same distribution and names; every layer begins with the same numbers',
      },
    },
  ],
  own: {
    attentionRnn: 'AttentionRNN(k) of the coursework',
    attentionRnnStep: 'a step of AttentionRNN(k)',
    copyFromInput: ownModel,
    copyingLoss: ownModel,
    attentionDecoder: ownModel,
    selfAttentiveDecoder: ownModel,
    encoderDecoder: ownModel,
    selfAttentiveEncoderDecoder: ownModel,
    annotations: 'an image’s features as rows',
    doublyStochastic: ownModel,
    hardAttentionLoss: ownModel,
    hardImageAttention: ownModel,
    softImageAttention: ownModel,
    initialAdditive: ownParameters,
    initialImageAttention: ownParameters,
    initialAttentionRnn: ownParameters,
    initialCopy: ownParameters,
    initialDecoder: ownParameters,
    initialEncoderDecoder: ownParameters,
    initialSelfAttentiveDecoder: ownParameters,
    initialSelfAttentiveEncoderDecoder: ownParameters,
    initialTransformerRnn: ownParameters,
    headSize: 'the size of a head, or an error that says which sizes divide',
    transformerRnn: ownModel,
    positionalEncoding: 'PyTorch has it in a tutorial only',
  },
  ownOptions: {
    AttentionRnnOptions: 'of AttentionRNN(k)',
    CopyingLossOptions: 'of `copyingLoss`',
    EncoderDecoderOptions: 'of `encoderDecoder`',
    HardAttentionLossOptions: 'of `hardAttentionLoss`',
    InitialAdditiveOptions: 'of `initialAdditive`',
    InitialImageAttentionOptions: 'of `initialImageAttention`',
    InitialAttentionRnnOptions: 'of `initialAttentionRnn`',
    InitialCopyOptions: 'of `initialCopy`',
    InitialDecoderOptions: 'of `initialDecoder`',
    InitialEncoderDecoderOptions: 'of `initialEncoderDecoder`',
    InitialTransformerRnnOptions: 'of `initialTransformerRnn`',
    'MaskOptions.fullyMasked': 'zeros instead of PyTorch’s NaN where nothing may be attended to',
  },
  note: 'tfjs-layers has no attention layer',
};
