import type { Row } from '../row.ts';

/** tfjs has the channels last, and brings its result into that order. */
const last2 = 'tf.transpose(result, [0, 3, 1, 2])';
const last1 = 'tf.transpose(result, [0, 2, 1])';
const last3 = 'tf.transpose(result, [0, 4, 1, 2, 3])';
const channelsLast = 'channels last; the filter is [height, width, in, out]';

/** Convolutions and pooling of core-ops. */
export const windows: readonly Row[] = [
  {
    name: 'conv1d',
    ours: 'conv1d(signal, filter1, { stride: 2, padding: 1 })',
    torch: 'F.conv1d(signal, filter1, stride=2, padding=1)',
    tfjs: {
      call: "tf.conv1d(tf.pad(signalLast, [[0, 0], [1, 1], [0, 0]]), filter1Last, 2, 'valid')",
      arrange: last1,
      differs: "channels last; the filter is [width, in, out]; padding is 'same' or 'valid'",
    },
    jax: { call: 'lax.convGeneralDilated(signal, filter1, [2], [[1, 1]])', differs: 'padding as pairs' },
  },
  {
    name: 'conv2d',
    ours: 'conv2d(image, filter2, { stride: 2, padding: 1 })',
    torch: 'F.conv2d(image, filter2, stride=2, padding=1)',
    tfjs: { call: 'tf.conv2d(imageLast, filter2Last, 2, 1)', arrange: last2, differs: channelsLast },
    jax: { call: 'lax.convGeneralDilated(image, filter2, [2, 2], [[1, 1], [1, 1]])', differs: 'padding as pairs' },
  },
  {
    name: 'conv2d',
    about: "padding: 'same'",
    ours: "conv2d(image, filter2, { padding: 'same' })",
    torch: { call: "F.conv2d(image, filter2, padding='same')", differs: 'stride 1 only, as ours' },
    tfjs: { call: "tf.conv2d(imageLast, filter2Last, 1, 'same')", arrange: last2, differs: 'for every stride' },
    jax: { call: "lax.conv(image, filter2, [1, 1], 'SAME')", differs: 'for every stride' },
  },
  {
    name: 'conv2d',
    about: 'dilation',
    ours: 'conv2d(image, filter2, { dilation: 2 })',
    torch: 'F.conv2d(image, filter2, dilation=2)',
    tfjs: {
      call: "tf.conv2d(imageLast, filter2Last, 1, 'valid', 'NHWC', 2)",
      arrange: last2,
      differs: 'its gradient is not implemented for a dilation above 1',
    },
    jax: {
      call: 'lax.convGeneralDilated(image, filter2, [1, 1], [[0, 0], [0, 0]], { rhsDilation: [2, 2] })',
      differs: '`rhsDilation`',
    },
  },
  {
    name: 'conv2d',
    about: 'groups',
    ours: 'conv2d(image, depthFilter, { groups: 3 })',
    torch: 'F.conv2d(image, depthFilter, groups=3)',
    tfjs: {
      call: "tf.depthwiseConv2d(imageLast, tf.transpose(tf.reshape(depthFilter, [3, 2, 3, 3]), [2, 3, 0, 1]), 1, 'valid')",
      arrange: last2,
      differs: 'depthwise only; the filter is [height, width, in, multiplier]',
    },
    jax: {
      call: 'lax.convGeneralDilated(image, depthFilter, [1, 1], [[0, 0], [0, 0]], { featureGroupCount: 3 })',
      differs: '`featureGroupCount`',
    },
  },
  {
    name: 'conv3d',
    ours: 'conv3d(volume, filter3)',
    torch: 'F.conv3d(volume, filter3)',
    tfjs: { call: "tf.conv3d(volumeLast, filter3Last, 1, 'valid')", arrange: last3, differs: 'channels last' },
    jax: "lax.conv(volume, filter3, [1, 1, 1], 'VALID')",
  },
  {
    name: 'convTranspose1d',
    ours: 'convTranspose1d(signal, transposed1, { stride: 2 })',
    torch: 'F.conv_transpose1d(signal, transposed1, stride=2)',
    jax: {
      call: "lax.convTranspose(signal, np.flip(np.transpose(transposed1, [1, 0, 2]), 2), [2], 'VALID')",
      differs: 'the filter is [out, in, …], and turned round',
    },
  },
  {
    name: 'convTranspose2d',
    ours: 'convTranspose2d(image, transposed2, { stride: 2, padding: 1 })',
    torch: 'F.conv_transpose2d(image, transposed2, stride=2, padding=1)',
    tfjs: {
      call: 'tf.conv2dTranspose(imageLast, transposed2Last, [2, 11, 11, 4], 2, 1)',
      arrange: last2,
      differs: 'channels last; the filter is [height, width, out, in]; the size of the output is given',
    },
    jax: {
      call: 'lax.convTranspose(image, np.flip(np.transpose(transposed2, [1, 0, 2, 3]), [2, 3]), [2, 2], [[1, 1], [1, 1]])',
      differs: 'the filter is [out, in, …], and turned round; padding as pairs',
    },
  },
  {
    name: 'convTranspose2d',
    about: 'outputPadding',
    ours: 'convTranspose2d(image, transposed2, { stride: 2, padding: 1, outputPadding: 1 })',
    torch: {
      call: 'F.conv_transpose2d(image, transposed2, stride=2, padding=1, output_padding=1)',
      differs: '`output_padding`',
    },
    jax: {
      call: 'lax.convTranspose(image, np.flip(np.transpose(transposed2, [1, 0, 2, 3]), [2, 3]), [2, 2], [[1, 0], [1, 0]])',
      differs: 'as less padding after',
    },
  },
  {
    name: 'convTranspose3d',
    ours: 'convTranspose3d(volume, transposed3)',
    torch: 'F.conv_transpose3d(volume, transposed3)',
    tfjs: {
      call: "tf.conv3dTranspose(volumeLast, tf.transpose(transposed3, [2, 3, 4, 1, 0]), [1, 5, 5, 5, 3], 1, 'valid')",
      arrange: last3,
      differs: 'channels last; the size of the output is given',
    },
    jax: {
      call: "lax.convTranspose(volume, np.flip(np.transpose(transposed3, [1, 0, 2, 3, 4]), [2, 3, 4]), [1, 1, 1], 'VALID')",
      differs: 'the filter is [out, in, …], and turned round',
    },
  },
  {
    name: 'convolution',
    ours: 'bind(convolution, [image, filter2], attributes)[0]',
    setup: 'const attributes = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, size: [4, 4] };',
    torch: 'F.conv2d(image, filter2)',
    jax: 'lax.convGeneralDilated(image, filter2, [1, 1], [[0, 0], [0, 0]])',
  },
  {
    name: 'convInputGradient',
    ours: 'bind(convInputGradient, [small4, filter2], attributes)[0]',
    setup:
      'const attributes = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, size: [6, 6] };' +
      'const small4 = slice(conv2d(image, filter2), [0, 0, 0, 0], [2, 4, 4, 4]);',
    torch: {
      call: 'torch.nn.grad.conv2d_input(image.shape, filter2, F.conv2d(image, filter2))',
      differs: 'the size of the input is given',
    },
    tfjs: {
      call: "tf.conv2dTranspose(tf.conv2d(imageLast, filter2Last, 1, 'valid'), filter2Last, [2, 6, 6, 3], 1, 'valid')",
      arrange: last2,
      differs: 'as the transposed convolution',
    },
  },
  {
    name: 'convFilterGradient',
    ours: 'bind(convFilterGradient, [image, conv2d(image, filter2)], attributes)[0]',
    setup: 'const attributes = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, size: [3, 3] };',
    torch: {
      call: 'torch.nn.grad.conv2d_weight(image, filter2.shape, F.conv2d(image, filter2))',
      differs: 'the size of the filter is given',
    },
  },
  {
    name: 'maxPool1d',
    ours: 'maxPool1d(signal, { kernel: 3, stride: 2 })',
    torch: 'F.max_pool1d(signal, 3, stride=2)',
    tfjs: {
      call: 'tf.layers.maxPooling1d({ poolSize: 3, strides: 2 }).apply(signalLast)',
      arrange: last1,
      differs: 'a layer; channels last',
    },
    jax: {
      call: 'lax.reduceWindow(signal, (window) => np.max(window), [1, 1, 3], [1, 1, 2])',
      differs: 'a window over all axes, and any reduction',
    },
  },
  {
    name: 'maxPool2d',
    about: 'padding',
    ours: 'maxPool2d(image, { kernel: 3, stride: 2, padding: 1 })',
    torch: 'F.max_pool2d(image, 3, stride=2, padding=1)',
    tfjs: { call: 'tf.maxPool(imageLast, 3, 2, 1)', arrange: last2, differs: 'channels last' },
  },
  {
    name: 'maxPool2d',
    ours: 'maxPool2d(image, { kernel: 2 })',
    torch: 'F.max_pool2d(image, 2)',
    tfjs: {
      call: "tf.maxPool(imageLast, 2, 2, 'valid')",
      arrange: last2,
      differs: 'channels last; the stride has no default',
    },
    jax: {
      call: 'lax.reduceWindow(image, (window) => np.max(window), [1, 1, 2, 2], [1, 1, 2, 2])',
      differs: 'a window over all axes, and any reduction',
    },
  },
  {
    name: 'maxPool2d',
    about: 'dilation, ceilMode',
    ours: 'maxPool2d(image, { kernel: 2, stride: 2, dilation: 2, ceilMode: true })',
    torch: { call: 'F.max_pool2d(image, 2, stride=2, dilation=2, ceil_mode=True)', differs: '`ceil_mode`' },
  },
  {
    name: 'maxPool3d',
    ours: 'maxPool3d(volume, { kernel: 2 })',
    torch: 'F.max_pool3d(volume, 2)',
    tfjs: { call: "tf.maxPool3d(volumeLast, 2, 2, 'valid')", arrange: last3, differs: 'channels last' },
    jax: {
      call: 'lax.reduceWindow(volume, (window) => np.max(window), [1, 1, 2, 2, 2], [1, 1, 2, 2, 2])',
      differs: 'a window over all axes, and any reduction',
    },
  },
  {
    name: 'maxPoolWithIndices',
    ours: '((pooled) => [pooled.values, pooled.indices])(maxPoolWithIndices(image, { kernel: [2, 2] }))',
    torch: { call: 'F.max_pool2d(image, 2, return_indices=True)', differs: '`return_indices`' },
    tfjs: {
      call: "tf.maxPoolWithArgmax(imageLast, 2, 2, 'valid')",
      differs: 'positions count over height, width and channels',
      notRun: 'the positions are counted otherwise, and no kernel for the CPU has them',
    },
  },
  {
    name: 'averagePool1d',
    ours: 'averagePool1d(signal, { kernel: 2 })',
    torch: { call: 'F.avg_pool1d(signal, 2)' },
    tfjs: {
      call: 'tf.layers.averagePooling1d({ poolSize: 2 }).apply(signalLast)',
      arrange: last1,
      differs: 'a layer; channels last',
    },
    jax: {
      call: 'lax.reduceWindow(signal, (window) => np.mean(window), [1, 1, 2], [1, 1, 2])',
      differs: 'a window over all axes, and any reduction',
    },
  },
  {
    name: 'averagePool2d',
    ours: 'averagePool2d(image, { kernel: 3, stride: 2, padding: 1 })',
    torch: 'F.avg_pool2d(image, 3, stride=2, padding=1)',
    tfjs: {
      call: "tf.avgPool(tf.pad(imageLast, [[0, 0], [1, 1], [1, 1], [0, 0]]), 3, 2, 'valid')",
      arrange: last2,
      differs: 'channels last; its own padding never counts',
    },
    jax: {
      call: 'lax.reduceWindow(np.pad(image, [[0, 0], [0, 0], [1, 1], [1, 1]]), (window) => np.mean(window), [1, 1, 3, 3], [1, 1, 2, 2])',
      differs: 'a window over all axes, and any reduction',
    },
  },
  {
    name: 'averagePool2d',
    about: 'countIncludePad',
    ours: 'averagePool2d(image, { kernel: 3, stride: 2, padding: 1, countIncludePad: false })',
    torch: {
      call: 'F.avg_pool2d(image, 3, stride=2, padding=1, count_include_pad=False)',
      differs: '`count_include_pad`',
    },
    tfjs: { call: 'tf.avgPool(imageLast, 3, 2, 1)', arrange: last2, differs: 'always so' },
  },
  {
    name: 'averagePool2d',
    about: 'divisor, ceilMode',
    ours: 'averagePool2d(image, { kernel: 4, stride: 4, divisor: 5, ceilMode: true })',
    torch: {
      call: 'F.avg_pool2d(image, 4, stride=4, ceil_mode=True, divisor_override=5)',
      differs: '`divisor_override`, `ceil_mode`',
    },
  },
  {
    name: 'averagePool3d',
    ours: 'averagePool3d(volume, { kernel: 2 })',
    torch: 'F.avg_pool3d(volume, 2)',
    tfjs: { call: "tf.avgPool3d(volumeLast, 2, 2, 'valid')", arrange: last3, differs: 'channels last' },
    jax: {
      call: 'lax.reduceWindow(volume, (window) => np.mean(window), [1, 1, 2, 2, 2], [1, 1, 2, 2, 2])',
      differs: 'a window over all axes, and any reduction',
    },
  },
  {
    name: 'adaptiveAveragePool',
    ours: 'adaptiveAveragePool(image, [4, 3])',
    torch: { call: 'F.adaptive_avg_pool2d(image, (4, 3))', differs: 'a function for each number of axes' },
  },
  {
    name: 'adaptiveMaxPool',
    ours: 'adaptiveMaxPool(image, [4, 3])',
    torch: { call: 'F.adaptive_max_pool2d(image, (4, 3))', differs: 'a function for each number of axes' },
  },
  {
    name: 'globalAveragePool',
    ours: 'globalAveragePool(image)',
    torch: { call: 'F.adaptive_avg_pool2d(image, 1)', differs: 'an output of one position' },
    tfjs: { call: 'tf.layers.globalAveragePooling2d({}).apply(imageLast)', differs: 'a layer; channels last; [N, C]' },
    jax: { call: 'np.mean(image, [2, 3])', differs: 'a mean over the axes' },
  },
  {
    name: 'globalMaxPool',
    ours: 'globalMaxPool(image)',
    torch: { call: 'F.adaptive_max_pool2d(image, 1)', differs: 'an output of one position' },
    tfjs: { call: 'tf.layers.globalMaxPooling2d({}).apply(imageLast)', differs: 'a layer; channels last; [N, C]' },
    jax: { call: 'np.max(image, [2, 3])', differs: 'a maximum over the axes' },
  },
];
