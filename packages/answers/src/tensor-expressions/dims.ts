/**
 * The size of an axis: a name that a part declares (`m`), a number, the sum of the sizes of what was put together, or not
 * known yet. Two sizes are made one by {@link unify}.
 */
export interface Dim {
  /** A declared name: two different names are two different sizes. */
  readonly name?: string;
  readonly size?: number;
  readonly parts?: readonly Dim[];
  /** What an unknown size was found to be. */
  link?: Dim;
}

/** A size that is not known yet. */
export function unknownDim(): Dim {
  return {};
}

/** What a size stands for, after everything that was found out about it. */
export function found(dim: Dim): Dim {
  let at = dim;
  while (at.link) at = at.link;
  return at;
}

/** The summands of a size, themselves no sums. */
function flat(dim: Dim): readonly Dim[] {
  const at = found(dim);
  return at.parts ? at.parts.flatMap(flat) : [at];
}

function isUnknown(dim: Dim): boolean {
  return dim.name === undefined && dim.size === undefined && dim.parts === undefined;
}

/** Makes two sizes one where they can be; says whether they are. */
export function unify(a: Dim, b: Dim): boolean {
  const [left, right] = [found(a), found(b)];
  if (left === right) return true;
  if (isUnknown(left)) return link(left, right);
  if (isUnknown(right)) return link(right, left);
  if (left.parts || right.parts) {
    const [some, others] = [flat(left), flat(right)];
    if (some.length === others.length) return some.every((part, i) => unify(part, others[i]!));
    const sizes = [some, others].map((parts) => parts.reduce((sum, part) => sum + (part.size ?? Number.NaN), 0));
    return sizes[0] === sizes[1];
  }
  return left.name !== undefined ? left.name === right.name : left.size === right.size;
}

function link(unknown: Dim, to: Dim): boolean {
  if (flat(to).includes(unknown)) return flat(to).length === 1;
  unknown.link = to;
  return true;
}

/** The sizes of axes put one behind the other. */
export function sumOf(dims: readonly Dim[]): Dim {
  const sizes = dims.map((dim) => found(dim).size);
  if (sizes.every((size) => size !== undefined)) return { size: sizes.reduce((sum, size) => sum + size, 0) };
  return { parts: dims };
}

/** A size as it is shown: `m`, `3`, `m + n`, `?`. */
export function dimText(dim: Dim): string {
  const at = found(dim);
  if (at.parts) return at.parts.map(dimText).join(' + ');
  return at.name ?? (at.size === undefined ? '?' : String(at.size));
}

/**
 * Gives every size a number: the declared ones those in `named`, and each that nothing is known about one of its own, so
 * that sizes which need not be equal are not.
 */
export class DimSizes {
  readonly #named: ReadonlyMap<string, number>;
  readonly #own = new Map<Dim, number>();
  readonly #other: number | undefined;

  /** @param other the size of everything else, where they are not to be different. */
  constructor(named: ReadonlyMap<string, number>, other?: number) {
    this.#named = named;
    this.#other = other;
  }

  of(dim: Dim): number {
    const at = found(dim);
    if (at.size !== undefined) return at.size;
    if (at.parts) return at.parts.reduce((sum, part) => sum + this.of(part), 0);
    const known = at.name === undefined ? this.#own.get(at) : (this.#named.get(at.name) ?? this.#own.get(at));
    if (known !== undefined) return known;
    if (this.#other !== undefined) return this.#other;
    const taken = new Set([...this.#named.values(), ...this.#own.values()]);
    let size = 2;
    while (taken.has(size)) size++;
    this.#own.set(at, size);
    return size;
  }
}
