import type { PackageTable } from '../row.ts';

const loss = 'const loss = (z) => sum(mul(z, square(z)));';
const torchLoss = 'loss = lambda z: (z * z ** 2).sum()';
const tfjsLoss = 'const loss = (z) => tf.sum(tf.mul(z, tf.square(z)));';
const jaxLoss = 'const loss = (z) => np.sum(np.multiply(z.ref, np.square(z)));';

/** @gradbook/autograd. */
export const autograd: PackageTable = {
  package: 'autograd',
  rows: [
    {
      name: 'grad',
      setup: loss,
      ours: 'grad(loss)(v)',
      torch: {
        setup: torchLoss,
        call: 'torch.autograd.grad(loss(v.requires_grad_()), v)[0]',
        differs: 'of a value, after `requires_grad`',
      },
      tfjs: {
        setup: tfjsLoss,
        call: 'tf.grad(loss)(v)',
        notRun: 'the Node build of tfjs-core has no gradients unless `register_all_gradients` is loaded with a bundler',
      },
      jax: { setup: jaxLoss, call: 'jax.grad(loss)(v)' },
    },
    {
      name: 'grad',
      about: 'argument',
      setup: 'const loss = (a, b) => sum(mul(a, square(b)));',
      ours: 'grad(loss, { argument: 1 })(x, y)',
      torch: {
        setup: 'loss = lambda a, b: (a * b ** 2).sum()',
        call: 'torch.autograd.grad(loss(x, y.requires_grad_()), y)[0]',
        differs: 'the tensors are named',
      },
      tfjs: {
        setup: 'const loss = (a, b) => tf.sum(tf.mul(a, tf.square(b)));',
        call: 'tf.grads(loss)([x, y])[1]',
        differs: 'in all arguments',
        notRun: 'the Node build of tfjs-core has no gradients unless `register_all_gradients` is loaded with a bundler',
      },
      jax: {
        setup: 'const loss = (a, b) => np.sum(np.multiply(a, np.square(b)));',
        call: 'jax.grad(loss, { argnums: 1 })(x, y)',
        differs: '`argnums`',
      },
    },
    {
      name: 'valueAndGrad',
      setup: loss,
      ours: 'valueAndGrad(loss)(v)',
      tfjs: {
        setup: tfjsLoss,
        call: 'tf.valueAndGrad(loss)(v)',
        notRun: 'the Node build of tfjs-core has no gradients unless `register_all_gradients` is loaded with a bundler',
      },
      jax: { setup: jaxLoss, call: 'jax.valueAndGrad(loss)(v)', differs: 'a pair' },
    },
    {
      name: 'vjp',
      ours: '((made) => [made.value, made.pullback(v)])(vjp((z) => square(z), v))',
      torch: { call: 'torch.autograd.functional.vjp(torch.square, v, v)', differs: 'the cotangent at once' },
      jax: {
        setup: 'const [value, pullback] = jax.vjp(np.square, [v.ref]);',
        call: '[value, pullback(v)]',
        differs: 'a pair; the arguments as an array',
      },
    },
    {
      name: 'jacobian',
      ours: 'jacobian((z) => mul(z, sum(z)))(v)',
      torch: {
        call: 'torch.autograd.functional.jacobian(lambda z: z * z.sum(), v)',
        differs: 'function and inputs at once',
      },
      jax: 'jax.jacrev((z) => np.multiply(z.ref, np.sum(z)))(v)',
    },
    {
      name: 'hessian',
      setup: loss,
      ours: 'hessian(loss)(v)',
      torch: {
        setup: torchLoss,
        call: 'torch.autograd.functional.hessian(loss, v)',
        differs: 'function and inputs at once',
      },
      jax: { setup: jaxLoss, call: 'jax.hessian(loss)(v)' },
    },
    {
      name: 'checkGradients',
      ours: 'checkGradients((z) => sum(square(z)), [v])',
      notRun: 'its result is a report',
      torch: {
        call: 'torch.autograd.gradcheck(lambda z: (z ** 2).sum(), v.requires_grad_())',
        differs: 'true, or an error',
      },
    },
    {
      name: 'trace',
      ours: 'trace(({ w, u }) => ({ p: mul(w, u) }), { w: float64(2), u: float64(5) })',
      notRun: 'its result is a graph',
      torch: {
        call: 'torch.fx.symbolic_trace(lambda w, u: w * u)',
        notRun: 'its result is a graph',
        differs: 'no partials',
      },
      jax: {
        call: 'jax.makeJaxpr((w, u) => np.multiply(w, u))',
        notRun: 'its result is a program',
        differs: 'no partials',
      },
    },
    {
      name: 'defineRule',
      ours: "defineRule('double', () => [])",
      notRun: 'it registers a rule',
      torch: { call: 'torch.autograd.Function', notRun: 'a class to extend' },
      tfjs: { call: 'tf.registerGradient', notRun: 'it registers a gradient' },
    },
  ],
  own: {
    GradientError: 'the error of gradients that are wrong, with where and by how much',
    TraceError: 'the error of a value that cannot be traced',
    name: 'names a value of a traced computation, as a student would',
    paths: 'every path of a graph with the product of its partials',
    total: 'the sum over the paths of a graph: the total derivative',
  },
  ownOptions: {
    'CheckOptions.order': '`torch.autograd.gradgradcheck` is the second order; ours takes any',
    'CheckOptions.seed': 'which elements are looked at',
    'CheckOptions.elements': 'how many elements are looked at',
    'CheckOptions.onFailure': 'an error, or the report',
    'PathsOptions.limit': 'how many paths at most',
    'TraceOptions.limit': 'how large a graph at most',
  },
};
