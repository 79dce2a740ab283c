import type { PackageTable } from '../row.ts';

/** Two steps of ours from `weights` with the gradient `gradient`. */
const ourSteps =
  'let params = weights; let state = optimizer.init(params);' +
  'for (let i = 0; i < 2; i++) ({ params, state } = optimizer.update(params, gradient, state));';
/** Two steps of PyTorch's. */
const torchSteps = (made: string): string =>
  `w = weights.clone().requires_grad_()\noptimizer = ${made}\nfor _ in range(2):\n    w.grad = gradient.clone()\n    optimizer.step()`;
/** Two steps of tfjs's. */
const tfjsSteps =
  'const w = tf.variable(weights); for (let i = 0; i < 2; i++) optimizer.applyGradients([{ name: w.name, tensor: gradient }]);';
const asState = 'the parameters are changed in place';
const warmDown = 'a schedule of an optimizer, stepped by hand';

/** The rates of a scheduler of PyTorch's at its first steps. */
const torchRates = (scheduler: string, count: number, rate = '1.0'): string =>
  [
    `optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=${rate})`,
    `scheduler = ${scheduler}`,
    'rates = []',
    `for _ in range(${count}):`,
    '    rates.append(optimizer.param_groups[0]["lr"])',
    '    optimizer.step()',
    '    scheduler.step()',
  ].join('\n');

