import type { PackageTable } from '../row.ts';

const random = 'random numbers';
const lstmParams = 'const params = { weight_ih_l0: wIh4, weight_hh_l0: wHh4, bias_ih_l0: bIh4, bias_hh_l0: bHh4 };';
const gruParams = 'const params = { weight_ih_l0: wIh3, weight_hh_l0: wHh3, bias_ih_l0: bIh3, bias_hh_l0: bHh3 };';
const rnnParams = 'const params = { weight_ih_l0: wIh, weight_hh_l0: wHh, bias_ih_l0: bIh, bias_hh_l0: bHh };';
const torchLayer = (made: string, suffix: string): string =>
  `layer = ${made}\nlayer.load_state_dict({"weight_ih_l0": wIh${suffix}, "weight_hh_l0": wHh${suffix}, "bias_ih_l0": bIh${suffix}, "bias_hh_l0": bHh${suffix}})`;
const torchCell = (made: string, suffix: string): string =>
  `layer = ${made}\nlayer.load_state_dict({"weight_ih": wIh${suffix}, "weight_hh": wHh${suffix}, "bias_ih": bIh${suffix}, "bias_hh": bHh${suffix}})`;
const tfjsLayer = (made: string, weights: string, input = 'sequenceFirst'): string =>
  // Its own initial weights are orthogonal, which needs operations that Node's build lacks; they are replaced anyway.
  `const layer = ${made.replace('units: 5', "units: 5, recurrentInitializer: 'zeros'")}; ${input === 'step' ? 'layer.build(step.shape)' : `layer.apply(${input})`}; layer.setWeights(${weights});`;
const tfjsLstmWeights = '[tf.transpose(wIh4), tf.transpose(wHh4), tf.add(bIh4, bHh4)]';
/** tfjs has the blocks z, r, h where PyTorch has r, z, n. */
const tfjsGruWeights =
  '[wIh3, wHh3, tf.add(bIh3, bHh3)].map((rows) => { const [r, z, n] = tf.split(rows, 3, 0); const blocks = tf.concat([z, r, n], 0); return blocks.rank === 2 ? tf.transpose(blocks) : blocks; })';
const batchFirst = 'tf.transpose(result, [1, 0, 2])';
const tfjsWeights = 'weights transposed, one bias; batch first';
const notInJaxJs = 'jax-js has no recurrent layers and no scan';

