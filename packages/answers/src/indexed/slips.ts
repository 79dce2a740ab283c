import type { World } from './world.ts';
import type { Rule } from './fill.ts';
import { freeNames, mapParts, parts, type Range, type Term, whole } from './term.ts';

const said = {
  'indices-exchanged': 'The indices of ${given}$ have changed places.',
  'index-names-exchanged': 'Two of the index names in ${given}$ have changed places.',
  'wrong-stride': 'Everything is right except the factor in the index ${given}$: the filter moves by another stride.',
  'stride-missing': 'Everything is right except the index ${given}$: the stride is missing.',
  'stride-over-all':
    'Everything is right except the index ${given}$: the stride multiplies the position of the output alone, and here it multiplies the position in the filter as well.',
  'array-index-off-by-one': 'Everything is right except the index ${given}$, which is off by one.',
  'wrong-row-length': 'Everything is right except ${given}$: a row has another length.',
  'floor-missing-in-index': 'The index ${given}$ is no whole number everywhere: the quotient has to be rounded down.',
  'index-difference-reversed':
    'Everything is right except the index ${given}$: the difference is taken the other way round.',
  'sum-range': 'Everything is right except where the sum over ${given}$ begins or ends.',
  'counted-from-one': 'The sum over ${given}$ counts from 1, while the other indices count from 0.',
  'sum-missing': 'The formula holds for each ${given}$ alone: the sum over it is missing.',
  'sum-extra': 'The sum over ${given}$ does not belong there.',
  'wrong-array': 'Everything is right except ${given}$: another array belongs there.',
  'filter-turned-in-formula': 'In ${given}$ the filter is turned: the layer multiplies the filter as it stands.',
  'condition-wrong': 'Everything is right except the condition with ${given}$.',
  'sign-of-formula': 'The sign of the formula is wrong.',
  'factor-of-formula': 'Every entry is the same multiple of what it should be.',
  'condition-missing':
    'The formula reads beyond its array for some indices: it holds only where the index lies inside, and the condition for that is missing.',
  'zeros-unsaid': 'What is given is right, but it is not said that all other entries are 0.',
  'entries-missing': 'Entries that are not 0 are given no value.',
} as const;

export type SlipId = keyof typeof said;

/**
 * The slips that are recognised in formulas with indices, each with the sentence that the student reads.
 *
 * @example
 * indexedMistakes.map(({ id }) => id).includes('indices-exchanged'); // true
 */
export const indexedMistakes: readonly {
  readonly id: string;
  readonly sentence: string;
  readonly appliesTo: string;
}[] = Object.entries(said).map(([id, sentence]) => ({ id, sentence, appliesTo: 'indexed formulas' }));

/** The sentence of a slip; `given` is the piece of the answer that it is about, in LaTeX. */
export function sentenceOf(id: SlipId, given = ''): string {
  return said[id].replaceAll('{given}', given);
}

/** A rule without one slip. */
export interface Undone {
  readonly id: SlipId;
  readonly given: Term;
  readonly rule: Rule;
}

/** Every rule that differs from one by one usual slip, the usual ones first. */
export function* withoutSlips(rule: Rule, world: World, loose: readonly string[]): Generator<Undone> {
  for (const name of loose) {
    yield {
      id: 'sum-missing',
      given: { type: 'name', name },
      rule: { ...rule, value: { type: 'total', over: [{ name }], where: [], body: rule.value } },
    };
  }
  const counted = fromZero(rule.value);
  if (world.base === 0 && counted)
    yield { id: 'counted-from-one', given: counted.given, rule: { ...rule, value: counted.to } };
  const size = rule.indices.length;
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const indices = swapped(rule.indices, i, j);
      yield { id: 'indices-exchanged', given: { type: 'list', items: rule.indices }, rule: { ...rule, indices } };
    }
  }
  for (const local of [exchanges, strides, offsets, sums(world), roundings, arrays(world)]) {
    for (const { id, given, to } of rewrites(rule.value, false, local))
      yield { id, given, rule: { ...rule, value: to } };
    for (const [i, index] of rule.indices.entries()) {
      for (const { id, given, to } of rewrites(index, true, local))
        yield { id, given, rule: { ...rule, indices: rule.indices.map((each, k) => (k === i ? to : each)) } };
    }
  }
  yield* inConditionToo(rule);
  for (const [i, condition] of rule.conditions.entries()) {
    if (condition.type !== 'compare') continue;
    for (const side of ['left', 'right'] as const) {
      for (const { to } of rewrites(condition[side], true, numbers)) {
        const conditions = rule.conditions.map((each, k) => (k === i ? { ...condition, [side]: to } : each));
        yield { id: 'condition-wrong', given: condition[side], rule: { ...rule, conditions } };
      }
    }
  }
  yield { id: 'sign-of-formula', given: rule.value, rule: { ...rule, value: { type: 'negate', of: rule.value } } };
}

