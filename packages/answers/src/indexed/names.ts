/** An array or a scalar that an answer may name. */
export interface NamedArray {
  /** Its sizes; none for a scalar. */
  readonly shape: readonly number[];
  /** Other ways to write the name: `f_W`, `X`. */
  readonly aliases?: readonly string[];
  /** Whether it is written as a function of others too, as f is in `f_W(x)`. */
  readonly applied?: boolean;
  /** Whether its first index picks one of several vectors, as i does in `v_i[t]`. */
  readonly family?: boolean;
}

/** The names that a part knows, as a parser asks for them. */
export class Names {
  readonly #names = new Map<string, string>();
  readonly #arrays: ReadonlyMap<string, NamedArray>;
  /** Names that end in a bracket, as `h[t-1]`, by what stands before it. */
  readonly #bracketed = new Map<string, Map<string, string>>();
  readonly #letters = new Set<string>();

  constructor(arrays: Readonly<Record<string, NamedArray>>) {
    this.#arrays = new Map(Object.entries(arrays));
    for (const [name, { aliases = [] }] of this.#arrays) {
      for (const written of [name, ...aliases]) this.#add(written, name);
    }
  }

  #add(written: string, name: string): void {
    this.#names.set(written, name);
    if (/^\p{L}$/u.test(written)) this.#letters.add(written);
    const bracket = /^([^[\]]+)\[([^[\]]*)\]$/.exec(written);
    if (!bracket) return;
    const [, base = '', inside = ''] = bracket;
    const known = this.#bracketed.get(base) ?? new Map<string, string>();
    known.set(inside, name);
    this.#bracketed.set(base, known);
  }

  /** What a written name is called here; undefined where it is unknown. */
  resolve(written: string): string | undefined {
    return this.#names.get(written);
  }

  /** The array of a name. */
  array(name: string): NamedArray | undefined {
    return this.#arrays.get(name);
  }

  /** Whether a name has entries. */
  isArray(name: string): boolean {
    return (this.#arrays.get(name)?.shape.length ?? 0) > 0;
  }

  /** The name `base[inside]`, where there is one. */
  bracketed(base: string, inside: string): string | undefined {
    return this.#bracketed.get(base)?.get(inside);
  }

  /** Whether letters beside each other may be a product of names. */
  mayBeProduct(run: string): boolean {
    return [...run].every((letter) => this.#letters.has(letter));
  }

  /** Every name that is known, in the order in which it was declared. */
  all(): readonly string[] {
    return [...this.#arrays.keys()];
  }
}
