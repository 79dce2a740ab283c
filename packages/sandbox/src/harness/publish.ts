import * as gradbook from './gradbook.ts';

const key = 'gradbook.operations';

/**
 * Puts the operations where modules in memory reach them, which cannot import a file of the harness.
 *
 * @returns the source of the module `gradbook`, which passes them on.
 */
export function publishOperations(): string {
  Object.defineProperty(globalThis, Symbol.for(key), { value: helpful(gradbook), enumerable: false });
  return [
    `const operations = globalThis[Symbol.for('${key}')];`,
    ...Object.keys(gradbook).map((name) => `export const ${name} = operations.${name};`),
  ].join('\n');
}

/**
 * The same functions, which say so where an argument is missing that they need: what `undefined` would cause inside them is a
 * puzzle to whoever wrote the call.
 */
function helpful(module: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const wrapped = Object.entries(module).map(([name, value]): [string, unknown] => {
    if (typeof value !== 'function' || /^[A-Z]/.test(name)) return [name, value];
    const needed = value.length;
    const checked = (...args: unknown[]): unknown => {
      for (let i = 0; i < needed; i++) {
        if (args[i] !== undefined && args[i] !== null) continue;
        throw new TypeError(`${name}: argument ${i + 1} is ${String(args[i])}, and it takes at least ${needed}`);
      }
      return Reflect.apply(value, undefined, args) as unknown;
    };
    return [name, Object.defineProperty(checked, 'name', { value: name })];
  });
  return Object.fromEntries(wrapped);
}
