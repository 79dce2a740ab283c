import { float64, type Float64Tensor, key, reshape, slice } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { attentionDecoder } from '../encoder-decoder/decoder.ts';
import { initialTransformer, initialTransformerRnn } from '../initial/models.ts';
import { type Matrix, multiHead, plus, type Row, times } from '../testing/naive.ts';
import { distance, rounding, rowsOf, sample, shaken } from '../testing/samples.ts';
import { transformerRnn } from './encoder-decoder.ts';
import { positionalEncoding, transformerEncoder, type TransformerOptions } from './encoder.ts';

const params = shaken(initialTransformer(key(0), { embedSize: 4, feedForwardSize: 7, numLayers: 2 }), 1);
const x = sample(2, [5, 4]);

function norm(row: Row, weight: Row, bias: Row): number[] {
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * weight[i]! + bias[i]!);
}

/** Φ by its Taylor series about 0, which converges everywhere: ½ + φ(x) Σ x^(2n+1) / (1·3·5 ⋯ (2n+1)). */
function normalCdf(z: number): number {
  let [term, total] = [z, z];
  for (let n = 1; n < 200; n++) {
    term *= (z * z) / (2 * n + 1);
    total += term;
  }
  return 0.5 + (total * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

const thirds = <T>(all: readonly T[]): [T[], T[], T[]] => [all.slice(0, 4), all.slice(4, 8), all.slice(8)];
const sum = (a: Matrix, b: Matrix): Matrix => a.map((one, i) => plus(one, b[i]!));

function definition(input: Matrix, { heads, causal, normFirst, activation }: TransformerOptions): Matrix {
  let state = input;
  for (const layer of [0, 1]) {
    const of = (name: string): Float64Tensor => params[`layers.${layer}.${name}`]!;
    const row = (name: string): number[] => [...of(name).data];
    const attend = (rows: Matrix): Matrix =>
      multiHead(
        thirds(rowsOf(of('self_attn.in_proj_weight'))),
        thirds(row('self_attn.in_proj_bias')),
        [rowsOf(of('self_attn.out_proj.weight')), row('self_attn.out_proj.bias')],
        [rows, rows, rows],
        heads,
        (_, i, j) => !causal || j <= i,
      ).output;
    const active = (value: number): number => (activation === 'gelu' ? value * normalCdf(value) : Math.max(0, value));
    const feed = (one: Row): Row => {
      const inner = plus(times(rowsOf(of('linear1.weight')), one), row('linear1.bias')).map(active);
      return plus(times(rowsOf(of('linear2.weight')), inner), row('linear2.bias'));
    };
    const normed = (name: string, rows: Matrix): Matrix =>
      rows.map((one) => norm(one, row(`${name}.weight`), row(`${name}.bias`)));
    if (normFirst) {
      const seen = sum(state, attend(normed('norm1', state)));
      state = sum(seen, normed('norm2', seen).map(feed));
    } else {
      const seen = normed('norm1', sum(state, attend(state)));
      state = normed('norm2', sum(seen, seen.map(feed)));
    }
  }
  return state;
}

describe('transformerEncoder', () => {
  test.each<TransformerOptions>([
    { heads: 2 },
    { heads: 4, causal: true, normFirst: true },
    { heads: 1, activation: 'gelu' },
  ])('the definition: %o', (options) => {
    const expected = float64(definition(rowsOf(x), options).map((row) => [...row]));
    expect(distance(transformerEncoder(params, x, options), expected)).toBeLessThan(10 * rounding);
  });

  test('says what is missing', () => {
    expect(() => transformerEncoder({}, x, { heads: 2 })).toThrow(/there is no parameter layers\.0/);
    const { 'layers.1.norm2.weight': _, ...rest } = params;
    expect(() => transformerEncoder(rest, x, { heads: 2 })).toThrow(
      /the parameter layers\.1\.norm2\.weight is missing/,
    );
    expect(() => transformerEncoder(params, x, { heads: 3 })).toThrow(/3 heads cannot share 4 features/);
  });
});

test('positions: sin and cos of p / 10000^(2i/E)', () => {
  const rows = rowsOf(positionalEncoding(3, 5));
  for (const [p, row] of rows.entries()) {
    const [fast, slow] = [p / 10_000 ** (2 / 5), p / 10_000 ** (4 / 5)];
    expect(row).toEqual([Math.sin(p), Math.cos(p), Math.sin(fast), Math.cos(fast), Math.sin(slow)]);
  }
});

describe('transformerRnn', () => {
  const both = shaken(initialTransformerRnn(key(0), { embedSize: 4, feedForwardSize: 7, targetSize: 2, units: 3 }), 3);
  const y = sample(4, [6, 2]);

  test('begins at the mean of the encoder and attends to it', () => {
    const { memory, initial, states } = transformerRnn(both, x, y, { heads: 2 });
    const encoder = transformerEncoder(both.encoder, x, { heads: 2 });
    expect(distance(memory, encoder)).toBe(0);
    const means = [0, 1, 2, 3].map((j) => rowsOf(encoder).reduce((sum, row) => sum + row[j]! / 5, 0));
    expect(distance(initial, float64(means))).toBeLessThan(rounding);
    expect(distance(states, attentionDecoder(both.decoder, { memory, initial }, y).states)).toBe(0);
  });

  test('padding counts nowhere', () => {
    const batch = sample(5, [2, 5, 4]);
    const inputs = sample(6, [2, 6, 2]);
    const found = transformerRnn(both, batch, inputs, { heads: 2, lengths: [3, 5] });
    const own = reshape(slice(batch, [0, 0, 0], [1, 3, 4]), [3, 4]);
    const alone = transformerRnn(both, own, reshape(slice(inputs, [0, 0, 0], [1, 6, 2]), [6, 2]), { heads: 2 });
    const first = reshape(slice(found.states, [0, 0, 0], [1, 6, 4]), [6, 4]);
    expect(distance(first, alone.states)).toBeLessThan(10 * rounding);
  });
});