/** A slip in an index that stands in the conditions as well, as k − i in `W[m, k−i] if 0 ≤ k−i ≤ 2`: everywhere at once. */
function* inConditionToo(rule: Rule): Generator<Undone> {
  const compared = rule.conditions.flatMap((condition) =>
    condition.type === 'compare' ? [condition.left, condition.right] : [condition.of],
  );
  const tried = new Set<string>();
  for (const index of compared) {
    const key = JSON.stringify(index);
    if (index.type !== 'sum' || tried.has(key)) continue;
    tried.add(key);
    const everywhere = (to: Term): ((term: Term) => Term) => {
      const put = (term: Term): Term =>
        term.type === 'sum' && JSON.stringify(term) === key ? to : mapParts(term, put);
      return put;
    };
    for (const { id, given, to } of [...reversed(index), ...strides(index, true)]) {
      const put = everywhere(to);
      const conditions = rule.conditions.map((condition) =>
        condition.type === 'compare'
          ? { ...condition, left: put(condition.left), right: put(condition.right) }
          : { ...condition, of: put(condition.of) },
      );
      yield { id, given, rule: { ...rule, value: put(rule.value), conditions } };
    }
  }
}

/** i − k for k − i. */
function* reversed(term: Term & { readonly type: 'sum' }): Generator<Rewrite> {
  if (!term.terms.some(({ type }) => type === 'negate')) return;
  const terms = term.terms.map((each): Term => (each.type === 'negate' ? each.of : { type: 'negate', of: each }));
  yield { id: 'index-difference-reversed', given: term, to: { type: 'sum', terms } };
}

interface Rewrite {
  readonly id: SlipId;
  readonly given: Term;
  readonly to: Term;
}
type Local = (term: Term, inIndex: boolean) => Iterable<Rewrite>;

/** Every term that differs in one place. */
function* rewrites(term: Term, inIndex: boolean, local: Local): Generator<Rewrite> {
  yield* local(term, inIndex);
  const below = inIndex || term.type === 'entry' || term.type === 'partial';
  for (const [i, part] of parts(term).entries()) {
    for (const { id, given, to } of rewrites(part, below, local)) {
      let at = 0;
      yield { id, given, to: mapParts(term, (each) => (at++ === i ? to : each)) };
    }
  }
}

const swapped = (terms: readonly Term[], i: number, j: number): readonly Term[] =>
  terms.map((each, k) => (k === i ? terms[j]! : k === j ? terms[i]! : each));

function* exchanges(term: Term): Generator<Rewrite> {
  if (term.type === 'entry' || term.type === 'partial') {
    const { indices } = term;
    for (let i = 0; i < indices.length; i++) {
      for (let j = i + 1; j < indices.length; j++)
        yield { id: 'indices-exchanged', given: term, to: { ...term, indices: swapped(indices, i, j) } };
    }
    const names = [...freeNames(term)];
    for (let i = 0; i < names.length; i++) {
      for (let j = i + 1; j < names.length; j++)
        yield { id: 'index-names-exchanged', given: term, to: renamed(term, names[i]!, names[j]!) };
    }
  }
}

function renamed(term: Term, a: string, b: string): Term {
  if (term.type === 'name')
    return term.name === a ? { ...term, name: b } : term.name === b ? { ...term, name: a } : term;
  return mapParts(term, (part) => renamed(part, a, b));
}

const factors = [1, 2, 3, 4, 5, 7];

function* strides(term: Term, inIndex: boolean): Generator<Rewrite> {
  if (!inIndex) return;
  if (term.type === 'sum') {
    // i + n for 2i + n
    for (const [i, each] of term.terms.entries()) {
      const of = each.type === 'negate' ? each.of : each;
      if (of.type !== 'name') continue;
      for (const factor of [2, 3]) {
        const product = times(factor, of);
        const put: Term = each.type === 'negate' ? { type: 'negate', of: product } : product;
        const terms = term.terms.map((other, k) => (k === i ? put : other));
        yield { id: 'stride-missing', given: term, to: { ...term, terms } };
      }
    }
    // i + 2n for 2i + n
    const names = [...freeNames(term)];
    if (names.length === 2) yield { id: 'wrong-stride', given: term, to: renamed(term, names[0]!, names[1]!) };
    for (const [i, each] of term.terms.entries()) {
      const of = each.type === 'negate' ? each.of : each;
      if (of.type !== 'product') continue;
      for (const [k, factor] of of.factors.entries()) {
        if (factor.type !== 'number') continue;
        for (const other of factors) {
          if (other === factor.value) continue;
          const positive: Term = { ...of, factors: of.factors.map((one, at) => (at === k ? whole(other) : one)) };
          const product: Term = each.type === 'negate' ? { type: 'negate', of: positive } : positive;
          yield {
            id: 'wrong-stride',
            given: term,
            to: { ...term, terms: term.terms.map((one, at) => (at === i ? product : one)) },
          };
        }
      }
    }
  }
  if (term.type === 'product') {
    const number = term.factors.find((each) => each.type === 'number');
    const sum = term.factors.find((each) => each.type === 'sum');
    if (number?.type === 'number' && sum?.type === 'sum' && term.factors.length === 2) {
      for (const i of sum.terms.keys())
        yield {
          id: 'stride-over-all',
          given: term,
          to: { ...sum, terms: sum.terms.map((each, k) => (k === i ? times(number.value, each) : each)) },
        };
    }
  }
}

