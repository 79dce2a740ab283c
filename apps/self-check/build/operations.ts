import type { Plugin } from 'vite';

import { operationsModule } from '../src/bundle/operations.ts';

const id = 'virtual:operations';

/** Gives the page the operations, for the editor to complete, as the module `virtual:operations`. */
export function operations(): Plugin {
  return {
    name: 'operations',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: async (source) => (source === `\0${id}` ? operationsModule() : undefined),
  };
}
