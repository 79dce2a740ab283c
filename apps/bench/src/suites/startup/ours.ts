import { init, matmul, read, tensor } from '@gradbook/core-ops';

await init();
const x = tensor(new Float32Array(64 * 64).fill(0.5), [64, 64]);
if ((await read(matmul(x, x)))[0] !== 16) process.exitCode = 1;
