/** What this repository's own builds of pages need of the sources: published packages have it built in. */
export { frameScript } from './browser/frame.ts';
export { bundleHarness } from './harness/bundle.ts';
export { studentTypes } from './student-types.ts';
