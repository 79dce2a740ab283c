import * as gradbook from './gradbook.ts';

const key = 'gradbook.operations';
let published: Record<string, unknown> = {};

/**
 * Puts the operations where modules in memory reach them, which cannot import a file of the harness.
 *
 * @returns the source of the module `gradbook`, which passes them on.
 */
export function publishOperations(): string {
  published = helpful(gradbook);
  Object.defineProperty(globalThis, Symbol.for(key), { value: published, enumerable: false });
  return [
    `const operations = globalThis[Symbol.for('${key}')];`,
    ...Object.keys(gradbook).map((name) => `export const ${name} = operations.${name};`),
  ].join('\n');
}

/** Puts functions that refuse in the place of operations that a submission is asked to write; before its modules are loaded. */
export function withholdOperations(names: readonly string[]): void {
  for (const name of names) {
    if (!(name in published)) continue;
    published[name] = (): never => {
      throw new Error(`${name} is what you are asked to write: it is not offered here`);
    };
  }
}

/**
 * How many arguments a function cannot do without, where it is more than one. (A function's `length` does not tell: it counts
 * optional parameters without a default.)
 */
const neededArguments: Readonly<Record<string, number>> = {
  ...counts(2, 'add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum'),
  ...counts(2, 'equal', 'less', 'greater', 'lessEqual', 'greaterEqual', 'cast'),
  ...counts(2, 'matmul', 'gather', 'oneHot', 'topK', 'full', 'broadcastShapes'),
  ...counts(2, 'reshape', 'broadcastTo', 'tile', 'pad', 'split'),
  ...counts(2, 'conv1d', 'conv2d', 'conv3d', 'convTranspose1d', 'convTranspose2d', 'convTranspose3d'),
  ...counts(2, 'maxPool1d', 'maxPool2d', 'maxPool3d', 'averagePool1d', 'averagePool2d', 'averagePool3d'),
  ...counts(2, 'adaptiveAveragePool', 'adaptiveMaxPool'),
  ...counts(3, 'where', 'slice'),
  ...counts(4, 'scatterAdd'),
};

function counts(needed: number, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, needed]));
}

/** The number of arguments that a function of the module `gradbook` cannot do without. */
export function argumentsNeededBy(name: string): number {
  return neededArguments[name] ?? 1;
}

/**
 * The same functions, which say so where an argument is missing that they need: what `undefined` would cause inside them is a
 * puzzle to whoever wrote the call.
 */
function helpful(module: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const wrapped = Object.entries(module).map(([name, value]): [string, unknown] => {
    if (typeof value !== 'function' || /^[A-Z]/.test(name)) return [name, value];
    const needed = argumentsNeededBy(name);
    const checked = (...args: unknown[]): unknown => {
      for (let i = 0; i < needed; i++) {
        if (args[i] !== undefined && args[i] !== null) continue;
        const rule = needed === 1 ? 'it takes at least one' : `it takes at least ${needed}`;
        throw new TypeError(`${name}: argument ${i + 1} is ${String(args[i])}; ${rule}`);
      }
      return Reflect.apply(value, undefined, args) as unknown;
    };
    return [name, Object.defineProperty(checked, 'name', { value: name })];
  });
  return Object.fromEntries(wrapped);
}
