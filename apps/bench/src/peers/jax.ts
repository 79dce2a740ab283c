import type * as jaxModule from '@jax-js/jax';

import type { Absent, Contestant, PeerHosts } from '../contract.ts';

type Jax = typeof jaxModule;
/** An array of jax-js. */
export type JaxValue = jaxModule.Array;

let loaded: Promise<{ jax: Jax } | { absent: string }> | undefined;

/** jax-js on WebGPU in a page, on WebAssembly in Node (which it has no WebGPU for). */
async function load(runtime: PeerHosts['runtime']): Promise<{ jax: Jax } | { absent: string }> {
  try {
    const jax = await import('@jax-js/jax');
    const wanted = runtime === 'browser' ? 'webgpu' : 'wasm';
    const found = await jax.init(wanted);
    if (!found.includes(wanted)) return { absent: `it found no ${wanted} device` };
    jax.defaultDevice(wanted);
    return { jax };
  } catch (error) {
    return { absent: `it could not be loaded: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * The same work in jax-js.
 *
 * @param prepare makes the inputs and returns the work: a function that gives arrays which nobody else holds.
 */
export async function jaxJs(
  { runtime }: PeerHosts,
  prepare: (jax: Jax) => Promise<() => readonly JaxValue[]> | (() => readonly JaxValue[]),
): Promise<Contestant | Absent> {
  const name = 'jax-js';
  loaded ??= load(runtime);
  const found = await loaded;
  if ('absent' in found) return { name, absent: found.absent };
  const work = await prepare(found.jax);
  return {
    name,
    run: async () => {
      const outputs = work();
      await found.jax.blockUntilReady([...outputs]);
      for (const output of outputs) output.dispose();
    },
    // Reading an array consumes it.
    outputs: () => Promise.all(work().map((output) => output.data() as Promise<Float32Array>)),
  };
}
