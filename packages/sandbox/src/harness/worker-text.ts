/**
 * The text of the harness that runs in a worker. The build writes it to a module of its own; from the sources, whoever bundles
 * for pages has to put it in place of this.
 */
export const workerHarness: string = '';
