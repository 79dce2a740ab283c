/** A stream of pseudo-random numbers that is the same for the same seed and labels (FNV-1a, then SplitMix32). */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  readonly uniform: () => number;
  /** Uniform in 0 … count − 1. */
  readonly below: (count: number) => number;
  /** Uniform in 0 … modulus − 1, for a modulus of at most 64 bits. */
  readonly residue: (modulus: bigint) => bigint;
}

export function random(seed: number, ...labels: readonly (string | number)[]): Random {
  let state = 0x811c9dc5 ^ seed;
  for (const letter of labels.join('\u0000')) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  // FNV leaves neighbouring labels close: stir before the first use.
  for (let round = 0; round < 3; round++) next();
  return {
    uniform: () => next() / 2 ** 32,
    below: (count) => Math.floor((next() / 2 ** 32) * count),
    residue: (modulus) => ((BigInt(next()) << 64n) | (BigInt(next()) << 32n) | BigInt(next())) % modulus,
  };
}
