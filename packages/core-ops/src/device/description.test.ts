import { expect, test } from 'vitest';

import { adapterKind } from './description.ts';

test('an adapter is told to be software, integrated or discrete', () => {
  const adapters: [string, string, string, boolean, string][] = [
    ['google', 'swiftshader', 'SwiftShader driver 5.0.0', true, 'software'],
    ['mesa', '', 'llvmpipe (LLVM 19.1.7, 256 bits)', false, 'software'],
    ['microsoft', '', 'Microsoft Basic Render Driver', false, 'software'],
    ['nvidia', 'hopper', 'NVIDIA H200', false, 'gpu'],
    ['amd', 'rdna-2', 'AMD Radeon RX 6800', false, 'gpu'],
    ['amd', 'gcn-5', 'AMD Radeon Vega 8 Graphics', false, 'integrated'],
    ['amd', 'rdna-3', 'AMD Radeon 780M Graphics', false, 'integrated'],
    ['intel', 'gen-12lp', 'Intel(R) Iris(R) Xe Graphics', false, 'integrated'],
    ['intel', 'xe-2hpg', 'Intel(R) Arc(TM) B580 Graphics', false, 'gpu'],
    ['apple', 'metal-3', 'Apple M2', false, 'integrated'],
  ];
  for (const [vendor, architecture, description, isFallbackAdapter, kind] of adapters) {
    expect([description, adapterKind({ vendor, architecture, device: '', description, isFallbackAdapter })]).toEqual([
      description,
      kind,
    ]);
  }
});
