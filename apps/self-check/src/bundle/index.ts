/** What whoever bundles these modules for a browser needs: see build/ for Vite, and the server's for esbuild. */
export { caseNames, mayHoldCases, type Node, removeHidden, requireFound } from './hidden-cases.ts';
export { operationsModule } from './operations.ts';
export { sandboxSources, workerHarnessFile, workerHarnessModule } from './sandbox.ts';
