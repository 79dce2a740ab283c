import type { Uniform } from './wgsl.ts';

/** 0, 1, …, n − 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** Whole numbers as uniforms. */
export function counts(values: Readonly<Record<string, number>>): Uniform[] {
  return Object.entries(values).map(([name, value]) => ({ name, type: 'i32', values: value }));
}

/** Statements that are guarded where they need to be: where tiles jut out over the edges of the result. */
export function onlyIf(guarded: boolean, condition: string, statements: string): string {
  return guarded ? `if (${condition}) { ${statements} }` : statements;
}
