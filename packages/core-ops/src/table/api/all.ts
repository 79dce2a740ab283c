export * from './binary.ts';
export * from './cross-entropy.ts';
export * from './indexing.ts';
export * from './layout.ts';
export * from './linear-algebra.ts';
export * from './reductions.ts';
export * from './softmax.ts';
export * from './unary.ts';