/** @gradbook/optim. */
export const optim: PackageTable = {
  package: 'optim',
  rows: [
    {
      name: 'sgd',
      setup: `const optimizer = sgd({ learningRate: 0.1 });${ourSteps}`,
      ours: 'params',
      torch: { setup: torchSteps('torch.optim.SGD([w], lr=0.1)'), call: 'w', differs: `\`lr\`; ${asState}` },
      tfjs: { setup: `const optimizer = tf.train.sgd(0.1);${tfjsSteps}`, call: 'w', differs: asState },
    },
    {
      name: 'sgd',
      about: 'momentum, nesterov, weightDecay',
      setup: `const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 });${ourSteps}`,
      ours: 'params',
      torch: {
        setup: torchSteps('torch.optim.SGD([w], lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)'),
        call: 'w',
        differs: '`weight_decay`',
      },
    },
    {
      name: 'sgd',
      about: 'momentum',
      setup: `const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });${ourSteps}`,
      ours: 'params',
      torch: { setup: torchSteps('torch.optim.SGD([w], lr=0.1, momentum=0.9)'), call: 'w', differs: asState },
      tfjs: {
        setup: `const optimizer = tf.train.momentum(0.1, 0.9);${tfjsSteps}`,
        call: 'w',
        differs: 'an optimizer of its own; no weight decay',
      },
    },
    {
      name: 'sgd',
      about: 'dampening, maximize',
      setup: `const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.5, maximize: true });${ourSteps}`,
      ours: 'params',
      torch: {
        setup: torchSteps('torch.optim.SGD([w], lr=0.1, momentum=0.9, dampening=0.5, maximize=True)'),
        call: 'w',
        differs: asState,
      },
    },
    {
      name: 'adam',
      setup: `const optimizer = adam({ learningRate: 0.1 });${ourSteps}`,
      ours: 'params',
      torch: { setup: torchSteps('torch.optim.Adam([w], lr=0.1)'), call: 'w', differs: `\`lr\`; ${asState}` },
      tfjs: {
        setup: `const optimizer = tf.train.adam(0.1, 0.9, 0.999, 1e-8);${tfjsSteps}`,
        call: 'w',
        differs: `ε is 1e-7 unless given; by position; ${asState}`,
      },
    },
    {
      name: 'adam',
      about: 'betas, epsilon, weightDecay, amsgrad',
      setup: `const optimizer = adam({ learningRate: 0.1, betas: [0.8, 0.99], epsilon: 1e-6, weightDecay: 0.01, amsgrad: true });${ourSteps}`,
      ours: 'params',
      torch: {
        setup: torchSteps(
          'torch.optim.Adam([w], lr=0.1, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01, amsgrad=True)',
        ),
        call: 'w',
        differs: '`eps`, `weight_decay`',
      },
    },
    {
      name: 'adamW',
      setup: `const optimizer = adamW({ learningRate: 0.1 });${ourSteps}`,
      ours: 'params',
      torch: { setup: torchSteps('torch.optim.AdamW([w], lr=0.1)'), call: 'w', differs: `\`lr\`; ${asState}` },
    },
    {
      name: 'exponentialAverage',
      setup: 'const average = exponentialAverage({ decay: 0.75 });',
      ours: 'average.update(average.init(weights), gradient)',
      torch: {
        setup:
          'linear = nn.Linear(2, 3, bias=False)\nlinear.weight.data = weights.clone()\n' +
          'averaged = torch.optim.swa_utils.AveragedModel(linear, avg_fn=lambda a, p, n: 0.75 * a + 0.25 * p)\n' +
          'averaged.update_parameters(linear)\nlinear.weight.data = gradient.clone()\naveraged.update_parameters(linear)',
        call: 'averaged.module.weight',
        differs: 'of a module, by a function',
      },
      tfjs: {
        setup: 'const average = tf.variable(weights);',
        call: 'tf.movingAverage(average, gradient, 0.75, undefined, false)',
        differs: 'of one variable; divided by 1 − decay^step unless told',
        notRun: 'it is computed with operations that only another package registers',
      },
    },
    {
      name: 'crossEntropy',
      ours: 'crossEntropy(logits, classes)',
      torch: 'F.cross_entropy(logits, classes)',
      tfjs: {
        call: 'tf.losses.softmaxCrossEntropy(tf.oneHot(classes, 3), logits)',
        differs: 'targets as distributions, and first',
      },
    },
    {
      name: 'crossEntropy',
      about: 'weight, labelSmoothing, reduction',
      ours: "crossEntropy(logits, classes, { weight: classWeight, labelSmoothing: 0.1, reduction: 'sum' })",
      torch: {
        call: "F.cross_entropy(logits, classes, weight=classWeight, label_smoothing=0.1, reduction='sum')",
        differs: '`label_smoothing`',
      },
    },
    {
      name: 'crossEntropy',
      about: 'ignoreIndex',
      ours: 'crossEntropy(logits, classes, { ignoreIndex: 2 })',
      torch: { call: 'F.cross_entropy(logits, classes, ignore_index=2)', differs: '`ignore_index`' },
    },
    {
      name: 'crossEntropy',
      about: 'targets as distributions',
      ours: 'crossEntropy(logits, soft)',
      torch: 'F.cross_entropy(logits, soft)',
      tfjs: { call: 'tf.losses.softmaxCrossEntropy(soft, logits)', differs: 'targets first' },
    },
    {
      name: 'negativeLogLikelihood',
      ours: 'negativeLogLikelihood(logSoftmax(logits), classes, { weight: classWeight })',
      torch: 'F.nll_loss(F.log_softmax(logits, 1), classes, weight=classWeight)',
    },
    {
      name: 'meanSquaredError',
      ours: 'meanSquaredError(x, y)',
      torch: 'F.mse_loss(x, y)',
      tfjs: { call: 'tf.losses.meanSquaredError(y, x)', differs: 'targets first' },
      jax: { call: 'np.mean(np.square(np.subtract(x, y)))', differs: 'of its parts' },
    },
    {
      name: 'meanAbsoluteError',
      ours: 'meanAbsoluteError(x, y)',
      torch: 'F.l1_loss(x, y)',
      tfjs: { call: 'tf.losses.absoluteDifference(y, x)', differs: 'targets first' },
      jax: { call: 'np.mean(np.abs(np.subtract(x, y)))', differs: 'of its parts' },
    },
    {
      name: 'huber',
      ours: 'huber(x, y, { delta: 0.5 })',
      torch: 'F.huber_loss(x, y, delta=0.5)',
      tfjs: { call: 'tf.losses.huberLoss(y, x, undefined, 0.5)', differs: 'targets first' },
    },
    {
      name: 'binaryCrossEntropy',
      ours: 'binaryCrossEntropy(x, targets01)',
      torch: { call: 'F.binary_cross_entropy_with_logits(x, targets01)', differs: 'the other takes probabilities' },
      tfjs: {
        call: 'tf.losses.sigmoidCrossEntropy(targets01, x)',
        differs: 'targets first; `logLoss` takes probabilities',
      },
    },
    {
      name: 'binaryCrossEntropy',
      about: 'positiveWeight, weight',
      ours: 'binaryCrossEntropy(x, targets01, { positiveWeight: p, weight: p })',
      torch: {
        call: 'F.binary_cross_entropy_with_logits(x, targets01, weight=p, pos_weight=p)',
        differs: '`pos_weight`',
      },
    },
    {
      name: 'accuracy',
      ours: 'accuracy(logits, classes)',
      torch: { call: '(logits.argmax(1) == classes).double().mean()', differs: 'of its parts' },
      tfjs: {
        call: 'tf.mean(tf.metrics.categoricalAccuracy(tf.oneHot(classes, 3), logits))',
        differs: 'one number for each example',
      },
      jax: { call: 'np.mean(np.astype(np.equal(np.argmax(logits, 1), classes), np.float32))', differs: 'of its parts' },
    },
    {
      name: 'globalNorm',
      ours: 'globalNorm([weights, gradient])',
      torch: {
        setup:
          'w = weights.requires_grad_()\nw.grad = gradient\nu = gradient.clone().requires_grad_()\nu.grad = weights.detach()',
        call: 'nn.utils.clip_grad_norm_([w, u], math.inf)',
        differs: 'as what clipping gives',
      },
    },
    {
      name: 'clipGradNorm',
      ours: 'clipGradNorm([gradient], 0.5).gradients',
      torch: {
        setup: 'w = weights.requires_grad_()\nw.grad = gradient.clone()\nnn.utils.clip_grad_norm_([w], 0.5)',
        call: 'w.grad',
        differs: 'the gradients are changed in place',
      },
    },
    {
      name: 'clipGradNorm',
      about: 'normType',
      ours: 'clipGradNorm([gradient], 0.5, { normType: 1 }).gradients',
      torch: {
        setup:
          'w = weights.requires_grad_()\nw.grad = gradient.clone()\nnn.utils.clip_grad_norm_([w], 0.5, norm_type=1)',
        call: 'w.grad',
        differs: '`norm_type`',
      },
    },
    {
      name: 'clipGradValue',
      ours: 'clipGradValue([gradient], 0.3)',
      torch: {
        setup: 'w = weights.requires_grad_()\nw.grad = gradient.clone()\nnn.utils.clip_grad_value_([w], 0.3)',
        call: 'w.grad',
        differs: 'the gradients are changed in place',
      },
      tfjs: { call: 'tf.clipByValue(gradient, -0.3, 0.3)', differs: 'of one tensor' },
      jax: { call: 'np.clip(np.array([[0.5, -0.2], [0.1, -0.4], [0.3, 0]]), -0.3, 0.3)', notRun: 'of one array' },
    },
    {
      name: 'requireFinite',
      ours: 'requireFinite([gradient])',
      torch: {
        setup:
          'w = weights.requires_grad_()\nw.grad = gradient\nnn.utils.clip_grad_norm_([w], 1e9, error_if_nonfinite=True)',
        call: 'w.grad',
        differs: 'an option of clipping; it does not say where',
      },
    },
    {
      name: 'cosineDecay',
      setup: 'const schedule = cosineDecay({ from: 1, steps: 10 });',
      ours: '[0, 1, 2, 5].map(schedule)',
      torch: {
        setup: torchRates('torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)', 6),
        call: '[rates[0], rates[1], rates[2], rates[5]]',
        differs: warmDown,
      },
    },
    {
      name: 'stepDecay',
      setup: 'const schedule = stepDecay({ from: 8, factor: 0.5, every: 2 });',
      ours: '[0, 1, 2, 3, 4].map(schedule)',
      torch: {
        setup: torchRates('torch.optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.5)', 5, '8.0'),
        call: 'rates',
        differs: warmDown,
      },
    },
    {
      name: 'exponentialDecay',
      setup: 'const schedule = exponentialDecay({ from: 8, factor: 0.5 });',
      ours: '[0, 1, 2].map(schedule)',
      torch: {
        setup: torchRates('torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)', 3, '8.0'),
        call: 'rates',
        differs: warmDown,
      },
    },
    {
      name: 'linearWarmup',
      setup: 'const schedule = linearWarmup({ from: 0.25, to: 1, steps: 4 });',
      ours: '[0, 1, 2, 4, 5].map(schedule)',
      torch: {
        setup: torchRates('torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.25, total_iters=4)', 6),
        call: '[rates[0], rates[1], rates[2], rates[4], rates[5]]',
        differs: warmDown,
      },
    },
    {
      name: 'oneCycle',
      setup: 'const schedule = oneCycle({ max: 1, steps: 10 });',
      ours: '[0, 1, 2, 3, 6, 9].map(schedule)',
      torch: {
        setup: torchRates('torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.0, total_steps=10)', 10),
        call: '[rates[0], rates[1], rates[2], rates[3], rates[6], rates[9]]',
        differs: `${warmDown}; it moves the momentum too, unless told not to`,
      },
    },
    {
      name: 'constant',
      ours: '[0, 5].map(constant(0.1))',
      torch: {
        setup: torchRates('torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.1)', 6),
        call: '[rates[0], rates[5]]',
        differs: 'or no scheduler at all',
      },
    },
    {
      name: 'piecewiseLinear',
      setup: 'const schedule = piecewiseLinear([[0, 0], [5, 0.4], [25, 0]]);',
      ours: '[0, 5, 15, 20].map(schedule)',
      torch: {
        call: '[float(min(step / 5, (25 - step) / 20)) * 0.4 for step in (0, 5, 15, 20)]',
        differs: '`LambdaLR` with a function of your own',
      },
    },
    {
      name: 'serialize',
      ours: 'serialize(x)',
      notRun: 'its result is text',
      torch: { call: 'torch.save', notRun: 'it writes a file', differs: 'a pickle, not JSON' },
      tfjs: { call: 'tf.io.encodeWeights', notRun: 'its result is bytes', differs: 'bytes and a manifest' },
    },
    {
      name: 'deserialize',
      ours: 'deserialize(text)',
      notRun: 'it reads what serialize wrote',
      torch: { call: 'torch.load', notRun: 'it reads a file', differs: 'a pickle, not JSON' },
      tfjs: { call: 'tf.io.decodeWeights', notRun: 'it reads bytes', differs: 'bytes and a manifest' },
    },
  ],
  own: {
    NonFiniteError: 'the error of gradients that are not finite, with where',
    normalizeBackward: 'the identity, whose gradient is scaled to a norm',
    readLossCurve: 'says what a loss curve tells: explosion, overfitting, a plateau',
    HyperparameterError: 'the error of an option outside its range',
    searchHyperparameters: 'a coordinate search for hyperparameters',
  },
  ownOptions: {
    CurveOptions: 'of `readLossCurve`',
    SearchOptions: 'of `searchHyperparameters`',
    'UpdateOptions.donate': 'frees what the step replaces: the others change it in place',
  },
};
