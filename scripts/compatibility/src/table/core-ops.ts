import type { PackageTable, Row } from '../row.ts';
import { arrays } from './arrays.ts';
import { elementwise } from './elementwise.ts';
import { windows } from './windows.ts';

const ownRandom = 'the numbers differ: ours are the same on every machine, by key as in JAX';

/** Values, trees of them, the device, random numbers. */
const values: readonly Row[] = [
  {
    name: 'init',
    ours: 'init()',
    notRun: 'it opens the device',
    tfjs: {
      call: "tf.setBackend('webgpu')",
      notRun: 'it opens the device',
      differs: 'gives false where there is none',
    },
    jax: { call: "jax.init('webgpu')", notRun: 'it opens the device', differs: 'gives the devices that were found' },
  },
  {
    name: 'tensor',
    ours: 'tensor([[1, 2], [3, 4]])',
    notRun: 'it needs the device',
    torch: 'torch.tensor([[1., 2.], [3., 4.]])',
    tfjs: 'tf.tensor([[1, 2], [3, 4]])',
    jax: 'np.array([[1, 2], [3, 4]])',
  },
  {
    name: 'float64',
    ours: 'float64([[1, 2], [3, 4]])',
    torch: 'torch.tensor([[1, 2], [3, 4]], dtype=torch.float64)',
    jax: { call: 'np.array([[1, 2], [3, 4]], { dtype: np.float64 })', differs: 'on its CPU and WebAssembly devices' },
  },
  {
    name: 'read',
    ours: 'read(x)',
    torch: { call: 'x.numpy()', differs: 'at once' },
    tfjs: 'x.data()',
    jax: { call: 'x.data()', differs: 'consumes the array' },
  },
  {
    name: 'toNested',
    ours: 'toNested(x)',
    torch: 'x.tolist()',
    tfjs: { call: 'x.array()', differs: 'a promise' },
    jax: { call: 'x.js()', differs: 'consumes the array' },
  },
  {
    name: 'scope',
    ours: 'scope(() => add(mul(x, y), 1))',
    tfjs: 'tf.tidy(() => tf.add(tf.mul(x, y), 1))',
  },
  {
    name: 'dispose',
    ours: 'dispose([x, y])',
    notRun: 'it has no result',
    tfjs: { call: 'tf.dispose([x, y])', notRun: 'it has no result' },
    jax: { call: 'tree.dispose([x, y])', notRun: 'it has no result' },
  },
  {
    name: 'memory',
    ours: 'memory()',
    notRun: 'it depends on what ran before',
    torch: { call: 'torch.cuda.memory_allocated()', notRun: 'it depends on what ran before', differs: 'CUDA only' },
    tfjs: { call: 'tf.memory()', notRun: 'it depends on what ran before' },
  },
  {
    name: 'treeMap',
    ours: 'treeMap({ a: x, b: [y] }, (leaf) => neg(leaf))',
    torch: {
      call: 'torch.utils._pytree.tree_map(torch.neg, {"a": x, "b": [y]})',
      differs: 'internal',
    },
    jax: { call: 'tree.map(np.negative, { a: x, b: [y] })', differs: 'the function first' },
  },
  {
    name: 'treeLeaves',
    ours: 'treeLeaves({ a: x, b: [y] }).map(({ value }) => value)',
    torch: { call: 'torch.utils._pytree.tree_flatten({"a": x, "b": [y]})[0]', differs: 'internal' },
    jax: { call: 'tree.leaves({ a: x, b: [y] })', differs: 'no paths' },
  },
  {
    name: 'treeFlatten',
    ours: 'treeFlatten({ a: x, b: [y] }).leaves',
    torch: { call: 'torch.utils._pytree.tree_flatten({"a": x, "b": [y]})[0]', differs: 'internal' },
    jax: { call: 'tree.flatten({ a: x, b: [y] })[0]', differs: 'no paths' },
  },
  {
    name: 'treeUnflatten',
    ours: 'treeUnflatten(treeFlatten([x, x]).structure, [x, y])',
    torch: {
      call: 'torch.utils._pytree.tree_unflatten([x, y], torch.utils._pytree.tree_flatten([x, x])[1])',
      differs: 'internal',
    },
    jax: 'tree.unflatten(tree.structure([x.ref, x.ref]), [x, y])',
  },
  {
    name: 'treeZip',
    ours: 'treeZip({ a: x }, { a: y }, (left, right) => add(left, right))',
    jax: { call: 'tree.map(np.add, { a: x }, { a: y })', differs: 'the same function as for one tree' },
  },
  {
    name: 'key',
    ours: 'key(7)',
    torch: {
      call: 'torch.Generator().manual_seed(7)',
      notRun: 'a state, not numbers',
      differs: 'a state that changes',
    },
    jax: 'random.key(7)',
  },
  { name: 'splitKey', ours: 'splitKey(key(7), 3)', jax: 'random.split(random.key(7), 3)' },
  {
    name: 'uniform',
    ours: 'uniform(key(7), [2, 3])',
    torch: { call: 'torch.rand(2, 3)', notRun: ownRandom },
    tfjs: { call: 'tf.randomUniform([2, 3], 0, 1)', notRun: ownRandom },
    jax: 'random.uniform(random.key(7), [2, 3])',
  },
  {
    name: 'normal',
    ours: 'normal(key(7), [2, 3])',
    torch: { call: 'torch.randn(2, 3)', notRun: ownRandom },
    tfjs: { call: 'tf.randomNormal([2, 3])', notRun: ownRandom },
    jax: {
      call: 'random.normal(random.key(7), [2, 3])',
      notRun: 'jax-js draws pairs by Box and Muller; JAX’s numbers are ours',
    },
  },
  {
    name: 'randomInts',
    ours: 'randomInts(key(7), [4], 0, 10)',
    notRun: 'each draws in a way of its own',
    torch: { call: 'torch.randint(0, 10, (4,))', notRun: ownRandom },
    tfjs: { call: 'tf.randomUniformInt([4], 0, 10)', notRun: ownRandom },
    jax: { call: 'random.randint(random.key(7), [4], 0, 10)', notRun: 'it draws in a way of its own' },
  },
  {
    name: 'permutation',
    ours: 'permutation(key(7), 5)',
    notRun: 'each draws in a way of its own',
    torch: { call: 'torch.randperm(5)', notRun: ownRandom },
    tfjs: { call: 'tf.util.createShuffledIndices(5)', notRun: ownRandom },
    jax: { call: 'random.permutation(random.key(7), 5)', notRun: 'it draws in a way of its own' },
  },
  {
    name: 'categorical',
    ours: 'categorical(key(7), logits)',
    notRun: 'each draws in a way of its own',
    torch: { call: 'torch.multinomial(torch.softmax(logits, 1), 1)', notRun: ownRandom, differs: 'of probabilities' },
    tfjs: { call: 'tf.multinomial(logits, 1)', notRun: ownRandom },
    jax: { call: 'random.categorical(random.key(7), logits)', notRun: 'it draws in a way of its own' },
  },
];

