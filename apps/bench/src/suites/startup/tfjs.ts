import { init } from '@gradbook/core-ops';
import * as tf from '@tensorflow/tfjs-core';

// tfjs finds no device in Node by itself: the same one is opened the same way.
await init();
const x = tf.tensor(new Float32Array(64 * 64).fill(0.5), [64, 64]);
if ((await tf.matMul(x, x).data())[0] !== 16) process.exitCode = 1;
