import type { PackageTable } from '../row.ts';

const last2 = 'tf.transpose(result, [0, 3, 1, 2])';
const random = 'random numbers';
const tfjsConv = (layer: string, weights: string): string =>
  `const layer = ${layer}; layer.build(imageLast.shape); layer.setWeights(${weights});`;

/** @gradbook/layers-conv. */
export const layersConv: PackageTable = {
  package: 'layers-conv',
  rows: [
    {
      name: 'elu',
      ours: 'elu(x, 0.5)',
      torch: 'F.elu(x, 0.5)',
      tfjs: { call: 'tf.elu(x)', differs: 'α is 1', notRun: 'α is 1' },
      jax: 'nn.elu(x, 0.5)',
    },
    { name: 'celu', ours: 'celu(x, 0.3)', torch: 'F.celu(x, 0.3)', jax: 'nn.celu(x, 0.3)' },
    {
      name: 'leakyRelu',
      ours: 'leakyRelu(x)',
      torch: 'F.leaky_relu(x)',
      tfjs: { call: 'tf.leakyRelu(x, 0.01)', differs: 'the slope is 0.2 unless given' },
      jax: 'nn.leakyRelu(x)',
    },
    {
      name: 'silu',
      ours: 'silu(x)',
      torch: 'F.silu(x)',
      tfjs: { call: 'tf.mul(x, tf.sigmoid(x))', differs: 'of its parts' },
      jax: 'nn.silu(x)',
    },
    {
      name: 'gelu',
      ours: 'gelu(x)',
      torch: 'F.gelu(x)',
      tfjs: {
        call: "tf.layers.activation({ activation: 'gelu' }).apply(x)",
        differs: 'a layer',
      },
      jax: { call: 'nn.gelu(x, { approximate: false })', differs: "approximate unless told, as our `'tanh'`" },
    },
    {
      name: 'gelu',
      about: "approximate: 'tanh'",
      ours: "gelu(x, 'tanh')",
      torch: "F.gelu(x, approximate='tanh')",
      tfjs: { call: "tf.layers.activation({ activation: 'gelu_new' }).apply(x)", differs: 'a name of its own' },
      jax: 'nn.gelu(x)',
    },
    {
      name: 'convLayer',
      ours: 'convLayer({ weight: filter2, bias }, image, { stride: 2, padding: 1 })',
      torch: 'F.conv2d(image, filter2, bias, stride=2, padding=1)',
      tfjs: {
        setup: tfjsConv(
          "tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 1, padding: 'valid' })",
          '[filter2Last, bias]',
        ),
        call: 'layer.apply(imageLast)',
        arrange: last2,
        differs: "channels last; padding is 'same' or 'valid'; the padding of this example is not to be had",
        notRun: 'its layers pad for an output of the same size, or not at all',
      },
      jax: {
        call: 'lax.convGeneralDilated(image, filter2, [2, 2], [[1, 1], [1, 1]])',
        arrange: 'np.add(result, np.reshape(bias, [1, 4, 1, 1]))',
        differs: 'no bias',
      },
    },
    {
      name: 'convLayer',
      about: 'stride, dilation, groups, padding',
      ours: 'convLayer({ weight: filter2, bias }, image)',
      torch: 'F.conv2d(image, filter2, bias)',
      tfjs: {
        setup: tfjsConv('tf.layers.conv2d({ filters: 4, kernelSize: 3 })', '[filter2Last, bias]'),
        call: 'layer.apply(imageLast)',
        arrange: last2,
        differs: 'channels last; `kernelSize`, `strides`, `dilationRate`',
      },
    },
    {
      name: 'convTransposeLayer',
      ours: 'convTransposeLayer({ weight: transposed2, bias }, image, { stride: 2 })',
      torch: 'F.conv_transpose2d(image, transposed2, bias, stride=2)',
      tfjs: {
        setup: tfjsConv(
          'tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2 })',
          '[transposed2Last, bias]',
        ),
        call: 'layer.apply(imageLast)',
        arrange: last2,
        differs: 'channels last; no `outputPadding`',
      },
    },
    {
      name: 'depthwiseConvLayer',
      ours: 'depthwiseConvLayer({ weight: depthFilter }, image)',
      torch: { call: 'F.conv2d(image, depthFilter, groups=3)', differs: '`groups`' },
      tfjs: {
        setup: tfjsConv(
          'tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false })',
          '[tf.transpose(tf.reshape(depthFilter, [3, 2, 3, 3]), [2, 3, 0, 1])]',
        ),
        call: 'layer.apply(imageLast)',
        arrange: last2,
        differs: 'channels last; the weight is [height, width, in, multiplier]',
      },
    },
    {
      name: 'separableConvLayer',
      ours: 'separableConvLayer({ depthwise: { weight: depthFilter }, pointwise: { weight: pointFilter, bias } }, image)',
      torch: { call: 'F.conv2d(F.conv2d(image, depthFilter, groups=3), pointFilter, bias)', differs: 'of its parts' },
      tfjs: {
        setup: tfjsConv(
          'tf.layers.separableConv2d({ filters: 4, kernelSize: 3, depthMultiplier: 2 })',
          '[tf.transpose(tf.reshape(depthFilter, [3, 2, 3, 3]), [2, 3, 0, 1]), tf.transpose(pointFilter, [2, 3, 1, 0]), bias]',
        ),
        call: 'layer.apply(imageLast)',
        arrange: last2,
        differs: 'channels last',
      },
    },
    {
      name: 'linearLayer',
      ours: 'linearLayer({ weight: headWeight, bias: headBias }, hidden)',
      torch: 'F.linear(hidden, headWeight, headBias)',
      tfjs: {
        setup:
          'const layer = tf.layers.dense({ units: 2 }); layer.build(hidden.shape);' +
          'layer.setWeights([tf.transpose(headWeight), headBias]);',
        call: 'layer.apply(hidden)',
        differs: 'the weight is [in, out]',
      },
      jax: { call: 'np.add(np.matmul(hidden, np.matrixTranspose(headWeight)), headBias)', differs: 'of its parts' },
    },
    {
      name: 'kaimingUniform',
      ours: 'kaimingUniform(key(0), [4, 3])',
      notRun: random,
      torch: { call: 'nn.init.kaiming_uniform_', notRun: random, differs: 'fills a tensor that is given' },
      tfjs: { call: 'tf.initializers.heUniform', notRun: random },
    },
    {
      name: 'initialConv',
      ours: 'initialConv(key(0), { inChannels: 3, outChannels: 4, kernel: [3, 3] })',
      notRun: random,
      torch: { call: 'nn.Conv2d(3, 4, 3)', notRun: random, differs: 'the same distribution' },
      tfjs: { call: 'tf.layers.conv2d({ filters: 4, kernelSize: 3 })', notRun: random, differs: 'Glorot, bias 0' },
    },
    {
      name: 'initialConvTranspose',
      ours: 'initialConvTranspose(key(0), { inChannels: 3, outChannels: 4, kernel: [3, 3] })',
      notRun: random,
      torch: { call: 'nn.ConvTranspose2d(3, 4, 3)', notRun: random, differs: 'the same distribution' },
      tfjs: {
        call: 'tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3 })',
        notRun: random,
        differs: 'Glorot, bias 0',
      },
    },
    {
      name: 'initialDepthwiseConv',
      ours: 'initialDepthwiseConv(key(0), { channels: 3, kernel: [3, 3], multiplier: 2 })',
      notRun: random,
      torch: { call: 'nn.Conv2d(3, 6, 3, groups=3)', notRun: random, differs: 'the same distribution' },
      tfjs: {
        call: 'tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 })',
        notRun: random,
        differs: 'Glorot, bias 0',
      },
    },
    {
      name: 'initialSeparableConv',
      ours: 'initialSeparableConv(key(0), { inChannels: 3, outChannels: 4, kernel: [3, 3] })',
      notRun: random,
      tfjs: {
        call: 'tf.layers.separableConv2d({ filters: 4, kernelSize: 3 })',
        notRun: random,
        differs: 'Glorot, bias 0',
      },
    },
    {
      name: 'initialLinear',
      ours: 'initialLinear(key(0), { inFeatures: 3, outFeatures: 4 })',
      notRun: random,
      torch: { call: 'nn.Linear(3, 4)', notRun: random, differs: 'the same distribution' },
      tfjs: { call: 'tf.layers.dense({ units: 4 })', notRun: random, differs: 'Glorot, bias 0' },
    },
    {
      name: 'residualBlock',
      ours: 'residualBlock({ weight: squareMatrix, bias }, matrix)',
      torch: { call: 'matrix + F.relu(F.linear(matrix, squareMatrix, bias))', differs: 'of its parts' },
      jax: {
        call: 'np.add(matrix.ref, nn.relu(np.add(np.matmul(matrix, np.matrixTranspose(squareMatrix)), bias)))',
        differs: 'of its parts',
      },
    },
  ],
  own: {
    residualConvBlock: 'a residual block over a convolution that keeps the size',
    ghostBatchNorm: 'batch normalization over parts of the batch',
    piecewiseLinear: 'the schedule of the recipe; see optim',
    resNet9Recipe: 'how the bundled ResNet is trained',
    testTimeFlip: 'the mean over an image and its mirror image',
    initialResNet9: 'the parameters of the bundled ResNet; torchvision and Keras have other networks',
    resNet9: 'the bundled ResNet; torchvision and Keras have other networks',
    convolutionArithmetic: 'a convolution step by step, as data',
    convolutionTransposeArithmetic: 'a transposed convolution step by step, as data',
    convOutputSize: 'the size of an output with the formula and what is left over',
    convOutputSizes: 'the same along several axes',
    convTransposeOutputSize: 'the size of an output with the formula',
    convTransposeOutputSizes: 'the same along several axes',
    poolOutputSize: 'the size of an output with the formula and what is left over',
    poolOutputSizes: 'the same along several axes',
    receptiveField: 'what a position sees through several layers',
  },
  ownOptions: {
    GhostBatchNormOptions: 'of `ghostBatchNorm`',
    ResNet9Options: 'of `resNet9`',
  },
};
