import type { PackageTable } from '../row.ts';
import { autograd } from './autograd.ts';
import { coreOps } from './core-ops.ts';
import { decoding } from './decoding.ts';
import { layersAttention } from './layers-attention.ts';
import { layersConv } from './layers-conv.ts';
import { layersRecurrent } from './layers-recurrent.ts';
import { normalization } from './normalization.ts';
import { optim } from './optim.ts';

/** What each package has, beside PyTorch, tfjs and jax-js. */
export const table: readonly PackageTable[] = [
  coreOps,
  autograd,
  optim,
  normalization,
  layersConv,
  layersRecurrent,
  layersAttention,
  decoding,
];
