/**
 * Threefry-2x32 with 20 rounds: a bijection of two 32-bit words under a key of two, as random as a block cipher.
 * Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011); checked against Random123's
 * known answers.
 */
export function threefry2x32(
  key: readonly [number, number],
  counter: readonly [number, number],
): readonly [number, number] {
  const k0 = key[0] >>> 0;
  const k1 = key[1] >>> 0;
  const schedule = [k0, k1, (k0 ^ k1 ^ 0x1bd11bda) >>> 0] as const;
  let x0 = (counter[0] + k0) >>> 0;
  let x1 = (counter[1] + k1) >>> 0;
  for (let round = 0; round < 20; round++) {
    x0 = (x0 + x1) >>> 0;
    const by = rotations[round % 8]!;
    x1 = ((x1 << by) | (x1 >>> (32 - by))) ^ x0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = (x0 + schedule[injection % 3]!) >>> 0;
      x1 = (x1 + schedule[(injection + 1) % 3]! + injection) >>> 0;
    }
  }
  return [x0, x1 >>> 0];
}

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
