export { foldIn, type Key, key, splitKey } from './keys.ts';
