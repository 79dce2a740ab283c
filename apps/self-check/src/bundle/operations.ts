import { studentTypes } from '@gradbook/sandbox/for-bundlers';

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

/** The text of the module `virtual:operations`, from which the editor completes. */
export async function operationsModule(): Promise<string> {
  return `export const operations = ${JSON.stringify(operationsOf(await studentTypes()))};`;
}
