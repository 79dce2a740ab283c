import { init } from '@jax-js/jax';
import * as jax from '@jax-js/jax';
import * as tfjsLayers from '@tensorflow/tfjs-layers';
import * as tfjs from '@tensorflow/tfjs-core';
import * as attention from '@gradbook/layers-attention';
import * as autograd from '@gradbook/autograd';
import * as conv from '@gradbook/layers-conv';
import * as core from '@gradbook/core-ops';
import * as decoding from '@gradbook/decoding';
import * as normalization from '@gradbook/normalization';
import * as optim from '@gradbook/optim';
import * as recurrent from '@gradbook/layers-recurrent';

import { flat, inputs } from './inputs.ts';
import type { PackageName } from './row.ts';

/** Names and what they stand for where an expression is evaluated. */
export type Scope = Readonly<Record<string, unknown>>;

/** What the packages export from their index. */
export const ours: Readonly<Record<PackageName, Scope>> = {
  'core-ops': core,
  autograd,
  optim,
  normalization,
  'layers-conv': conv,
  'layers-recurrent': recurrent,
  'layers-attention': attention,
  decoding,
};

/** All exports, those of the package before those of the others, and the inputs in float64. */
export function ourScope(name: PackageName): Scope {
  const exported = Object.assign({}, ...Object.values(ours), ours[name]) as Scope;
  const taken = Object.keys(inputs).filter((input) => input in exported);
  if (taken.length > 0) throw new Error(`inputs are named like exports: ${taken.join(', ')}`);
  const values = Object.entries(inputs).map(([input, given]) => {
    const { shape, data } = flat(given);
    const dtype = given.dtype === 'int' ? 'int32' : given.dtype;
    return [input, new core.Float64Tensor([...shape], Float64Array.from(data), dtype)] as const;
  });
  return { ...exported, ...Object.fromEntries(values) };
}

/** The modules of tfjs as the package `@tensorflow/tfjs` puts them together. */
export const tfjsModule: Scope = { ...tfjs, ...tfjsLayers };

/** tfjs on its CPU backend: its definitions, whatever the machine has. */
export async function tfjsScope(): Promise<Scope> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tfjs.setBackend('cpu');
  const values = Object.entries(inputs).map(([name, given]) => {
    const { shape, data } = flat(given);
    const dtype = given.dtype === 'int' ? 'int32' : (given.dtype ?? 'float32');
    return [name, tfjs.tensor(data as number[], [...shape], dtype)] as const;
  });
  return { tf: tfjsModule, ...Object.fromEntries(values) };
}

/** The namespaces of jax-js under the names of its documentation. */
export const jaxNames: Scope = { jax, np: jax.numpy, nn: jax.nn, lax: jax.lax, random: jax.random, tree: jax.tree };

/** jax-js on its CPU device. Its functions consume their arguments, so every expression gets inputs of its own. */
export async function jaxScope(): Promise<() => Scope> {
  await init('cpu');
  jax.defaultDevice('cpu');
  const dtypes = { int: jax.numpy.int32, bool: jax.numpy.bool, float: jax.numpy.float32 } as const;
  return () => {
    const values = Object.entries(inputs).map(([name, given]) => {
      const { shape, data } = flat(given);
      const numbers = given.dtype === 'bool' ? data.map(Boolean) : [...data];
      const made = jax.numpy.array(numbers as number[], { dtype: dtypes[given.dtype ?? 'float'], shape: [...shape] });
      return [name, made] as const;
    });
    return { ...jaxNames, ...Object.fromEntries(values) };
  };
}
