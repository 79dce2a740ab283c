/**
 * The same functions, which say so where an argument is missing that they need: what `undefined` would cause inside them is a
 * puzzle to whoever wrote the call.
 */
export function helpful(module: Readonly<Record<string, unknown>>): Record<string, unknown> {
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
