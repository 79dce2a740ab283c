export { withLoops } from './loops.ts';
export { withOperations } from './operations.ts';
export { withTypedArrays } from './typed-arrays.ts';
