/** A value as a line of text for the console of a sandbox, with limits on its depth and length. */
export function show(value: unknown, depth = 0): string {
  if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name || 'without a name'}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  if (depth > 4) return Array.isArray(value) ? '[…]' : '{…}';
  if (ArrayBuffer.isView(value) && 'length' in value)
    return `${value.constructor.name} ${list([...(value as Float64Array).subarray(0, 100)], (value as Float64Array).length, depth)}`;
  if (Array.isArray(value)) return list(value, value.length, depth);
  const { shape, data } = value as { shape?: unknown; data?: unknown };
  if (Array.isArray(shape) && ArrayBuffer.isView(data))
    return `Tensor [${shape.join(', ')}] ${nested(shape as number[], data as Float64Array)}`;
  if (value instanceof Map) return `Map ${list([...value], value.size, depth)}`;
  if (value instanceof Set) return `Set ${list([...value], value.size, depth)}`;
  const entries = Object.entries(value);
  const shown = entries.slice(0, 50).map(([name, item]) => `${name}: ${show(item, depth + 1)}`);
  return shown.length === 0 ? '{}' : `{ ${shown.join(', ')}${entries.length > 50 ? ', …' : ''} }`;
}

function list(items: readonly unknown[], length: number, depth: number): string {
  const shown = items.slice(0, 100).map((item) => show(item, depth + 1));
  return `[${shown.join(', ')}${length > 100 ? `, … ${length - 100} more` : ''}]`;
}

/** The numbers row by row; what is beyond a thousand is left out. */
function nested(shape: readonly number[], data: Float64Array): string {
  if (data.length > 1000) return `(${data.length} numbers, beginning ${data.subarray(0, 8).join(', ')}, …)`;
  const build = (axis: number, start: number, size: number): string => {
    if (axis === shape.length) return String(data[start]);
    const step = shape[axis] === 0 ? 0 : size / shape[axis]!;
    return `[${Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, start + i * step, step)).join(', ')}]`;
  };
  return build(0, 0, data.length);
}
