import { type Growth, multiplyRates, type Rate } from './rates.ts';

/** A pair [smaller, larger]: smaller ≤ larger always. */
export type Relation = readonly [smaller: string, larger: string];

/**
 * Decides which growth is bounded by a constant multiple of which, for variables that are whole numbers of any size which
 * respect the relations.
 *
 * With x_v = log v a rate is Σ a_v x_v + Σ b_v log x_v, and the x that the relations allow form a cone, whose extreme rays are
 * the up-sets: the sets that hold with each variable every larger one. A rate is bounded exactly if on every up-set U the
 * powers sum to at most zero, and if on every union of up-sets where they sum to zero the logarithms sum to at most zero: there
 * the logarithms of the variables may grow at speeds of their own.
 */
export class GrowthOrder {
  readonly #names: readonly string[];
  readonly #upSets: readonly ReadonlySet<string>[];

  constructor(names: readonly string[], relations: readonly Relation[]) {
    this.#names = names;
    this.#upSets = upSets(names, relations);
  }

  /** Whether a ≤ C·b for some constant: true, false, or undefined where no rule tells. */
  isBounded(a: Rate, b: Rate): boolean | undefined {
    const others = new Set([...a.others.keys(), ...b.others.keys()]);
    for (const key of others) if (a.others.get(key) !== b.others.get(key)) return undefined;
    const power = difference(a.powers, b.powers);
    const log = difference(a.logs, b.logs);
    const flat: ReadonlySet<string>[] = [];
    for (const set of this.#upSets) {
      const total = sumOver(set, power);
      if (total > 1e-9) return false;
      if (total > -1e-9) flat.push(set);
    }
    return unions(flat).every((set) => sumOver(set, log) <= 1e-9);
  }

  /** Whether the sum a is bounded by the sum b. */
  isSumBounded(a: Growth, b: Growth): boolean | undefined {
    let certain = true;
    for (const rate of a) {
      const verdicts = new Set(b.map((other) => this.isBounded(rate, other)));
      if (verdicts.has(true) || this.#betweenTwo(rate, b)) continue;
      // No single term bounds it; a mixture could still. Along a ray every term is a power, so a ray can show that none does.
      if (!verdicts.has(undefined) && (b.length === 1 || this.#escapes(rate, b))) return false;
      certain = false;
    }
    return certain ? true : undefined;
  }

  /** √(xy) ≤ x + y: a rate below the geometric mean of two is below their sum. */
  #betweenTwo(rate: Rate, b: Growth): boolean {
    return b.some((x, first) =>
      b.slice(first + 1).some((y) => this.isBounded(multiplyRates(rate, rate), multiplyRates(x, y)) === true),
    );
  }

  /** Whether along one up-set, with one speed for all its variables or with one fast and the rest slow, the rate outgrows all of b. */
  #escapes(rate: Rate, b: Growth): boolean {
    const speeds: ReadonlyMap<string, number>[] = this.#upSets.map((set) => new Map([...set].map((name) => [name, 1])));
    for (const first of this.#upSets)
      for (const second of this.#upSets)
        for (const share of [0.25, 0.5, 1, 2, 4])
          speeds.push(
            new Map(this.#names.map((name) => [name, (first.has(name) ? 1 : 0) + (second.has(name) ? share : 0)])),
          );
    return speeds.some((speed) =>
      b.every((other) => {
        let powers = 0;
        let logs = 0;
        for (const [name, each] of speed) {
          powers += each * ((rate.powers.get(name) ?? 0) - (other.powers.get(name) ?? 0));
          // Each variable that grows has a logarithm that grows like one and the same thing along a ray.
          if (each > 0) logs += (rate.logs.get(name) ?? 0) - (other.logs.get(name) ?? 0);
        }
        return powers > 1e-9 || (powers > -1e-9 && logs > 1e-9);
      }),
    );
  }

  /** The terms that no other term dominates; of two that dominate one another the first stays. */
  simplify(growth: Growth): Growth {
    return growth.filter((rate, index) =>
      growth.every((other, position) => {
        if (position === index || this.isBounded(rate, other) !== true) return true;
        return this.isBounded(other, rate) === true && index < position;
      }),
    );
  }
}

function difference(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): (name: string) => number {
  return (name) => (a.get(name) ?? 0) - (b.get(name) ?? 0);
}

function sumOver(set: ReadonlySet<string>, value: (name: string) => number): number {
  let total = 0;
  for (const name of set) total += value(name);
  return total;
}

/** The nonempty sets that hold with each name every larger one. */
function upSets(names: readonly string[], relations: readonly Relation[]): readonly ReadonlySet<string>[] {
  const sets: ReadonlySet<string>[] = [];
  for (let mask = 1; mask < 2 ** names.length; mask++) {
    const set = new Set(names.filter((_, index) => Math.floor(mask / 2 ** index) % 2 === 1));
    if (relations.every(([smaller, larger]) => !set.has(smaller) || set.has(larger) || !names.includes(larger)))
      sets.push(set);
  }
  return sets;
}

/** Every union of some of the sets, at least one. */
function unions(sets: readonly ReadonlySet<string>[]): readonly ReadonlySet<string>[] {
  const found = new Map<string, ReadonlySet<string>>();
  for (const set of sets)
    for (const united of [set, ...[...found.values()].map((other) => new Set([...other, ...set]))])
      found.set([...united].toSorted().join('\u0000'), united);
  return [...found.values()];
}
