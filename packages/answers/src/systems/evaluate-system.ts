import { DimSizes } from '../tensor-expressions/dims.ts';
import { TensorEvaluator } from '../tensor-expressions/tensor-values.ts';
import { readSpec, type SystemSpec } from './definition.ts';
import { outputsOf, settingOf } from './run-systems.ts';
import type { Meaning } from './unroll.ts';

/**
 * What evaluating a right system takes.
 *
 * @example
 * const values: SystemValues = { steps: 1, sizes: { n: 1 }, value: () => [1] };
 */
export interface SystemValues {
  /** How many steps it runs. */
  readonly steps: number;
  /** The sizes that `inputs` name. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Every other size that is free; all different unless given. */
  readonly otherSizes?: number;
  /**
   * The value of a weight (no index), of an input at a step, or of a state before the first step or behind the last
   * (`initial`): rows one behind the other.
   */
  readonly value: (
    name: string,
    indices: readonly number[],
    rows: number,
    columns: number,
    initial: boolean,
  ) => ArrayLike<number>;
  /** What functions that only have a name stand for: f_1 is tanh. */
  readonly functions?: (name: string) => ((x: number) => number) | undefined;
}

/**
 * Runs the right equations of a specification in float64: for checking them against the layer that they describe.
 *
 * @returns each output at every step, entries in order.
 * @throws RangeError for equations that cannot be read; TensorError for ones that cannot be computed.
 *
 * @example
 * const spec: SystemSpec = {
 *   label: 'a sum',
 *   given: [],
 *   expected: ['h_t = h_{t-1} + x_t'],
 *   inputs: { x: 'n' },
 *   outputs: ['h'],
 *   time: 't',
 * };
 * const value = (name: string): number[] => (name === 'x' ? [1, 2] : [0, 0]);
 * evaluateSystem(spec, { steps: 3, sizes: { n: 2 }, value }).h; // [[1, 2], [2, 4], [3, 6]]
 */
export function evaluateSystem(spec: SystemSpec, values: SystemValues): Record<string, number[][]> {
  const read = readSpec(spec);
  const isFunction = (name: string): boolean => spec.functions?.includes(name) === true;
  const setting = settingOf(read, values.steps, isFunction, new Map());
  const meaning: Meaning = {
    equations: (base) => read.expected.of(base),
    leaf: (name) => ({ name }),
    functionName: (name) => name,
  };
  const nodes = outputsOf(setting, { system: read.expected, meaning }, spec.outputs, values.steps);
  const evaluator = new TensorEvaluator({
    sizes: new DimSizes(new Map(Object.entries(values.sizes)), values.otherSizes),
    leaf: (leaf, rows, columns) => {
      const [name = '', ...rest] = leaf.split('@');
      const initial = rest[0] === 'initial';
      const indices = (initial ? rest[1] : rest[0])?.split(',').map(Number) ?? [];
      const data = Float64Array.from(values.value(name, indices, rows, columns, initial));
      if (data.length !== rows * columns)
        throw new RangeError(`evaluateSystem: ${leaf} has ${data.length} entries; ${rows} × ${columns} are expected`);
      return { rows, columns, data, error: new Float64Array(data.length) };
    },
    functions: (name) => {
      const value = values.functions?.(name);
      return value && { value, slope: () => 1 };
    },
  });
  return Object.fromEntries(
    spec.outputs.map((name, i) => [
      name,
      nodes.slice(i * values.steps, (i + 1) * values.steps).map((node) => [...evaluator.value(node).data]),
    ]),
  );
}
