import type { ScoringFunction, Token } from '../index.ts';

/** Numbers in (0, 1): a linear congruential generator, the same on every machine. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** A model over the tokens 0 … vocabulary − 1 whose distribution depends on the whole prefix. */
export function randomModel(
  seed: number,
  vocabulary: number,
  logitOf: (x: number) => number = (x) => 4 * x,
): ScoringFunction {
  return (prefix) => {
    const hash = prefix.reduce<number>((sum, token) => Math.imul(sum ^ (Number(token) + 1), 0x01000193), seed + 77);
    const draw = numbers(hash);
    // The first numbers of neighbouring seeds are alike.
    for (let skip = 0; skip < 4; skip += 1) draw();
    const logits = Array.from({ length: vocabulary }, () => logitOf(draw()));
    const normalizer = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return logits.map((logit, token) => ({ token, logProbability: logit - normalizer }));
  };
}

/** ln p of a sequence under a model, summed first token first. */
export function scoreOf(model: ScoringFunction, tokens: readonly Token[]): number {
  return tokens.reduce<number>(
    (sum, token, index) => sum + model(tokens.slice(0, index)).find((option) => option.token === token)!.logProbability,
    0,
  );
}

/** Every sequence of a length. */
export function allSequences(vocabulary: number, length: number): number[][] {
  let level: number[][] = [[]];
  for (let step = 0; step < length; step += 1) {
    level = level.flatMap((prefix) => Array.from({ length: vocabulary }, (_, token) => [...prefix, token]));
  }
  return level;
}

/** Pearson's χ² of counts against probabilities. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count, index) => {
    const expected = total * probabilities[index]!;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}