const times = (factor: number, term: Term): Term => ({
  type: 'product',
  factors: [whole(factor), term],
  style: 'juxtaposed',
});

function* offsets(term: Term): Generator<Rewrite> {
  if (term.type !== 'entry' && term.type !== 'partial') return;
  for (const [i, index] of term.indices.entries()) {
    for (const by of [1, -1]) {
      const moved: Term = { type: 'sum', terms: [index, whole(by)] };
      yield {
        id: 'array-index-off-by-one',
        given: index,
        to: { ...term, indices: term.indices.map((each, k) => (k === i ? moved : each)) },
      };
    }
  }
}

/** Slips in sums: their ends, a sum too many. */
function sums(world: World): Local {
  return function* sumSlips(term: Term): Generator<Rewrite> {
    if (term.type !== 'total') return;
    for (const [i, range] of term.over.entries()) {
      const given: Term = { type: 'name', name: range.name };
      const put = (changed: Range): Term => ({ ...term, over: term.over.map((each, k) => (k === i ? changed : each)) });
      if (!range.from || !range.to) continue;
      if (world.base === 0) yield { id: 'sum-range', given, to: put({ name: range.name }) };
    }
    if (term.over.length === 1)
      yield { id: 'sum-extra', given: { type: 'name', name: term.over[0]!.name }, to: term.body };
  };
}

/** The sums of a formula that begin at 1, begun at 0. */
function fromZero(term: Term): { readonly given: Term; readonly to: Term } | undefined {
  const found: string[] = [];
  const shift = (each: Term): Term => {
    const inside = mapParts(each, shift);
    if (inside.type !== 'total') return inside;
    const over = inside.over.map((range) => {
      if (range.from?.type !== 'number' || range.from.value !== 1 || !range.to) return range;
      found.push(range.name);
      return { name: range.name, from: moved(range.from, -1), to: moved(range.to, -1) };
    });
    return { ...inside, over };
  };
  const to = shift(term);
  return found.length === 0
    ? undefined
    : { given: { type: 'list', items: found.map((name) => ({ type: 'name', name })) }, to };
}

const moved = (term: Term, by: number): Term => ({ type: 'sum', terms: [term, whole(by)] });

function* roundings(term: Term, inIndex: boolean): Generator<Rewrite> {
  if (!inIndex) return;
  if (term.type === 'quotient')
    yield { id: 'floor-missing-in-index', given: term, to: { type: 'rounded', way: 'down', of: term } };
  if (term.type === 'modulo' && term.by.type === 'number') {
    for (const other of factors) yield { id: 'wrong-row-length', given: term, to: { ...term, by: whole(other) } };
  }
  if (term.type === 'rounded' && term.of.type === 'quotient') {
    for (const other of factors)
      yield { id: 'wrong-row-length', given: term, to: { ...term, of: { ...term.of, under: whole(other) } } };
  }
}

/** Another array in the place of one, and the filter turned. */
function arrays(world: World): Local {
  return function* arraySlips(term: Term): Generator<Rewrite> {
    if (term.type !== 'entry') return;
    const shape = world.arrays.get(term.name)?.shape;
    for (const [name, other] of world.arrays) {
      if (name !== term.name && other.shape.length === shape?.length)
        yield { id: 'wrong-array', given: term, to: { ...term, name } };
    }
    if (shape?.length !== term.indices.length) return;
    const flipped = (axes: readonly number[]): Term => ({
      ...term,
      indices: term.indices.map((index, axis): Term =>
        axes.includes(axis)
          ? { type: 'sum', terms: [whole(shape[axis]! - 1 + 2 * world.base), { type: 'negate', of: index }] }
          : index,
      ),
    });
    const long = shape.flatMap((size, axis) => (size > 1 ? [axis] : []));
    for (const axes of [...long.map((axis) => [axis]), long])
      yield { id: 'filter-turned-in-formula', given: term, to: flipped(axes) };
  };
}

/** Other numbers in the place of one. */
function* numbers(term: Term): Generator<Rewrite> {
  if (term.type !== 'number') return;
  for (const other of [term.value - 1, term.value + 1, ...factors]) {
    if (other !== term.value) yield { id: 'condition-wrong', given: term, to: whole(other) };
  }
}
