/** An axis as an answer counts it: one axis of an array, or several that are counted as one. */
interface Axis {
  readonly size: number;
  /** How far apart two neighbours along it lie in the array's row-major data. */
  readonly stride: number;
}

/** An array's axes as an answer may count them: `layoutsOf([1, 5, 3])` has 1×5×3, 5×3, 1×15 and 15. */
export type Layout = readonly Axis[];

/** Ways to count the axes of an array: as they are, without those of size 1, and flattened row by row. */
export function layoutsOf(shape: readonly number[]): readonly Layout[] {
  const strides = stridesOf(shape);
  const axes = shape.map((size, i) => ({ size, stride: strides[i]! }));
  const total = shape.reduce((product, size) => product * size, 1);
  const flat = { size: total, stride: 1 };
  const dropped = axes.filter(({ size }) => size > 1);
  const found: Layout[] = [axes];
  if (dropped.length < axes.length && dropped.length > 0) found.push(dropped);
  if (shape[0] === 1 && shape.length > 2) found.push([axes[0]!, flat]);
  if (dropped.length > 1) found.push([flat]);
  return found;
}

function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of shape.toReversed()) {
    strides.unshift(stride);
    stride *= size;
  }
  return strides;
}

/** The layouts of a derivative's array, whose axes are those of what is differentiated and then those of by what. */
export function jointLayouts(of: readonly number[], by: readonly number[]): readonly Layout[] {
  const inner = by.reduce((product, size) => product * size, 1);
  return layoutsOf(of).flatMap((outer) =>
    layoutsOf(by).map((layout) => [...outer.map(({ size, stride }) => ({ size, stride: stride * inner })), ...layout]),
  );
}

/** The layouts that count the axes of by what before those of what is differentiated. */
export function turnedLayouts(of: readonly number[], by: readonly number[]): readonly Layout[] {
  if (of.length === 0 || by.length === 0) return [];
  const inner = by.reduce((product, size) => product * size, 1);
  return layoutsOf(of).flatMap((outer) =>
    layoutsOf(by).map((layout) => [...layout, ...outer.map(({ size, stride }) => ({ size, stride: stride * inner }))]),
  );
}

export const shapeOf = (layout: Layout): readonly number[] => layout.map(({ size }) => size);
