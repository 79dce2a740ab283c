import { type Array as JaxArray, defaultDevice, grad, init, numpy } from '@jax-js/jax';

await init('wasm');
defaultDevice('wasm');
const x = numpy.full([32, 64], 0.5);
const w = numpy.zeros([64, 16]);
const gradient = grad((v: JaxArray) => numpy.sum(numpy.tanh(numpy.matmul(x, v))))(w);
if ((await gradient.data())[0] !== 16) process.exitCode = 1;
