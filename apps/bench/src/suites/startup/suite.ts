import { spawn } from 'node:child_process';

import type { BenchCase, Contestant } from '../../contract.ts';

/** A program of this folder in a process of its own, from its start to its end. */
function processOf(name: string, program: string): Contestant {
  return {
    name,
    run: () =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [...process.execArgv, `${import.meta.dirname}/${program}`], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let complaint = '';
        child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
        child.on('error', reject);
        child.on('close', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`the process of ${name} (${program}) ended with ${code}: ${complaint.trim()}`));
        });
      }),
    outputs: async () => [],
  };
}

const settings = { warmUp: 1, minRounds: 5, maxRounds: 9, budget: 12_000 };

export const startup: readonly BenchCase[] = [
  {
    name: 'process with one matmul 64×64×64',
    settings,
    prepare: async () => ({
      tolerance: null,
      ours: processOf('ours', 'ours.ts'),
      peers: [processOf('tfjs', 'tfjs.ts'), processOf('jax-js', 'jax.ts')],
    }),
  },
  {
    name: 'process with one gradient of a dense layer',
    settings,
    prepare: async () => ({
      tolerance: null,
      ours: processOf('ours', 'ours-gradient.ts'),
      peers: [processOf('jax-js', 'jax-gradient.ts')],
    }),
  },
];
