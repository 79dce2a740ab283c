import { plainOf } from '../expressions/print/plain.ts';
import { sameExpr } from '../expressions/parse/trees.ts';
import { namesOf, type ReadSpec } from './definition.ts';
import { EquationSystem, type WrittenEquation } from './equations.ts';

/**
 * An answer's equations without those that the question states and the answer replaces. Where it gives a name two right sides,
 * each choice is a version; the last one written comes first.
 */
export function versionsOf(
  read: ReadSpec,
  equations: readonly WrittenEquation[],
): { readonly versions: readonly (readonly WrittenEquation[])[]; readonly own: readonly WrittenEquation[] } {
  const { spec, given } = read;
  const system = new EquationSystem(equations, namesOf(spec));
  // h^{(0)} and h^{(t)} are defined by two equations.
  const keyOf = (equation: WrittenEquation): string => {
    const defined = system.definedBy(equation);
    const letters = system.lettersOf(defined?.indices ?? []);
    const fixed = defined?.indices.map((index, i) => (letters[i] === undefined ? plainOf(index) : '')).join();
    return `${defined?.base} ${fixed}`;
  };
  const stated = (equation: WrittenEquation): boolean =>
    system.basesOf([equation]).some((base) => given.of(base).some(({ right }) => sameExpr(right, equation.right)));
  const named = equations.filter((equation) => system.basesOf([equation]).length > 0);
  const own = named.filter((equation) => !stated(equation));
  const groups = new Map<string, WrittenEquation[]>();
  for (const equation of own) groups.set(keyOf(equation), [...(groups.get(keyOf(equation)) ?? []), equation]);
  // What stands in the question and is not replaced stays with it.
  const twice = [...groups.values()].filter((group) => group.length > 1);
  const last = [...groups.values()].map((group) => group.at(-1)!);
  const versions = [last];
  for (const group of twice)
    for (const other of group.slice(0, -1).slice(-3))
      if (!sameExpr(other.right, group.at(-1)!.right))
        versions.push(last.map((equation) => (equation === group.at(-1) ? other : equation)));
  return { versions: versions.slice(0, 6), own };
}
