import type { Plugin } from 'vite';

import { studentTypes } from '../../../packages/sandbox/src/student-types.ts';

/** Something that a student's module can import from `gradbook`. */
export interface Operation {
  readonly name: string;
  /** Its parameters and result, as in `(a: Tensor | number, b: Tensor | number): Tensor`. */
  readonly signature: string;
  /** The first sentences of its docstring. */
  readonly text: string;
}

/** The functions of a `gradbook.d.ts`. */
export function operationsOf(declarations: string): readonly Operation[] {
  return [
    ...declarations.matchAll(/\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export function (\w+)(?:<[^(]*>)?(\([^;]*);/g),
  ].map(([, comment = '', name = '', signature = '']) => ({
    name,
    signature: signature.replaceAll(/\s+/g, ' ').replace('( ', '(').replace(', )', ')'),
    text: comment
      .replaceAll(/^\s*\*? ?/gm, '')
      .split(/^@/m, 1)[0]!
      .replaceAll(/\{@link ([^}]+)\}/g, '$1')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  }));
}

const id = 'virtual:operations';

/** Gives the page the operations, for the editor to complete, as the module `virtual:operations`. */
export function operations(): Plugin {
  return {
    name: 'operations',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: async (source) =>
      source === `\0${id}`
        ? `export const operations = ${JSON.stringify(operationsOf(await studentTypes()))};`
        : undefined,
  };
}