/** @gradbook/layers-recurrent. */
export const layersRecurrent: PackageTable = {
  package: 'layers-recurrent',
  rows: [
    {
      name: 'lstm',
      setup: lstmParams,
      ours: 'lstm(params, sequence).output',
      torch: { setup: torchLayer('nn.LSTM(3, 5)', '4'), call: 'layer(sequence)[0]', differs: 'a module' },
      tfjs: {
        setup: tfjsLayer(
          "tf.layers.lstm({ units: 5, returnSequences: true, recurrentActivation: 'sigmoid' })",
          tfjsLstmWeights,
        ),
        call: 'layer.apply(sequenceFirst)',
        arrange: batchFirst,
        differs: `a layer; ${tfjsWeights}; the gates are hardSigmoid unless told`,
      },
    },
    {
      name: 'lstm',
      about: 'the final state',
      setup: lstmParams,
      ours: '((made) => [made.h, made.c])(lstm(params, sequence).state)',
      torch: { setup: torchLayer('nn.LSTM(3, 5)', '4'), call: 'layer(sequence)[1]', differs: 'a pair' },
      tfjs: {
        setup: tfjsLayer(
          "tf.layers.lstm({ units: 5, returnState: true, recurrentActivation: 'sigmoid' })",
          tfjsLstmWeights,
        ),
        call: 'layer.apply(sequenceFirst).slice(1)',
        differs: '`returnState`',
      },
    },
    {
      name: 'lstm',
      about: 'batchFirst',
      setup: lstmParams,
      ours: 'lstm(params, sequenceFirst, { batchFirst: true }).output',
      torch: {
        setup: torchLayer('nn.LSTM(3, 5, batch_first=True)', '4'),
        call: 'layer(sequenceFirst)[0]',
        differs: '`batch_first`',
      },
      tfjs: {
        setup: tfjsLayer(
          "tf.layers.lstm({ units: 5, returnSequences: true, recurrentActivation: 'sigmoid' })",
          tfjsLstmWeights,
        ),
        call: 'layer.apply(sequenceFirst)',
        differs: 'always so',
      },
    },
    {
      name: 'lstm',
      about: 'state',
      setup: `${lstmParams} const state = { h: reshape(hidden, [1, 2, 5]), c: reshape(cell, [1, 2, 5]) };`,
      ours: 'lstm(params, sequence, { state }).output',
      torch: { setup: torchLayer('nn.LSTM(3, 5)', '4'), call: 'layer(sequence, (hidden[None], cell[None]))[0]' },
      tfjs: {
        setup: tfjsLayer(
          "tf.layers.lstm({ units: 5, returnSequences: true, recurrentActivation: 'sigmoid' })",
          tfjsLstmWeights,
        ),
        call: 'layer.apply(sequenceFirst, { initialState: [hidden, cell] })',
        arrange: batchFirst,
        differs: '`initialState`',
      },
    },
    {
      name: 'lstm',
      about: 'lengths',
      setup: lstmParams,
      ours: 'lstm(params, sequence, { lengths: [4, 2] }).output',
      torch: {
        setup:
          torchLayer('nn.LSTM(3, 5)', '4') +
          '\npacked = nn.utils.rnn.pack_padded_sequence(sequence, [4, 2], enforce_sorted=False)',
        call: 'nn.utils.rnn.pad_packed_sequence(layer(packed)[0])[0]',
        differs: 'packed sequences',
      },
      tfjs: {
        call: 'tf.layers.masking({ maskValue: 0 })',
        differs: 'masks of steps whose inputs all have one value; past the end the last output is repeated, not 0',
        notRun: 'past the end of a sequence its outputs are others',
      },
    },
    {
      name: 'lstm',
      about: 'two directions',
      setup:
        'const params = { weight_ih_l0: wIh4, weight_hh_l0: wHh4, bias_ih_l0: bIh4, bias_hh_l0: bHh4,' +
        ' weight_ih_l0_reverse: wIh4b, weight_hh_l0_reverse: wHh4b, bias_ih_l0_reverse: bIh4b, bias_hh_l0_reverse: bHh4b };',
      ours: 'lstm(params, sequence).output',
      torch: {
        setup:
          'layer = nn.LSTM(3, 5, bidirectional=True)\nlayer.load_state_dict({"weight_ih_l0": wIh4, "weight_hh_l0": wHh4, "bias_ih_l0": bIh4, "bias_hh_l0": bHh4, ' +
          '"weight_ih_l0_reverse": wIh4b, "weight_hh_l0_reverse": wHh4b, "bias_ih_l0_reverse": bIh4b, "bias_hh_l0_reverse": bHh4b})',
        call: 'layer(sequence)[0]',
        differs: '`bidirectional`; ours reads it off the parameters',
      },
      tfjs: {
        setup:
          "const layer = tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 5, recurrentInitializer: 'zeros', returnSequences: true, recurrentActivation: 'sigmoid' }), mergeMode: 'concat' });" +
          'layer.apply(sequenceFirst);' +
          'layer.setWeights([tf.transpose(wIh4), tf.transpose(wHh4), tf.add(bIh4, bHh4), tf.transpose(wIh4b), tf.transpose(wHh4b), tf.add(bIh4b, bHh4b)]);',
        call: 'layer.apply(sequenceFirst)',
        arrange: batchFirst,
        differs: 'a layer around a layer',
      },
    },
    {
      name: 'gru',
      setup: gruParams,
      ours: 'gru(params, sequence).output',
      torch: { setup: torchLayer('nn.GRU(3, 5)', '3'), call: 'layer(sequence)[0]', differs: 'a module' },
    },
    {
      name: 'gru',
      about: "reset: 'before'",
      setup: gruParams,
      ours: "gru(params, sequence, { reset: 'before' }).output",
      tfjs: {
        setup: tfjsLayer(
          "tf.layers.gru({ units: 5, returnSequences: true, recurrentActivation: 'sigmoid' })",
          tfjsGruWeights,
        ),
        call: 'layer.apply(sequenceFirst)',
        arrange: batchFirst,
        differs: `always so; the blocks are z, r, h; ${tfjsWeights}; the gates are hardSigmoid unless told`,
      },
    },
    {
      name: 'rnn',
      setup: rnnParams,
      ours: 'rnn(params, sequence).output',
      torch: { setup: torchLayer('nn.RNN(3, 5)', ''), call: 'layer(sequence)[0]', differs: 'a module' },
      tfjs: {
        setup: tfjsLayer(
          'tf.layers.simpleRNN({ units: 5, returnSequences: true })',
          '[tf.transpose(wIh), tf.transpose(wHh), tf.add(bIh, bHh)]',
        ),
        call: 'layer.apply(sequenceFirst)',
        arrange: batchFirst,
        differs: `a layer; ${tfjsWeights}`,
      },
    },
    {
      name: 'rnn',
      about: 'nonlinearity',
      setup: rnnParams,
      ours: "rnn(params, sequence, { nonlinearity: 'relu' }).output",
      torch: { setup: torchLayer("nn.RNN(3, 5, nonlinearity='relu')", ''), call: 'layer(sequence)[0]' },
      tfjs: {
        setup: tfjsLayer(
          "tf.layers.simpleRNN({ units: 5, returnSequences: true, activation: 'relu' })",
          '[tf.transpose(wIh), tf.transpose(wHh), tf.add(bIh, bHh)]',
        ),
        call: 'layer.apply(sequenceFirst)',
        arrange: batchFirst,
        differs: '`activation`',
      },
    },
    {
      name: 'lstmCell',
      setup: 'const params = { weight_ih: wIh4, weight_hh: wHh4, bias_ih: bIh4, bias_hh: bHh4 };',
      ours: '((made) => [made.h, made.c])(lstmCell(params, step, { h: hidden, c: cell }))',
      torch: { setup: torchCell('nn.LSTMCell(3, 5)', '4'), call: 'layer(step, (hidden, cell))', differs: 'a pair' },
      tfjs: {
        setup: tfjsLayer("tf.layers.lstmCell({ units: 5, recurrentActivation: 'sigmoid' })", tfjsLstmWeights, 'step'),
        call: 'layer.call([step, hidden, cell], {}).slice(1)',
        differs: `the output before the state; ${tfjsWeights}`,
      },
    },
    {
      name: 'gruCell',
      setup: 'const params = { weight_ih: wIh3, weight_hh: wHh3, bias_ih: bIh3, bias_hh: bHh3 };',
      ours: 'gruCell(params, step, hidden)',
      torch: { setup: torchCell('nn.GRUCell(3, 5)', '3'), call: 'layer(step, hidden)' },
      tfjs: {
        call: 'tf.layers.gruCell({ units: 5 })',
        differs: 'the reset gate before the product, as `reset` of `gru`',
        notRun: 'it is the other variant',
      },
    },
    {
      name: 'rnnCell',
      setup: 'const params = { weight_ih: wIh, weight_hh: wHh, bias_ih: bIh, bias_hh: bHh };',
      ours: 'rnnCell(params, step, hidden)',
      torch: { setup: torchCell('nn.RNNCell(3, 5)', ''), call: 'layer(step, hidden)' },
      tfjs: {
        setup: tfjsLayer(
          'tf.layers.simpleRNNCell({ units: 5 })',
          '[tf.transpose(wIh), tf.transpose(wHh), tf.add(bIh, bHh)]',
          'step',
        ),
        call: 'layer.call([step, hidden], {})[0]',
        differs: tfjsWeights,
      },
    },
    {
      name: 'regressionHead',
      ours: 'regressionHead({ weight: headWeight, bias: headBias }, { output: reshape(hidden, [1, 2, 5]) })',
      torch: { call: 'F.linear(hidden[None], headWeight, headBias)', differs: 'a linear layer' },
      tfjs: {
        setup:
          'const inner = tf.layers.dense({ units: 2 }); const layer = tf.layers.timeDistributed({ layer: inner });' +
          'layer.build([1, 2, 5]); layer.setWeights([tf.transpose(headWeight), headBias]);',
        call: 'layer.apply(tf.reshape(hidden, [1, 2, 5]))',
        differs: '`timeDistributed`',
      },
    },
    {
      name: 'manyToOneHead',
      ours: 'manyToOneHead({ weight: headWeight, bias: headBias }, { last: hidden })',
      torch: { call: 'F.linear(hidden, headWeight, headBias)', differs: 'a linear layer' },
      tfjs: {
        setup:
          'const layer = tf.layers.dense({ units: 2 }); layer.build(hidden.shape);' +
          'layer.setWeights([tf.transpose(headWeight), headBias]);',
        call: 'layer.apply(hidden)',
        differs: 'a dense layer',
      },
    },
    {
      name: 'sequenceLoss',
      ours: 'sequenceLoss(sequence, mul(sequence, 2))',
      torch: { call: 'F.mse_loss(sequence, 2 * sequence)', differs: 'no lengths' },
      tfjs: { call: 'tf.losses.meanSquaredError(tf.mul(sequence, 2), sequence)', differs: 'no lengths; targets first' },
    },
    {
      name: 'spectralNorm',
      ours: 'spectralNorm(squareMatrix)',
      torch: 'torch.linalg.matrix_norm(squareMatrix, 2)',
      jax: { call: 'np.max(np.linalg.svdvals(squareMatrix))', differs: 'of the singular values' },
    },
    {
      name: 'spectralRadius',
      ours: 'spectralRadius(squareMatrix).value',
      torch: { call: 'torch.linalg.eigvals(squareMatrix).abs().max()', differs: 'of its parts; no bound on its error' },
    },
    {
      name: 'initialLstm',
      ours: 'initialLstm(key(0), { inputSize: 3, hiddenSize: 5 })',
      notRun: random,
      torch: { call: 'nn.LSTM(3, 5)', notRun: random, differs: 'the same distribution and names' },
      tfjs: { call: 'tf.layers.lstm({ units: 5 })', notRun: random, differs: 'Glorot and orthogonal, forget bias 1' },
    },
    {
      name: 'initialLstm',
      about: 'numLayers, bidirectional, projSize',
      ours: 'initialLstm(key(0), { inputSize: 3, hiddenSize: 5, numLayers: 2, bidirectional: true, projSize: 2 })',
      notRun: random,
      torch: {
        call: 'nn.LSTM(3, 5, num_layers=2, bidirectional=True, proj_size=2)',
        notRun: random,
        differs: '`num_layers`, `proj_size`',
      },
      tfjs: {
        call: 'tf.layers.stackedRNNCells',
        notRun: random,
        differs: 'cells in a list; `tf.layers.bidirectional` around a layer; no projection',
      },
    },
    {
      name: 'initialLstm',
      about: 'forgetBias',
      ours: 'initialLstm(key(0), { inputSize: 3, hiddenSize: 5, forgetBias: 1 })',
      notRun: random,
      tfjs: {
        call: 'tf.layers.lstm({ units: 5, unitForgetBias: true })',
        notRun: random,
        differs: '`unitForgetBias`, true unless given',
      },
    },
    {
      name: 'kaimingUniform',
      about: 'fan, gain',
      ours: "kaimingUniform({ fan: 'out', gain: 1 })",
      notRun: random,
      torch: { call: 'nn.init.kaiming_uniform_', notRun: random, differs: '`mode`, and the gain by `nonlinearity`' },
      tfjs: {
        call: 'tf.initializers.varianceScaling',
        notRun: random,
        differs: '`mode`, and `scale`, which is the square of the gain',
      },
    },
    {
      name: 'initialGru',
      ours: 'initialGru(key(0), { inputSize: 3, hiddenSize: 5 })',
      notRun: random,
      torch: { call: 'nn.GRU(3, 5)', notRun: random, differs: 'the same distribution and names' },
      tfjs: { call: 'tf.layers.gru({ units: 5 })', notRun: random, differs: 'Glorot and orthogonal' },
    },
    {
      name: 'initialRnn',
      ours: 'initialRnn(key(0), { inputSize: 3, hiddenSize: 5 })',
      notRun: random,
      torch: { call: 'nn.RNN(3, 5)', notRun: random, differs: 'the same distribution and names' },
      tfjs: { call: 'tf.layers.simpleRNN({ units: 5 })', notRun: random, differs: 'Glorot and orthogonal' },
    },
    {
      name: 'initialHead',
      ours: 'initialHead(key(0), { inputSize: 5, outputSize: 2 })',
      notRun: random,
      torch: { call: 'nn.Linear(5, 2)', notRun: random, differs: 'the same distribution' },
      tfjs: { call: 'tf.layers.dense({ units: 2 })', notRun: random, differs: 'Glorot, bias 0' },
    },
    ...(
      [
        ['xavierUniform', 'nn.init.xavier_uniform_', 'tf.initializers.glorotUniform'],
        ['xavierNormal', 'nn.init.xavier_normal_', 'tf.initializers.glorotNormal'],
        ['kaimingUniform', 'nn.init.kaiming_uniform_', 'tf.initializers.heUniform'],
        ['kaimingNormal', 'nn.init.kaiming_normal_', 'tf.initializers.heNormal'],
        ['orthogonal', 'nn.init.orthogonal_', 'tf.initializers.orthogonal'],
      ] as const
    ).map(([name, torch, tfjs]) => ({
      name,
      ours: `${name}()`,
      notRun: random,
      torch: { call: torch, notRun: random, differs: 'fills a tensor that is given' },
      tfjs: {
        call: tfjs,
        notRun: random,
        ...(name.endsWith('Normal') ? { differs: 'a normal distribution cut off at two deviations' } : {}),
      },
    })),
    {
      name: 'uniformInitializer',
      ours: 'uniformInitializer(0.1)',
      notRun: random,
      torch: { call: 'nn.init.uniform_', notRun: random, differs: 'fills a tensor that is given' },
      tfjs: {
        call: 'tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1 })',
        notRun: random,
        differs: 'both bounds',
      },
    },
  ],
  own: {
    gatedCell: 'the gated cell of the coursework',
    gatedRnn: 'the gated cell of the coursework, over a sequence',
    initialGatedRnn: 'the parameters of the gated cell of the coursework',
    gradientFlow: 'the norms of the gradients at each step, as data',
    gradientOutlook: 'what the recurrent weight says of gradients through time, with the reason',
    fromOnnx: 'reads the weights of ONNX’s recurrent operators',
    toOnnx: 'writes the weights of ONNX’s recurrent operators',
  },
  ownOptions: {
    'SequenceLossOptions.at': 'every step, or the last own one of each sequence',
    'GruOptions.activations': 'other functions for the gates, as ONNX has them',
    'GruOptions.clip': 'ONNX’s clip',
    'LstmOptions.activations':
      'other functions for the gates, as ONNX has them; tfjs has `activation` and `recurrentActivation`',
    'LstmOptions.clip': 'ONNX’s clip',
    'LstmOptions.coupled': 'ONNX’s input_forget',
    'RnnOptions.recurrence': 'the other form of the recurrence, of states before σ',
    'RnnOptions.clip': 'ONNX’s clip',
    'SequenceOptions.residual': 'adds a layer’s input to its output',
    'SequenceOptions.watch': 'sees every state, for `gradientFlow`',
    'SequenceOptions.fused': 'whether one kernel computes the whole sequence',
    'InitialOptions.input': 'the initializer of the input weights; tfjs has `kernelInitializer`',
    'InitialOptions.recurrent': 'the initializer of the recurrent weights; tfjs has `recurrentInitializer`',
  },
  note: notInJaxJs,
};
