import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

const entry = 'virtual:page';

test('a bundle that uses a normalization has the derivative of its kernels, which nothing imports by name', async () => {
  const built = (await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    resolve: { conditions: ['@gradbook/source', 'browser'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? `${import.meta.dirname}/page.ts` : undefined),
        load: (id) =>
          id.endsWith('/test/page.ts')
            ? `import { batchNorm } from '@gradbook/normalization'; globalThis.batchNorm = batchNorm;`
            : undefined,
      },
    ],
    build: {
      write: false,
      minify: false,
      // What is looked for is in our own packages.
      rolldownOptions: { input: entry, external: [/^@tensorflow\//, /^node:/, 'ml-matrix', 'webgpu'] },
    },
  })) as Rolldown.RolldownOutput;
  const text = built.output.map((part) => ('code' in part ? part.code : '')).join('\n');
  // What the rules say, and not only the operation whose name they are defined for.
  expect(text).toContain('no derivative flows through its statistics');
  for (const name of ['normalizationGradient', 'givenNormalizationGradient']) {
    expect(text).toMatch(new RegExp(`defineRule\\(["']${name}["']`));
  }
});
