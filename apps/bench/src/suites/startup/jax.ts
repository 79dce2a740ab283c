import { defaultDevice, init, numpy } from '@jax-js/jax';

await init('wasm');
defaultDevice('wasm');
const x = numpy.full([64, 64], 0.5);
if ((await numpy.matmul(x.ref, x).data())[0] !== 16) process.exitCode = 1;
