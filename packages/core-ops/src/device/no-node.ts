import type { AdapterSearch, NodeSearchOptions } from './route.ts';

/** Stands in for the search through Dawn where a bundle is made for a browser: there is nothing to search. */
export async function findNodeAdapter(_options: NodeSearchOptions): Promise<AdapterSearch> {
  return {
    attempts: [{ what: 'navigator.gpu', failure: 'this browser does not offer WebGPU to this page' }],
    advice:
      'Use a browser with WebGPU (Chrome or Edge 113, Safari 26, Firefox 141, or newer) and serve the page over ' +
      'https or from localhost.',
  };
}
