import { key, normal } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { type CurveFindingKind, type CurveReading, HyperparameterError, readLossCurve } from '../index.ts';

/** The curve of a training that works: from ln 10 down to `floor`, with noise that is a share of the level. */
function good(
  steps: number,
  seed: number,
  { floor = 0.2, share = 0.05, time = steps / 5, start = Math.log(10) } = {},
): number[] {
  const noise = normal(key(seed), [steps]).data;
  return Array.from({ length: steps }, (_, step) => {
    const level = floor + (start - floor) * Math.exp(-step / time);
    return step === 0 ? level : level * (1 + share * noise[step]!);
  });
}

const kinds = ({ findings }: CurveReading): CurveFindingKind[] => findings.map(({ kind }) => kind);
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const lengths = [30, 200, 1000];

describe.each(seeds)('seed %s', (seed) => {
  test.each(lengths)('nothing is found in a good curve of %s steps', (steps) => {
    const reading = readLossCurve(good(steps, seed), { classes: 10 });
    expect(reading.findings).toEqual([]);
    expect(reading.sentence).toMatch(/^Nothing wrong is found: the loss goes from 2\.3/);
    const power = Array.from({ length: steps }, (_, step) => 2.3 * (1 + step) ** -0.5);
    expect(kinds(readLossCurve(power))).toEqual([]);
    const validation = good(steps, seed + 100, { floor: 0.3, share: 0.02 });
    expect(kinds(readLossCurve({ training: good(steps, seed), validation }, { classes: 10 }))).toEqual([]);
  });

  test.each(lengths)('an explosion in %s steps, where it begins', (steps) => {
    const at = Math.floor(steps * 0.6);
    const curve = good(steps, seed).map((loss, step) => (step < at ? loss : loss * 4 ** Math.min(step - at + 1, 20)));
    const { findings } = readLossCurve(curve, { classes: 10 });
    expect(findings.map(({ kind }) => kind)).toEqual(['explosion']);
    // The first factor of 4 may drown where the loss is far below what it had been; the next ones do not.
    expect(findings[0]!.step).toBeGreaterThanOrEqual(at);
    expect(findings[0]!.step).toBeLessThanOrEqual(at + 2);
    expect(findings[0]!.evidence['peak']).toBe(Math.max(...curve));
    expect(findings[0]!.sentence).toContain(`The loss explodes from step ${findings[0]!.step} on`);
  });

  test.each(lengths)('a plateau in %s steps: at the start, then it falls, or for good', (steps) => {
    const flat = Math.floor(steps / 2);
    const noise = normal(key(seed), [steps]).data;
    const level = (step: number): number => 2.3 + 0.02 * noise[step]!;
    const forGood = Array.from({ length: steps }, (_, step) => level(step));
    const stuck = readLossCurve(forGood);
    expect(kinds(stuck)).toEqual(['plateau']);
    expect(stuck.findings[0]).toMatchObject({ step: 0, evidence: { to: steps - 1 } });
    const later = forGood.map((loss, step) => (step < flat ? loss : loss * Math.exp((-6 * (step - flat)) / steps)));
    const reading = readLossCurve(later);
    expect(kinds(reading)).toEqual(['plateau']);
    expect(reading.findings[0]!.step).toBe(0);
    // To a twelfth of the run.
    expect(Math.abs(reading.findings[0]!.evidence['to']! - flat)).toBeLessThanOrEqual(steps / 12 + 1);
    expect(reading.sentence).toContain('Then it falls on.');
  });

  test.each(lengths)('overfitting in %s steps, from where the held-back loss is lowest', (steps) => {
    const noise = normal(key(seed + 50), [steps]).data;
    const lowest = Math.floor(steps / 3);
    const validation = Array.from(
      { length: steps },
      (_, step) =>
        0.8 +
        (step < lowest ? 1.5 : 1) * ((step - lowest) / lowest) ** 2 * (step < lowest ? 1 : 0.15) +
        0.01 * noise[step]!,
    );
    const training = good(steps, seed, { floor: 0.02, time: steps / 4 });
    const { findings } = readLossCurve({ training, validation });
    expect(findings.map(({ kind }) => kind)).toEqual(['overfitting']);
    // The minimum is flat: noise of 0.01 moves it by up to √(0.03/0.15) of its place.
    expect(Math.abs(findings[0]!.step - lowest)).toBeLessThanOrEqual(0.45 * lowest);
    expect(findings[0]!.evidence['last']).toBeGreaterThan(findings[0]!.evidence['best']! + 0.3);
    // Measured fifteen times only.
    const sparse = validation.map((loss, step) => (step % Math.ceil(steps / 15) === 0 ? loss : null));
    expect(kinds(readLossCurve({ training, validation: sparse }))).toEqual(['overfitting']);
  });

  test.each(lengths)('noise in %s steps: from small batches, or from a step that is too large', (steps) => {
    const noise = normal(key(seed), [steps]).data;
    const noisy = Array.from({ length: steps }, (_, step) => Math.abs(1.5 - step / steps + 0.5 * noise[step]!));
    const reading = readLossCurve(noisy);
    expect(kinds(reading)).toContain('noise');
    expect(reading.sentence).toContain('the batches are too small');
    const swinging = Array.from(
      { length: steps },
      (_, step) => 1 + (step % 2 === 0 ? 0.4 : -0.4) + 0.02 * noise[step]!,
    );
    const found = readLossCurve(swinging).findings.find(({ kind }) => kind === 'noise');
    expect(found?.sentence).toContain('to and fro with every step');
    expect(found?.evidence['turning']).toBeLessThan(-0.9);
  });
});

