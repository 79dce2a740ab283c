/** The public tests of code, run in a page: for this one, and for the server's. */
export { type Exercise, exercises } from '../exercises.ts';
export { checkCode, type Checked, StoppedError } from './check-code.ts';
export { openReferences, type References } from './references.ts';
