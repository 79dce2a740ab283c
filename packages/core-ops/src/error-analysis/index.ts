export { bounded, errorOf, inBounds } from './bounded.ts';
