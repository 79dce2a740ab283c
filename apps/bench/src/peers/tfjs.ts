import { registerGradients } from '#tfjs-gradients';

import type { Contestant } from '../contract.ts';
import { type DeviceWork, onDevice } from './device.ts';

/** tfjs op by op on the same device, with its own gradients: `tf.grads` and its like work in it. */
export async function tfjs(work: DeviceWork): Promise<Contestant> {
  await registerGradients();
  return onDevice('tfjs', work);
}
