import type { ConvolutionSteps } from './trace.ts';

/** How an element is drawn: as it is, in the padding, met by the filter (in the padding or not), or not computed yet. */
type CellState = 'plain' | 'padding' | 'met' | 'met-padding' | 'later';

/** One element of a grid, at its place counted from the grid's corner, padding included. */
interface GridCell {
  readonly row: number;
  readonly column: number;
  readonly state: CellState;
  readonly value: number | undefined;
  /** The filter's element that meets it in this step. */
  readonly weight: number | undefined;
  /** The element that the step is about. */
  readonly current: boolean;
}

/** An array as a grid of rows and columns; one axis is a single row. */
export interface Grid {
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly GridCell[];
}

type Pair = readonly [number, number];

/** Input, filter and output at a step. */
export function gridsOf(trace: ConvolutionSteps, index: number): readonly [Grid, Grid, Grid] {
  const { input, kernel, output, padding, steps, kind } = trace;
  const step = steps[index]!;
  const forward = kind === 'convolution';
  const none: Pair[] = padding.map(() => [0, 0]);
  const padded = padding.some(([before, after]) => before + after > 0);
  const met = new Map(step.taps.map((tap) => [(forward ? tap.input : tap.output).join(), tap] as const));
  const soFar = forward ? undefined : sums(trace, index);
  const order = new Map(steps.map(({ at }, position) => [at.join(), position]));
  const here = step.at.join();
  return [
    grid(
      `input ${sizeText(input.size)}${forward && padded ? ', padded' : ''}`,
      input.size,
      forward ? padding : none,
      (at, inside) => {
        const tap = forward ? met.get(at.join()) : undefined;
        return {
          state: stateOf(inside, tap !== undefined),
          value: input.data ? (inside ? elementOf(input, at) : 0) : undefined,
          weight: tap?.term?.w,
          current: !forward && at.join() === here,
        };
      },
    ),
    grid(`filter ${sizeText(kernel.size)}`, kernel.size, none, (at) => ({
      state: 'met',
      value: kernel.data && elementOf(kernel, at),
      weight: undefined,
      current: false,
    })),
    grid(
      `output ${sizeText(output.size)}${!forward && padded ? ', cropped' : ''}`,
      output.size,
      forward ? none : padding,
      (at, inside) => {
        if (!forward) {
          const tap = met.get(at.join());
          return {
            state: stateOf(inside, tap !== undefined),
            value: soFar?.get(at.join()) ?? (soFar ? 0 : undefined),
            weight: tap?.term?.w,
            current: false,
          };
        }
        const position = order.get(at.join()) ?? 0;
        return {
          state: position > index ? 'later' : 'plain',
          value: output.data && position <= index ? elementOf(output, at) : undefined,
          weight: undefined,
          current: at.join() === here,
        };
      },
    ),
  ];
}

function sizeText(size: readonly number[]): string {
  return size.join(' × ');
}

function stateOf(inside: boolean, met: boolean): CellState {
  if (met) return inside ? 'met' : 'met-padding';
  return inside ? 'plain' : 'padding';
}

/** What has been added to each element of a transposed convolution's output up to a step, cropped ones included. */
function sums({ steps }: ConvolutionSteps, index: number): ReadonlyMap<string, number> | undefined {
  const found = new Map<string, number>();
  for (const { taps } of steps.slice(0, index + 1)) {
    for (const { output, term } of taps) {
      if (!term) return undefined;
      found.set(output.join(), (found.get(output.join()) ?? 0) + term.product);
    }
  }
  return found;
}

function grid(
  title: string,
  size: readonly number[],
  padding: readonly Pair[],
  cell: (at: readonly number[], inside: boolean) => Omit<GridCell, 'row' | 'column'>,
): Grid {
  const flat = size.length === 1;
  const [rows, columns] = (flat ? [1, size[0]!] : size) as Pair;
  const [vertical, horizontal] = (flat ? [[0, 0], padding[0]!] : padding) as readonly [Pair, Pair];
  const cells: GridCell[] = [];
  for (let row = -vertical[0]; row < rows + vertical[1]; row++) {
    for (let column = -horizontal[0]; column < columns + horizontal[1]; column++) {
      const inside = row >= 0 && row < rows && column >= 0 && column < columns;
      cells.push({
        row: row + vertical[0],
        column: column + horizontal[0],
        ...cell(flat ? [column] : [row, column], inside),
      });
    }
  }
  return {
    title,
    rows: rows + vertical[0] + vertical[1],
    columns: columns + horizontal[0] + horizontal[1],
    cells,
  };
}

function elementOf(
  { size, data }: { readonly size: readonly number[]; readonly data?: readonly number[] },
  at: readonly number[],
): number {
  return data![at.reduce((offset, coordinate, axis) => offset * size[axis]! + coordinate, 0)]!;
}
