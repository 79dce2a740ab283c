import type { Expr } from '../expressions/expr.ts';
import { children } from '../expressions/parse/trees.ts';
import { plainOf } from '../expressions/print/plain.ts';
import { latexOf } from '../expressions/print/latex.ts';
import type { FreeNames } from './align.ts';
import { type EquationMistakeId, sentenceOf } from './catalogue.ts';
import { attempt, type Candidate, candidatesFor, type SystemComparer } from './comparer.ts';
import { type Equation, type EquationSystem, isPattern, withChildren } from './equations.ts';
import { unusedBases } from './relevant.ts';

/** Why an answer's equations are not the right ones. */
export interface Explained {
  readonly sentence: string;
  /** How many of the equations that are asked for are wrong. */
  readonly wrong: number;
  /** The names whose equations are wrong, as far as that is known. */
  readonly bases?: readonly string[];
  readonly mistake?: string;
  /** It is only more general than what is asked for, or cannot be told: a person decides. */
  readonly undecided?: boolean;
}

/** Readings of the names that are tried for an explanation. */
const mostReadings = 8;

/**
 * Says what is wrong: first the part's own list, then the answer with one of the right equations put in at
 * a time: the one that makes it right is the culprit, and a single change of it that does what the answer does is the reason; then two.
 */
export function explained(comparer: SystemComparer, names: FreeNames, candidates: readonly Candidate[]): Explained {
  const given = comparer.given();
  const equal = (
    { system, alignment, turned }: Candidate,
    changed?: ReadonlyMap<string, readonly Equation[]>,
  ): boolean => {
    const expected = comparer.expected(system, alignment, turned, changed);
    return attempt(() => comparer.full(given, expected))?.outcome === 'equal';
  };
  for (const { mistake, system, changed } of comparer.read.mistakes) {
    for (const candidate of candidatesFor(comparer, system, names).slice(0, mostReadings)) {
      if (candidate.alignment.extra.length > 0 || !equal(candidate)) continue;
      const unseen = unusedBases(comparer.read, system).find((base) => !isRight(comparer, base));
      const found = {
        sentence: mistake.sentence,
        wrong: Math.max(1, changed.length),
        bases: changed,
        mistake: mistake.id,
      };
      return unseen === undefined
        ? found
        : {
            ...found,
            sentence: `${mistake.sentence} Whether the equation for $${leftOf(comparer, unseen, comparer.read.expected.of(unseen)[0]!)}$ is right has to be read by a person: nothing of the output depends on it.`,
            undecided: true,
          };
    }
  }
  const readings = candidates.slice(0, mostReadings);
  for (const candidate of readings) {
    const { extra } = candidate.alignment;
    if (extra.length === 0) continue;
    const expected = comparer.expected(candidate.system, candidate.alignment, candidate.turned);
    if (attempt(() => comparer.quick(given, expected, new Set(extra)))?.outcome !== 'equal') continue;
    const shown = extra.map((name) => `$${latexOf({ type: 'symbol', name })}$`).join(', ');
    return {
      sentence: `The equations are right but for further terms with ${shown}, which the question does not have: a person decides whether they may be there.`,
      wrong: 0,
      undecided: true,
    };
  }
  const culprit = replacement(comparer, readings);
  if (culprit && culprit.bases.length > 1) return culprit;
  const bases = culprit?.bases ?? everyBase(comparer);
  return (
    singleChange(comparer, readings, bases, equal) ??
    extraTerm(comparer, readings, bases) ??
    culprit ?? {
      sentence: 'The equations do not compute what is asked for, and no single equation of them is the reason.',
      wrong: comparer.read.asked.length,
      mistake: 'equation-wrong',
    }
  );
}

/** Whether an answer's equation that its outputs do not use is right: with the right ones around it they are. */
function isRight(comparer: SystemComparer, base: string): boolean {
  if (comparer.student.of(base).length === 0) return false;
  const { asked, expected } = comparer.read;
  const none = { values: new Map(), functions: new Map(), extra: [] };
  const around = new Set(asked.filter((name) => name !== base));
  const put = comparer.replaced(expected, none, new Set(), around);
  const names = attempt(() => comparer.freeOfAnswer(put));
  return (
    names !== undefined &&
    candidatesFor(comparer, expected, names)
      .slice(0, mostReadings)
      .some(({ alignment, turned }) => {
        const right = comparer.expected(expected, alignment, turned);
        return attempt(() => comparer.full(put, right))?.outcome === 'equal';
      })
  );
}

/** A change of one right equation after which it does what the answer does. */
function singleChange(
  comparer: SystemComparer,
  readings: readonly Candidate[],
  bases: readonly string[],
  equal: (candidate: Candidate, changed: ReadonlyMap<string, readonly Equation[]>) => boolean,
): Explained | undefined {
  const [first] = readings;
  if (!first) return undefined;
  for (const base of bases) {
    const equations = first.system.of(base);
    for (const [at, equation] of equations.entries()) {
      for (const change of changesOf(equation, first.system)) {
        const changed = new Map([
          [base, equations.map((each, i) => (i === at ? { ...each, right: change.right } : each))],
        ]);
        for (const reading of readings) {
          if (comparer.late) return undefined;
          if (!equal({ ...reading, system: first.system }, changed)) continue;
          const shown = `$${leftOf(comparer, base, equation)}$`;
          const piece = change.piece ? `$${pieceOf(comparer, base, underNames(change.piece, reading))}$` : '';
          return {
            sentence: sentenceOf(change.id, { equation: shown, given: piece }),
            wrong: 1,
            bases: [base],
            mistake: change.id,
          };
        }
      }
    }
  }
  return undefined;
}

