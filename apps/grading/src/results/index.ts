/** The schema of results.json, for programs that write it of grades that people changed. */
export { rounded, testOf } from './results.ts';
export { type Results, resultsSchema } from './schema.ts';
