import { defineConfig, type UserConfig } from 'vite';

import { operations } from './build/operations.ts';
import { plainPage, workerHarness } from './build/page.ts';
import { withoutHiddenCases } from './build/without-hidden-cases.ts';
import { caseNames } from './src/bundle/hidden-cases.ts';

/** The page: one script, one style sheet, no address of any host, relative paths. */
const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: {
    conditions: ['@gradbook/source', 'browser', 'module', 'import', 'default'],
    mainFields: ['browser', 'module', 'main'],
  },
  plugins: [workerHarness(), withoutHiddenCases(caseNames()), operations(), plainPage()],
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: { output: { format: 'iife', codeSplitting: false } },
  },
});
export default config;