/** A term of the answer without which it is right. */
function extraTerm(
  comparer: SystemComparer,
  readings: readonly Candidate[],
  bases: readonly string[],
): Explained | undefined {
  for (const base of comparer.student.bases.filter((name) => bases.includes(name))) {
    const equations = comparer.student.of(base);
    for (const [at, equation] of equations.entries()) {
      for (const { right, piece } of dropped(equation.right)) {
        const changed = new Map([[base, equations.map((each, i) => (i === at ? { ...each, right } : each))]]);
        const given = comparer.given(changed);
        for (const { system, alignment, turned } of readings) {
          if (comparer.late) return undefined;
          const expected = comparer.expected(system, alignment, turned);
          if (attempt(() => comparer.quick(given, expected))?.outcome !== 'equal') continue;
          const sentence = sentenceOf('equation-term-extra', {
            equation: `$${leftOf(comparer, base, equation)}$`,
            given: `$${latexOf(piece)}$`,
          });
          return { sentence, wrong: 1, bases: [base], mistake: 'equation-term-extra' };
        }
      }
    }
  }
  return undefined;
}

/** The right equations put in one at a time, then two. */
function replacement(
  comparer: SystemComparer,
  readings: readonly Candidate[],
): (Explained & { readonly bases: readonly string[] }) | undefined {
  const { asked } = comparer.read;
  const pairs = asked.flatMap((a, i) => asked.slice(i + 1).map((b) => [a, b]));
  for (const bases of [...everyBase(comparer).map((base) => [base]), ...pairs]) {
    for (const { system, alignment, turned } of readings) {
      if (comparer.late) return undefined;
      const put = comparer.replaced(system, alignment, turned, new Set(bases));
      const expected = comparer.expected(system, alignment, turned);
      if (attempt(() => comparer.quick(put, expected))?.outcome !== 'equal') continue;
      const [base] = bases as [string];
      const shown = bases.map((each) => `$${leftOf(comparer, each, comparer.read.expected.of(each)[0]!)}$`);
      if (bases.length === 1) {
        const isMissing = comparer.student.of(base).length === 0;
        const id: EquationMistakeId = isMissing ? 'equation-missing' : 'equation-wrong';
        return { sentence: sentenceOf(id, { equation: shown[0]! }), wrong: 1, mistake: id, bases };
      }
      return {
        bases,
        sentence: `Everything else is right, but not the equations for ${shown.join(' and ')}.`,
        wrong: bases.length,
        mistake: 'equation-wrong',
      };
    }
  }
  return undefined;
}

/** The names with equations, those that are asked for first. */
function everyBase({ read }: SystemComparer): readonly string[] {
  return [...read.asked, ...read.expected.bases.filter((base) => !read.asked.includes(base))];
}

/** The left side as the answer writes it. */
function leftOf(comparer: SystemComparer, base: string, equation: Equation): string {
  const own = comparer.student.of(base).findLast(isPattern) ?? equation;
  return own.source.split('=')[0]!.trim();
}

/** A name at indices as the answer writes it. */
function pieceOf(comparer: SystemComparer, base: string, piece: Expr): string {
  const wanted = comparer.read.expected.names.reference(piece);
  const { names } = comparer.student;
  let found: Expr | undefined;
  for (const { right } of comparer.student.of(base))
    visit(right, (expr) => {
      const reference = names.reference(expr);
      const same =
        reference?.base === wanted?.base &&
        reference?.indices.length === wanted?.indices.length &&
        reference?.indices.every((index, i) => plainOf(index) === plainOf(wanted!.indices[i]!)) === true;
      if (same) found = expr;
      return !reference;
    });
  return latexOf(found ?? piece);
}

/** A piece of a right equation in the answer's names. */
function underNames(expr: Expr, { alignment }: Candidate): Expr {
  if (expr.type === 'symbol') return { ...expr, name: alignment.values.get(expr.name) ?? expr.name };
  const parts = children(expr);
  return parts.length === 0
    ? expr
    : withChildren(
        expr,
        parts.map((part) => underNames(part, { alignment } as Candidate)),
      );
}

interface Change {
  readonly id: EquationMistakeId;
  readonly right: Expr;
  /** What the answer then has in its place. */
  readonly piece?: Expr;
}

