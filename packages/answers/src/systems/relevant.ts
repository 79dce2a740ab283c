import type { Expr } from '../expressions/expr.ts';
import { children } from '../expressions/parse/trees.ts';
import { namesOf, type ReadSpec } from './definition.ts';
import { EquationSystem, type WrittenEquation } from './equations.ts';

/**
 * The names for which an answer has equations of its own that bear on what is asked: names that the question asks for, and names
 * that the outputs are computed from. Equations for other names earn nothing.
 *
 * @param all the answer's equations.
 * @param own those of them that the question does not state.
 */
export function relevantBases(
  read: ReadSpec,
  all: readonly WrittenEquation[],
  own: readonly WrittenEquation[],
): readonly string[] {
  const student = new EquationSystem(all, namesOf(read.spec));
  const reached = new Set<string>();
  const open = [...read.spec.outputs];
  for (let base = open.pop(); base !== undefined; base = open.pop()) {
    if (reached.has(base)) continue;
    reached.add(base);
    const equations = student.of(base).length > 0 ? student.of(base) : read.given.of(base);
    for (const { right, system } of equations) open.push(...basesIn(right, system));
  }
  const sources = new Set(own.map(({ source }) => source));
  return student.bases.filter(
    (base) =>
      (reached.has(base) || read.asked.includes(base)) && student.of(base).some(({ source }) => sources.has(source)),
  );
}

/** The asked names that a system does not compute its outputs from. */
export function unusedBases(read: ReadSpec, system: EquationSystem): readonly string[] {
  const reached = new Set<string>();
  const open = [...read.spec.outputs];
  for (let base = open.pop(); base !== undefined; base = open.pop()) {
    if (reached.has(base)) continue;
    reached.add(base);
    for (const { right } of system.of(base)) open.push(...basesIn(right, system));
  }
  return read.asked.filter((base) => !reached.has(base));
}

/** The names that stand in an expression. */
function basesIn(expr: Expr, system: EquationSystem): string[] {
  const reference = system.names.reference(expr);
  const inside = children(expr).flatMap((child) => basesIn(child, system));
  return reference ? [reference.base, ...inside] : inside;
}
