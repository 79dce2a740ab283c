import type { PackageTable } from '../row.ts';

const last2 = 'tf.transpose(result, [0, 3, 1, 2])';

/** @gradbook/normalization. */
export const normalization: PackageTable = {
  package: 'normalization',
  rows: [
    {
      name: 'batchNorm',
      about: 'training',
      ours: 'batchNorm(image, { training: true, weight: channelWeight, bias: channelBias }).output',
      torch: 'F.batch_norm(image, None, None, channelWeight, channelBias, training=True)',
      tfjs: {
        setup:
          'const layer = tf.layers.batchNormalization({ epsilon: 1e-5 }); layer.build(imageLast.shape);' +
          'layer.setWeights([channelWeight, channelBias, tf.zeros([3]), tf.ones([3])]);',
        call: 'layer.apply(imageLast, { training: true })',
        arrange: last2,
        differs: 'channels last; ε is 1e-3 unless given',
      },
    },
    {
      name: 'batchNorm',
      about: 'running statistics',
      ours: 'batchNorm(image, { training: false, weight: channelWeight, bias: channelBias, runningMean, runningVariance }).output',
      torch: 'F.batch_norm(image, runningMean, runningVariance, channelWeight, channelBias)',
      tfjs: {
        call: 'tf.batchNorm(imageLast, runningMean, runningVariance, channelBias, channelWeight, 1e-5)',
        arrange: last2,
        differs: 'bias before weight; ε is 1e-3 unless given',
      },
      jax: {
        call: 'nn.standardize(image, 1, { mean: np.reshape(runningMean, [1, 3, 1, 1]), variance: np.reshape(runningVariance, [1, 3, 1, 1]) })',
        arrange:
          'np.add(np.multiply(result, np.reshape(channelWeight, [1, 3, 1, 1])), np.reshape(channelBias, [1, 3, 1, 1]))',
        differs: 'no weight and bias',
      },
    },
    {
      name: 'batchNorm',
      about: 'momentum',
      ours: '((made) => [made.runningMean, made.runningVariance])(batchNorm(image, { training: true, runningMean, runningVariance, momentum: 0.3 }))',
      torch: {
        setup: 'F.batch_norm(image, runningMean, runningVariance, training=True, momentum=0.3)',
        call: '(runningMean, runningVariance)',
        differs: 'the running statistics are changed in place',
      },
      tfjs: {
        call: 'tf.layers.batchNormalization({ momentum: 0.7 })',
        differs: 'weighs the old value, 1 − momentum; the running variance is not unbiased',
        notRun: 'the statistics are those of the other convention',
      },
    },
    {
      name: 'instanceNorm',
      ours: 'instanceNorm(image, { weight: channelWeight, bias: channelBias }).output',
      torch: 'F.instance_norm(image, weight=channelWeight, bias=channelBias)',
      jax: {
        call: 'nn.standardize(image, [2, 3])',
        arrange:
          'np.add(np.multiply(result, np.reshape(channelWeight, [1, 3, 1, 1])), np.reshape(channelBias, [1, 3, 1, 1]))',
        differs: 'axes; no weight and bias',
      },
    },
    {
      name: 'instanceNorm',
      about: 'useInputStatistics',
      ours: 'instanceNorm(image, { runningMean, runningVariance, useInputStatistics: false }).output',
      torch: {
        call: 'F.instance_norm(image, runningMean, runningVariance, use_input_stats=False)',
        differs: '`use_input_stats`',
      },
    },
    {
      name: 'groupNorm',
      ours: 'groupNorm(reshape(image, [2, 6, 3, 6]), 2, { epsilon: 1e-3 })',
      torch: { call: 'F.group_norm(image.reshape(2, 6, 3, 6), 2, eps=1e-3)', differs: '`eps`' },
      jax: {
        call: 'nn.standardize(np.reshape(image, [2, 2, 3, 3, 6]), [2, 3, 4], { epsilon: 1e-3 })',
        differs: 'over axes of a reshaped value; no weight and bias',
      },
    },
    {
      name: 'layerNorm',
      ours: 'layerNorm(rows, 3, { weight: channelWeight, bias: channelBias })',
      torch: 'F.layer_norm(rows, (3,), channelWeight, channelBias)',
      tfjs: {
        setup:
          'const layer = tf.layers.layerNormalization({ epsilon: 1e-5 }); layer.build(rows.shape);' +
          'layer.setWeights([channelWeight, channelBias]);',
        call: 'layer.apply(rows)',
        differs: 'axes, not lengths; ε is 1e-3 unless given',
      },
      jax: {
        call: 'nn.standardize(rows, -1)',
        arrange: 'np.add(np.multiply(result, channelWeight), channelBias)',
        differs: 'axes; no weight and bias',
      },
    },
    {
      name: 'rmsNorm',
      ours: 'rmsNorm(rows, 3, { weight: channelWeight, epsilon: 1e-6 })',
      torch: { call: 'F.rms_norm(rows, (3,), channelWeight, 1e-6)', since: '2.4', differs: '`eps`' },
    },
    {
      name: 'batchMoments',
      ours: 'batchMoments(image)',
      torch: { call: '(image.mean((0, 2, 3)), image.var((0, 2, 3), unbiased=False))', differs: 'of its parts' },
      tfjs: { call: 'tf.moments(imageLast, [0, 1, 2])', differs: 'axes' },
      jax: { call: '[np.mean(image.ref, [0, 2, 3]), np.var_(image, [0, 2, 3])]', differs: 'of its parts' },
    },
    {
      name: 'layerMoments',
      ours: 'layerMoments(image)',
      torch: { call: '(image.mean((1, 2, 3)), image.var((1, 2, 3), unbiased=False))', differs: 'of its parts' },
      tfjs: { call: 'tf.moments(imageLast, [1, 2, 3])', differs: 'axes' },
      jax: { call: '[np.mean(image.ref, [1, 2, 3]), np.var_(image, [1, 2, 3])]', differs: 'of its parts' },
    },
    {
      name: 'instanceMoments',
      ours: 'instanceMoments(image)',
      torch: { call: '(image.mean((2, 3)), image.var((2, 3), unbiased=False))', differs: 'of its parts' },
      tfjs: { call: 'tf.moments(imageLast, [1, 2])', differs: 'axes' },
      jax: { call: '[np.mean(image.ref, [2, 3]), np.var_(image, [2, 3])]', differs: 'of its parts' },
    },
    {
      name: 'standardize',
      ours: 'standardize(rows, 1, 1e-5).output',
      torch: { call: 'F.layer_norm(rows, (3,))', differs: 'over the last axes only' },
      jax: { call: 'nn.standardize(rows, 1, { epsilon: 1e-5 })', differs: 'the output alone' },
    },
  ],
  own: {},
  ownOptions: {
    'BatchNormOptions.convention': 'ONNX’s running statistics',
    'NormOptions.fused': 'whether one kernel computes it all',
  },
};
