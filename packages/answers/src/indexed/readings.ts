import { Unresolved, type World } from './world.ts';
import type { Rule } from './fill.ts';
import { jointLayouts, type Layout, layoutsOf, turnedLayouts } from './layout.ts';
import type { Reading, Said, Target, Trial } from './outcome.ts';
import { freeNames, mapParts, type Term } from './term.ts';

/** One equation for the array that is asked for. */
export interface Equation {
  /** The indices on its left side: those of the whole array, or those at each part of a derivative. */
  readonly left: { readonly of: readonly Term[]; readonly by: readonly Term[]; readonly joint: readonly Term[] };
  readonly value: Term;
  readonly conditions: Rule['conditions'];
  readonly otherwise?: Term | undefined;
}

/** Every way in which the left side may name entries. */
export function readingsOf(
  { left, value, conditions, otherwise }: Equation,
  target: Target,
  { world, entries, expected }: Trial,
  said: Said,
): readonly Reading[] {
  const byShape = target.byShape ?? [];
  const rule = (indices: readonly Term[]): Rule => ({
    indices,
    value: summed(value, indices, conditions, world, said),
    conditions,
    otherwise,
  });
  const whole = target.by === undefined ? layoutsOf(target.ofShape) : jointLayouts(target.ofShape, byShape);
  const count = left.of.length + left.by.length + left.joint.length;
  const unknown = [...arraysIn(value)].find((name) => !world.arrays.has(name));
  if (unknown !== undefined) throw new Unresolved('unknown name', unknown, `What $${unknown}$ stands for is not said.`);
  // A formula without indices for the one entry that is asked for.
  const [only] = entries ?? [];
  if (
    count === 0 &&
    entries?.length === 1 &&
    only !== undefined &&
    [...freeNames(value)].every((name) => world.constants.has(name))
  )
    return [
      {
        rule: rule([{ type: 'number', value: only + world.base, written: '' }]),
        layout: [{ size: expected.length, stride: 1 }],
      },
    ];
  if (count === 0)
    return inferred(value, conditions, whole, world).map((reading) => ({
      ...reading,
      rule: { ...reading.rule, otherwise },
    }));
  if (left.joint.length > 0) {
    const straight = whole
      .filter((layout) => layout.length === count)
      .map((layout) => ({ rule: rule(left.joint), layout }));
    const turned = turnedLayouts(target.ofShape, byShape)
      .filter((layout) => layout.length === count)
      .map((layout) => ({
        rule: rule(left.joint),
        layout,
        note: `The axes of $${target.by}$ were read as the first ones.`,
        unusual: true,
      }));
    if (straight.length + turned.length > 0) return [...straight, ...turned];
  } else {
    const inner = byShape.reduce((product, size) => product * size, 1);
    const indices = [...left.of, ...left.by];
    const readings = layoutsOf(target.ofShape)
      .filter((layout) => layout.length === left.of.length || (target.ofShape.length === 0 && left.of.length === 0))
      .flatMap((outer) =>
        layoutsOf(byShape)
          .filter((layout) => layout.length === left.by.length)
          .map((layout) => ({
            rule: rule(indices),
            layout: [...outer.map(({ size, stride }) => ({ size, stride: stride * inner })), ...layout],
          })),
      );
    if (readings.length > 0) return readings;
  }
  throw new Unresolved(
    'indices',
    target.of,
    `The left side has ${count} indices, which is not how many the asked array has.`,
  );
}

/** Sums over names that stand on the right side alone, where the answer says that it means that. */
function summed(value: Term, indices: readonly Term[], conditions: Rule['conditions'], world: World, said: Said): Term {
  if (!said.sumsRepeated) return value;
  const named = new Set([...indices.flatMap((index) => [...freeNames(index)]), ...world.constants.keys()]);
  const open = [...freeNames(value)].filter((name) => !named.has(name));
  return open.length === 0 || conditions.length > 0
    ? value
    : { type: 'total', over: open.map((name) => ({ name })), where: [], body: value };
}

/** Most names whose order on the left side is tried. */
const mostInferred = 4;

/** A formula without indices on its left: its own free names are the indices, in the one order that fits. */
function inferred(
  value: Term,
  conditions: Rule['conditions'],
  layouts: readonly Layout[],
  world: World,
): readonly Reading[] {
  const names = [...freeNames(value)].filter((name) => !world.constants.has(name));
  if (names.length === 0 || names.length > mostInferred)
    throw new Unresolved(
      'range',
      '',
      'On the left side no indices are written, and they cannot be told from the right side.',
    );
  return layouts
    .map((layout) => layout.filter(({ size }) => size > 1))
    .filter((layout) => layout.length === names.length)
    .flatMap((layout) =>
      orders(names).map((order) => ({
        rule: { indices: order.map((name): Term => ({ type: 'name', name })), value, conditions },
        layout,
        note: `No indices are written on the left side; ${order.map((name) => `$${name}$`).join(', ')} ${order.length === 1 ? 'was' : 'were'} taken for them.`,
      })),
    );
}

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

/** The arrays that a formula reads. */
export function arraysIn(term: Term): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (each: Term): Term => {
    if (each.type === 'entry') found.add(each.name);
    return mapParts(each, walk);
  };
  walk(term);
  return found;
}
