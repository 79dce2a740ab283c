import { grad } from '@gradbook/autograd';
import { init, matmul, read, sum, tanh, tensor, type Value } from '@gradbook/core-ops';

await init();
const x = tensor(new Float32Array(32 * 64).fill(0.5), [32, 64]);
const w = tensor(new Float32Array(64 * 16), [64, 16]);
// At zero weights tanh′ is 1, so that every element is Σ x over the batch.
if ((await read(grad((v: Value) => sum(tanh(matmul<Value>(x, v))))(w)))[0] !== 16) process.exitCode = 1;
