import '@tensorflow/tfjs-core/dist/register_all_gradients.js';

/** The bundle of a page holds tfjs's gradients from the start. */
export function registerGradients(): Promise<void> {
  return Promise.resolve();
}
