import type { FormulaStatement } from './statements.ts';
import { mapParts, type Term } from './term.ts';
import { Unresolved } from './world.ts';

/** An array that an answer names for itself: `g[0, i] = ∂l/∂f[0, i]`, or `g = ∂l/∂f`. */
interface OwnArray {
  readonly name: string;
  readonly indices: readonly Term[];
  readonly value: Term & { readonly type: 'entry' | 'partial' };
}

/**
 * Statements in which names that the answer gives to arrays of the question are put back: what `g` stands for is read from
 * `g[0, i] = ∂l/∂f[0, i]`. Only a name for one entry, or for one array as a whole, is one; formulas stay what they are.
 *
 * @param isKnown whether a name is one of the question.
 * @throws Unresolved where a name is given two meanings.
 */
export function withOwnArrays(
  statements: readonly FormulaStatement[],
  isKnown: (name: string) => boolean,
): readonly FormulaStatement[] {
  const own = new Map<string, OwnArray>();
  const definitions = new Set<FormulaStatement>();
  for (const statement of statements) {
    const array = definedIn(statement, isKnown);
    if (!array) continue;
    const before = own.get(array.name);
    if (before && JSON.stringify(before) !== JSON.stringify(array))
      throw new Unresolved('notation', array.name, `$${array.name}$ is given two meanings.`);
    own.set(array.name, array);
    definitions.add(statement);
  }
  if (own.size === 0) return statements;
  const put = (term: Term): Term => {
    const inside = mapParts(term, put);
    if (inside.type !== 'entry' && inside.type !== 'name') return inside;
    const array = own.get(inside.name);
    return (array && entryOf(array, inside.type === 'entry' ? inside.indices : [])) ?? inside;
  };
  return statements.map((statement) =>
    definitions.has(statement) ? statement : { ...statement, members: statement.members.map(put) },
  );
}

function definedIn({ members, relations }: FormulaStatement, isKnown: (name: string) => boolean): OwnArray | undefined {
  const [left, value] = members;
  if (members.length !== 2 || relations[0] !== '=' || (left?.type !== 'entry' && left?.type !== 'name'))
    return undefined;
  if (isKnown(left.name) || (value?.type !== 'entry' && value?.type !== 'partial')) return undefined;
  const indices = left.type === 'entry' ? left.indices : [];
  const names = indices.flatMap((index) => (index.type === 'name' ? [index.name] : []));
  const plain = indices.every(({ type }) => type === 'name' || type === 'number');
  return plain && new Set(names).size === names.length ? { name: left.name, indices, value } : undefined;
}

/** The entry of the question's array that `g[…]` stands for; undefined where its indices are not those of the definition. */
function entryOf({ indices, value }: OwnArray, given: readonly Term[]): Term | undefined {
  if (indices.length === 0) return given.length === 0 ? value : { ...value, indices: [...value.indices, ...given] };
  if (given.length !== indices.length) return undefined;
  const bound = new Map<string, Term>();
  for (const [i, index] of indices.entries()) {
    const at = given[i]!;
    if (index.type === 'name') bound.set(index.name, at);
    else if (at.type !== 'number' || index.type !== 'number' || at.value !== index.value) return undefined;
  }
  const put = (term: Term): Term =>
    term.type === 'name' && bound.has(term.name) ? bound.get(term.name)! : mapParts(term, put);
  return mapParts(value, put);
}
