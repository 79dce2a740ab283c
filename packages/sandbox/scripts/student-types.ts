/**
 * Writes gradbook.d.ts, the types of the module that students import, from the sources of core-ops: the same signatures and
 * documentation with `Tensor` in place of every kind of value.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { parseSync } from 'oxc-parser';

const folder = resolve(import.meta.dirname, '..');
const table = resolve(folder, '../core-ops/src/table');
const sources = [
  'api/binary.ts',
  'api/unary.ts',
  'api/linear-algebra.ts',
  'api/reductions.ts',
  'api/softmax.ts',
  'api/layout.ts',
  'api/indexing.ts',
  'conv/options.ts',
  'conv/functions.ts',
  'pool/options.ts',
  'pool/functions.ts',
];

const preamble = `// oxlint-disable max-lines
/**
 * What a student's module imports from 'gradbook': tensors of float64 numbers, and operations on them. An operation whose
 * tensors do not fit throws a ShapeError that says which shapes it got and what they must be.
 *
 * Made from the sources of @gradbook/core-ops; put it beside the module, and an editor knows what there is.
 */
declare module 'gradbook' {
  /** Sizes of the axes, outermost first; \`[]\` is a scalar. */
  export type Shape = readonly number[];

  /** Numbers in nested lists, all of one length at each depth. */
  export type Nested = number | boolean | readonly Nested[];

  /** A dense array of numbers in row-major order. \`new Tensor([2, 2], [1, 2, 3, 4])\` or \`tensor([[1, 2], [3, 4]])\`. */
  export class Tensor {
    readonly shape: Shape;
    readonly data: Float64Array;
    readonly dtype: 'float64' | 'int32' | 'bool';
    constructor(shape: Shape, data: ArrayLike<number>, dtype?: 'float64' | 'int32' | 'bool');
  }

  /** Tensors that do not fit an operation: its message says which, what it was given and the rule. */
  export class ShapeError extends Error {
    readonly operation: string;
    readonly shapes: readonly Shape[];
    readonly rule: string;
    constructor(operation: string, shapes: readonly Shape[], rule: string);
  }

  /** A tensor of nested lists, or of flat numbers and a shape. */
  export function tensor(data: Nested | ArrayLike<number>, shape?: Shape): Tensor;
  /** The same as tensor(). */
  export function float64(data: Nested | ArrayLike<number>, shape?: Shape): Tensor;
  /** A tensor of zeros. */
  export function zeros(shape: Shape): Tensor;
  /** A tensor of ones. */
  export function ones(shape: Shape): Tensor;
  /** A tensor of one number everywhere. */
  export function full(shape: Shape, value: number): Tensor;
  /** The numbers in nested lists; a scalar gives a number. */
  export function toNested(x: Tensor): Nested;
  /** The number of elements in a shape; a scalar's is 1. */
  export function sizeOf(shape: Shape): number;
  /** The shape that shapes broadcast to; \`operation\` is named in the error. */
  export function broadcastShapes(operation: string, shapes: readonly Shape[]): Shape;
`;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
interface Parameter extends Node {
  readonly name?: string;
  readonly optional?: boolean;
  readonly left?: Parameter;
  readonly right?: Node & { readonly value?: unknown };
  readonly typeAnnotation?: { readonly typeAnnotation: Node } | null;
}
interface Declaration extends Node {
  readonly id: { readonly name: string };
  readonly params: readonly Parameter[];
  readonly returnType?: { readonly typeAnnotation: Node };
}

/** The text of gradbook.d.ts. */
export function studentTypes(): string {
  const functions = sources.map((source) => readDeclarations(resolve(table, source)).join('\n'));
  return `${preamble}\n${functions.join('\n')}}\n`;
}

/** Values of every kind are one class here. */
function simplified(text: string): string {
  return text
    .replaceAll(/<V extends Value>/g, '')
    .replaceAll(/\bOperand<(?:V|Value)>/g, 'Tensor | number')
    .replaceAll(/\b(Moments|TopK|MaxPooled)<V>/g, '$1')
    .replaceAll(/\b(?:V|Value)\b/g, 'Tensor');
}

function readDeclarations(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { program, comments } = parseSync(file, text);
  const written: string[] = [];
  const overloaded = new Set<string>();
  const names = exportedNames();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    const declaration = statement.declaration as unknown as Declaration;
    const comment = comments.findLast(
      ({ end }) => end <= statement.start && text.slice(end, statement.start).trim() === '',
    );
    const documentation = comment ? `${text.slice(comment.start, comment.end)}\n` : '';
    if (declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration') {
      if (!declaration.id.name.endsWith('Attributes'))
        written.push(documentation + simplified(text.slice(statement.start, statement.end)));
      continue;
    }
    const overload = declaration.type === 'TSDeclareFunction';
    if (!overload && (declaration.type !== 'FunctionDeclaration' || overloaded.has(declaration.id.name))) continue;
    if (overload) overloaded.add(declaration.id.name);
    if (!names.has(declaration.id.name)) continue;
    written.push(documentation + simplified(signature(declaration, text)));
  }
  return written.map((each) => `${each.replaceAll(/^(?=.)/gm, '  ')}\n`);
}

function signature({ id, params, returnType }: Declaration, text: string): string {
  const slice = (node: Node): string => text.slice(node.start, node.end);
  const written = params.map((parameter) => {
    const inner = parameter.left ?? parameter;
    const name = inner.name ?? 'options';
    const given = inner.typeAnnotation ? slice(inner.typeAnnotation.typeAnnotation) : typeof parameter.right?.value;
    const negative = parameter.right?.type === 'UnaryExpression';
    return `${name}${parameter.left || inner.optional ? '?' : ''}: ${negative ? 'number' : given}`;
  });
  return `export function ${id.name}(${written.join(', ')}): ${slice(returnType!.typeAnnotation)};`;
}

/** What the module inside the sandbox exports. */
function exportedNames(): Set<string> {
  const text = readFileSync(resolve(folder, 'src/harness/gradbook.ts'), 'utf8');
  const list = /export \{([^}]*)\} from/.exec(text)![1]!;
  return new Set(list.split(',').map((name) => name.trim()));
}

if (process.argv[1] === import.meta.filename) writeFileSync(resolve(folder, 'gradbook.d.ts'), studentTypes());