const falls = (start: number): number[] => good(60, 1, { start, floor: start / 20 });

describe('the initial loss', () => {
  test.each([2, 10, 1000])('−ln(1/%s) is what a network that knows nothing has', (classes) => {
    expect(kinds(readLossCurve(falls(Math.log(classes)), { classes }))).toEqual([]);
    expect(kinds(readLossCurve(falls(Math.log(classes) + 0.3), { classes }))).toEqual([]);
    const [high] = readLossCurve(falls(Math.log(classes) + 2), { classes }).findings;
    expect(high).toMatchObject({ kind: 'wrong initial loss', step: 0 });
    // E[loss] = ln C + σ²/2: two nats more are logits of standard deviation 2.
    expect(high!.evidence['logitDeviation']).toBeCloseTo(2, 12);
    expect(high!.evidence['expected']).toBeCloseTo(Math.log(classes), 15);
    const [low] = readLossCurve(falls(0.7 * Math.log(classes)), { classes }).findings;
    expect(low!.sentence).toContain('leak');
  });

  test('is not looked at without classes', () => {
    expect(readLossCurve([40, 20, 10, 5, 2]).findings).toEqual([]);
  });
});

describe('NaN and infinity', () => {
  test('the first one, with the loss before', () => {
    const curve = good(100, 3);
    curve[70] = Number.NaN;
    const { findings } = readLossCurve(curve);
    expect(findings).toMatchObject([{ kind: 'nan', step: 70, evidence: { before: curve[69] } }]);
    expect(readLossCurve([Infinity])).toMatchObject({ findings: [{ kind: 'nan', step: 0 }], best: null });
  });

  test('after an explosion both are said', () => {
    expect(kinds(readLossCurve([2.3, 2, 1.8, 9, 200, 1e9, Infinity, Number.NaN]))).toEqual(['explosion', 'nan']);
  });
});

test('one spike that comes back is an explosion that says so', () => {
  const curve = good(200, 4);
  curve[120] = 500;
  const { findings, sentence } = readLossCurve(curve);
  expect(findings).toMatchObject([{ kind: 'explosion', step: 120 }]);
  expect(sentence).toContain('It comes back to 0.');
});

test('what it says is plain data', () => {
  const reading = readLossCurve([2.3, 2, 1.8, 9, 200, 1e9, Infinity], { classes: 10 });
  expect(JSON.parse(JSON.stringify(reading))).toMatchObject({ findings: [{ kind: 'explosion', step: 3 }, {}] });
});

test('what is no curve is refused', () => {
  expect(() => readLossCurve([])).toThrow('the curve is empty');
  expect(() => readLossCurve({ training: [1, 2], validation: [1] })).toThrow('2 training losses and 1 held-back ones');
  expect(() => readLossCurve([1], { classes: 1 })).toThrow(HyperparameterError);
});

test('sentences count in the unit of the curve', () => {
  const losses = [2.3, 2.1, 1.9, 1.7, 1.5, 1.3, 30, 4000, 1e6];
  const validation = [2.3, 2, 1.7, 1.9, 2.1, 2.3, null, null, null];
  const options = { unit: 'epoch', first: 1 } as const;
  const { findings, sentence } = readLossCurve({ training: losses, validation }, options);
  expect(findings.map(({ kind, step }) => `${kind} ${step}`)).toEqual(['overfitting 2', 'explosion 6']);
  expect(sentence).toMatch(/overfits from epoch 3 on.*explodes from epoch 7 on/);
  expect(sentence).not.toContain('step');
  expect(readLossCurve([2.3, 1.2, 0.9], options).sentence).toContain('in 2 epochs.');
});
