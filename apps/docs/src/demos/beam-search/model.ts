import {
  Float64Tensor,
  foldIn,
  fromFloat64,
  key,
  logSoftmax,
  mul,
  oneHot,
  scopeAsync,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import type { ScoringFunction, Token } from '@gradbook/decoding';
import { initialHead, initialRnn, regressionHead, rnn, uniformInitializer } from '@gradbook/layers-recurrent';

/** The words that the model can write; a smaller vocabulary has the first of them. */
const words = ['the', 'red', 'bus', 'big', 'car'] as const;

/** Which model. */
export interface ModelSettings {
  /** N, the words it knows. */
  readonly vocabulary: number;
  /** T, the words it writes. */
  readonly length: number;
  /** What its logits are multiplied by: the larger, the surer it is of the next word. */
  readonly sharpness: number;
  readonly seed: number;
}

const hidden = 8;

/**
 * A recurrent network with random weights that scores the next word: h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), ln p =
 * logSoftmax(sharpness · (W^f h_t + b^f)), where x_1 is a start sign and x_t the word before. Every prefix is scored at once, as a
 * batch of N^(T−1) sequences, so that a search only looks up.
 */
export async function randomModel(
  { vocabulary, length, sharpness, seed }: ModelSettings,
  kind: 'webgpu' | 'float64',
): Promise<ScoringFunction> {
  const rows = vocabulary ** (length - 1);
  const place = (value: Float64Tensor): Value => (kind === 'webgpu' ? fromFloat64(value) : value);
  // Row r holds the words that r has as digits to the base N, behind the start sign.
  const indices = new Float64Tensor(
    [length, rows],
    Array.from({ length: length * rows }, (_, at) => {
      const step = Math.floor(at / rows);
      return step === 0 ? vocabulary : Math.floor((at % rows) / vocabulary ** (length - 1 - step)) % vocabulary;
    }),
    'int32',
  );
  const scores = await scopeAsync(async () => {
    const own = foldIn(key(seed), vocabulary);
    const params = initialRnn(foldIn(own, 0), {
      inputSize: vocabulary + 1,
      hiddenSize: hidden,
      input: uniformInitializer(1),
      recurrent: uniformInitializer(0.7),
      kind,
    });
    const head = initialHead(foldIn(own, 1), { inputSize: hidden, outputSize: vocabulary, kind });
    const result = rnn<Value>(params, oneHot<Value>(place(indices), vocabulary + 1));
    const logits = regressionHead<Value>(head as { readonly weight: Value; readonly bias: Value }, result);
    return toFloat64(logSoftmax<Value>(mul<Value>(logits, sharpness)));
  });
  return (prefix: readonly Token[]) => {
    const digits = prefix.map((token) => words.indexOf(token as (typeof words)[number]));
    const row = digits.reduce((sum, digit, place) => sum + digit * vocabulary ** (length - 2 - place), 0);
    const from = (prefix.length * rows + row) * vocabulary;
    return Array.from({ length: vocabulary }, (_, index) => ({
      token: words[index]!,
      // float32 may round ln p of a sure thing to just above 0.
      logProbability: Math.min(0, scores.data[from + index]!),
    }));
  };
}