/** @gradbook/core-ops. */
export const coreOps: PackageTable = {
  package: 'core-ops',
  rows: [...elementwise, ...arrays, ...windows, ...values],
  own: {
    countWork: 'counts the dispatches, passes and bytes of a piece of work',
    DeviceError: 'the error that names each way to a device that was tried',
    describeDevice: 'says which adapter and kernels are used',
    shutdown: 'gives the device back; the others keep theirs to the end of the process',
    warmUp: 'compiles kernels ahead',
    foldIn: 'JAX has it, jax-js has not yet',
    bind: 'applies a row of the table of operations',
    concrete: 'the value behind one that is traced',
    isTraced: 'whether a value is traced',
    operations: 'the table of operations as data: shape rule, float64 definition, kernel, error bound',
    classWeights: 'the weight of each target of a class-weighted mean',
    ShapeError: 'the error of shapes that do not fit',
    normalizeAxes: 'counts negative axes from the end, for operations of your own',
    normalizeAxis: 'counts a negative axis from the end, for operations of your own',
    TreeError: 'the error of trees that do not fit',
    fromFloat64: 'puts a float64 value on the device',
    toFloat64: 'takes a value off the device in float64',
    Float64Tensor: 'the float64 value on which the definitions compute',
    sizeOf: 'the number of elements of a shape',
    countTensors: 'how many tensors a piece of work leaves',
    scopeAsync: 'a scope over awaited work; `tf.tidy` takes none',
    averagePool: 'the row of the table behind the pooling functions',
    averagePoolGradient: 'the row of the table behind the pooling functions',
    maxPool: 'the row of the table behind the pooling functions',
    maxPoolGradient: 'the row of the table behind the pooling functions',
    maxPoolIndices: 'the row of the table behind the pooling functions',
    maxPoolSelect: 'the row of the table behind the pooling functions',
    poolPositions: 'which elements each window covers, as data',
  },
  ownOptions: {
    'InitOptions.adapter': 'asks for a hardware or a software adapter',
    'InitOptions.cacheFolder': 'where the software driver is unpacked',
  },
};
