/** A program that uses one thing of a package, and names that must not be in its bundle. */
export interface TreeShaking {
  readonly packageName: string;
  readonly program: string;
  readonly without: readonly string[];
}

/** Operation names and error texts survive minification: where they are missing, their code is. */
export const treeShaking: readonly TreeShaking[] = [
  {
    packageName: '@gradbook/decoding',
    program: "import { beamSearch } from '@gradbook/decoding';\nglobalThis.used = beamSearch;",
    without: ['convFilterGradient', 'WebGPU', 'threefry'],
  },
  {
    packageName: '@gradbook/layers-recurrent',
    program: "import { lstm } from '@gradbook/layers-recurrent';\nglobalThis.used = lstm;",
    without: ['convFilterGradient', 'averagePool'],
  },
  {
    packageName: '@gradbook/core-ops',
    program: "import { matmul } from '@gradbook/core-ops';\nglobalThis.used = matmul;",
    without: ['convFilterGradient', '@sparticuz/chromium', 'swiftshader'],
  },
];