/** Every single slip of an equation's right side. */
function changesOf(equation: Equation, system: EquationSystem): readonly Change[] {
  const { names, time } = system;
  const uses = usesOf(system);
  const changes: Change[] = [];
  visit(equation.right, (expr, put) => {
    const reference = names.reference(expr);
    if (reference) {
      const { base, indices } = reference;
      for (const [i, index] of indices.entries()) {
        if (!holds(index, time)) continue;
        for (const step of [-1, 1, -2, 2]) {
          const at = indices.map((each, k) => (k === i ? shifted(each, step) : each));
          changes.push({ id: 'equation-wrong-step', right: put(written(base, at)), piece: written(base, at) });
        }
      }
      for (const [other, count] of uses) {
        if (other === base || count !== indices.length) continue;
        const id = indices.length === 0 ? 'equation-wrong-weight' : 'equation-wrong-value';
        changes.push({ id, right: put(written(other, indices)), piece: written(other, indices) });
      }
      return false;
    }
    if (expr.type === 'sum') {
      for (const [i] of expr.terms.entries()) {
        const terms = expr.terms.filter((_, k) => k !== i);
        changes.push({ id: 'equation-term-missing', right: put(terms.length === 1 ? terms[0]! : { ...expr, terms }) });
      }
    }
    const joined = joinedItems(expr);
    if (joined) {
      const { items, around } = joined;
      changes.push({
        id: 'equation-added-for-concatenated',
        right: put(around({ type: 'sum', terms: items })),
      });
      for (const item of items) changes.push({ id: 'equation-term-missing', right: put(around(item)) });
    }
    if (expr.type === 'apply' && expr.arguments.length === 1 && expr.name !== 'index')
      changes.push({ id: 'equation-function-missing', right: put(expr.arguments[0]!) });
    return true;
  });
  return changes;
}

/** What is put one behind the other: [a; b], a ⊕ b, and V[a; b], which is read as an entry of V. */
function joinedItems(
  expr: Expr,
): { readonly items: readonly Expr[]; readonly around: (inner: Expr) => Expr } | undefined {
  if (expr.type === 'list') return { items: expr.items, around: (inner) => inner };
  if (expr.type === 'product' && expr.style === 'direct') return { items: expr.factors, around: (inner) => inner };
  if (expr.type !== 'apply' || expr.name !== 'index') return undefined;
  const [of, ...items] = expr.arguments;
  return { items, around: (inner) => ({ type: 'product', factors: [of!, inner], style: 'juxtaposed' }) };
}

/** An equation's right side with one term of a sum left out, and that term. */
function dropped(right: Expr): readonly { readonly right: Expr; readonly piece: Expr }[] {
  const found: { right: Expr; piece: Expr }[] = [];
  visit(right, (expr, put) => {
    if (expr.type === 'sum')
      for (const [i, piece] of expr.terms.entries()) {
        const terms = expr.terms.filter((_, k) => k !== i);
        found.push({ right: put(terms.length === 1 ? terms[0]! : { ...expr, terms }), piece });
      }
    return true;
  });
  return found;
}

/** Walks an expression; `put` gives the whole with another piece in the place of the one looked at. */
function visit(whole: Expr, look: (expr: Expr, put: (piece: Expr) => Expr) => boolean): void {
  const walk = (expr: Expr, put: (piece: Expr) => Expr): void => {
    if (!look(expr, put)) return;
    const parts = children(expr);
    // The index and the range of a sum are no values.
    const last = expr.type === 'apply' && (expr.name === 'sum' || expr.name === 'prod') ? 1 : parts.length;
    for (let i = 0; i < last; i++)
      walk(parts[i]!, (piece) =>
        put(
          withChildren(
            expr,
            parts.map((part, k) => (k === i ? piece : part)),
          ),
        ),
      );
  };
  walk(whole, (piece) => piece);
}

/** Every name that equations use, with the number of its indices. */
function usesOf(system: EquationSystem): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const base of system.bases)
    for (const { right } of system.of(base))
      visit(right, (expr) => {
        const reference = system.names.reference(expr);
        if (reference && !system.names.letters.has(reference.base)) uses.set(reference.base, reference.indices.length);
        return !reference;
      });
  return uses;
}

function holds(expr: Expr, letter: string): boolean {
  return (expr.type === 'symbol' && expr.name === letter) || children(expr).some((child) => holds(child, letter));
}

/** t − 1 moved by one is t. */
function shifted(index: Expr, by: number): Expr {
  const terms = index.type === 'sum' ? index.terms : [index];
  let offset = by;
  const letters: Expr[] = [];
  for (const term of terms) {
    if (term.type === 'number') offset += Number(term.value.numerator);
    else if (term.type === 'negate' && term.of.type === 'number') offset -= Number(term.of.value.numerator);
    else letters.push(term);
  }
  if (offset === 0) return letters.length === 1 ? letters[0]! : { type: 'sum', terms: letters };
  const size = Math.abs(offset);
  const number: Expr = { type: 'number', value: { numerator: BigInt(size), denominator: 1n }, written: String(size) };
  return { type: 'sum', terms: [...letters, offset < 0 ? { type: 'negate', of: number } : number] };
}

/** A name at indices. */
function written(base: string, indices: readonly Expr[]): Expr {
  const of: Expr = { type: 'symbol', name: base };
  return indices.length === 0 ? of : { type: 'apply', name: 'index', arguments: [of, ...indices] };
}
