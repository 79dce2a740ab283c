import { contentOf, defaultLimits } from '@gradbook/answers';
import { describe, expect, it } from 'vitest';

import type { Judged } from '../definition/assignment.ts';
import { rnnHomework } from '../rnn-homework/index.ts';
import { scaledNorms, traceMistakes } from '../mistakes/traces.ts';
import { recompute } from './recompute.ts';
import { traceFile, tracedByHand } from './testing.ts';
import { lossAtEveryStep, lstmBesideRnn, tracePart } from './trace-part.ts';
import type { TraceRun } from './trace-file.ts';

const part = rnnHomework.parts.find(({ id }) => id === '3(d)')!;

async function judge(bytes: Uint8Array | undefined, text = '', of = part): Promise<Judged> {
  const written = { id: of.id, text, start: 0, end: text.length };
  const files = new Map(bytes === undefined ? [] : [[of.files![0]!, bytes]]);
  return of.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed: 0, files });
}

const exploding = tracedByHand({ name: 'exploding', scale: 2.5, nonlinearity: 'linear' });
const vanishing = tracedByHand({ name: 'vanishing', scale: 0.5 });
const changed = (run: TraceRun, norms: readonly number[]): TraceRun => ({ ...run, gradient_norms: norms });

describe('norms that were computed by hand, in float32', () => {
  it.each(
    (['tanh', 'relu', 'linear'] as const).flatMap((nonlinearity) =>
      (['last', 'every'] as const).flatMap((loss) =>
        [0.5, 1, 2].map((scale) => ({ nonlinearity, loss, scale, seed: Math.round(10 * scale) })),
      ),
    ),
  )('agree with the reference: $nonlinearity, loss at $loss, scale $scale', async (options) => {
    const run = tracedByHand(options);
    const reference = await recompute(run);
    for (const [step, norm] of run.gradient_norms.entries()) {
      expect(Math.abs(norm - reference.gradientNorms[step]!)).toBeLessThanOrEqual(reference.gradientTolerance[step]!);
      expect(Math.abs(run.hidden_norms![step]! - reference.hiddenNorms[step]!)).toBeLessThanOrEqual(
        reference.hiddenTolerance[step]!,
      );
    }
  });
});

describe('3(d)', () => {
  it('is correct with a run that explodes and one that vanishes', async () => {
    expect(await judge(traceFile([exploding, vanishing]))).toMatchObject({ verdict: 'correct', share: 1 });
  });

  it('is correct with three significant digits', async () => {
    const rounded = [exploding, vanishing].map((run) =>
      changed(
        run,
        run.gradient_norms.map((norm) => Number(norm.toPrecision(3))),
      ),
    );
    expect(await judge(traceFile(rounded))).toMatchObject({ verdict: 'correct' });
  });

  it('is partial where one of the two is missing, and says which', async () => {
    const judgement = await judge(traceFile([vanishing]));
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judgement.feedback.join(' ')).toContain('explode');
  });

  it('names the first step that differs', async () => {
    const norms = exploding.gradient_norms.map((norm, step) => (step >= 4 && step <= 6 ? 1.1 * norm : norm));
    const judgement = await judge(traceFile([changed(exploding, norms), vanishing]));
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judgement.feedback[0]).toMatch(/Run "exploding": the norm at step 5 is .*1\.1 times/);
  });

  it('is not satisfied by numbers that were made up', async () => {
    const made = [exploding, vanishing].map((run, index) =>
      changed(
        run,
        run.gradient_norms.map((_, step) => (index === 0 ? 2 ** (12 - step) : 0.5 ** (12 - step))),
      ),
    );
    expect(await judge(traceFile(made))).toMatchObject({ verdict: 'incorrect', share: 0 });
  });

  it.each(traceMistakes.map((mistake) => [mistake.id, mistake] as const))('recognises %s', async (id, mistake) => {
    const run = tracedByHand({ scale: 1.4, loss: 'every', seed: 3, nonlinearity: 'tanh' });
    const judgement = await judge(traceFile([changed(run, mistake.run(await recompute(run)))]));
    expect(judgement).toMatchObject({ verdict: 'incorrect', mistake: id });
    expect(judgement.feedback[0]).toContain(mistake.sentence);
  });

  it.each([2, 3, 1 / 12, 0.5])('recognises norms that are %d times too large', async (factor) => {
    const judgement = await judge(
      traceFile([
        changed(
          vanishing,
          vanishing.gradient_norms.map((norm) => factor * norm),
        ),
      ]),
    );
    expect(judgement.mistake).toBe(scaledNorms.id);
    expect(judgement.feedback[0]).toContain(String(Number(factor.toPrecision(3))));
  });

  it('holds the hidden states against the reference too', async () => {
    const run = { ...vanishing, hidden_norms: vanishing.hidden_norms!.map((norm) => norm + 0.1) };
    const judgement = await judge(traceFile([exploding, run]));
    expect(judgement.verdict).toBe('partial');
    expect(judgement.feedback[0]).toContain('hidden state at step 1');
  });

  it('without the file sends pictures and words to a person, and nothing is unanswered', async () => {
    expect(await judge(undefined, '![](plot.png) See the plot.')).toMatchObject({ verdict: 'needs_review' });
    expect(await judge(undefined)).toMatchObject({ verdict: 'unanswered' });
  });

  it('draws what was handed in beside the reference', async () => {
    const { drawn = [] } = await judge(traceFile([vanishing]));
    const [evidence] = drawn;
    expect(evidence).toMatchObject({
      kind: 'gradient-flow',
      runs: [{ label: 'vanishing', norms: vanishing.gradient_norms }],
    });
  });
});

describe('files that cannot be used', () => {
  const broken = { ...vanishing, parameters: { ...vanishing.parameters, weight_hh_l0: [[1]] } };
  it.each<readonly [string, () => Uint8Array, RegExp]>([
    ['no JSON', () => new TextEncoder().encode('{'), /not JSON/],
    ['no UTF-8', () => new Uint8Array([0xff, 0xfe, 0]), /not JSON/],
    ['something else', () => traceFile([]).subarray(0, 0), /not JSON/],
    ['no runs', () => traceFile([]), /runs/],
    ['another format', () => new TextEncoder().encode('{"format":"x"}'), /format/],
    ['too few norms', () => traceFile([changed(vanishing, [1, 2])]), /one for each of the 12 steps/],
    [
      'a negative norm',
      () =>
        traceFile([
          changed(
            vanishing,
            vanishing.gradient_norms.map((norm) => -norm),
          ),
        ]),
      /never negative/,
    ],
    [
      'infinite numbers',
      () =>
        new TextEncoder().encode(
          new TextDecoder()
            .decode(traceFile([vanishing]))
            .replace(/"gradient_norms":\[[^,]*/, '"gradient_norms":[1e999'),
        ),
      /gradient_norms/,
    ],
    ['unknown fields', () => traceFile([{ ...vanishing, verdict: 'correct' }]), /verdict/],
    ['weights that do not fit together', () => traceFile([broken]), /cannot be recomputed.*weight_hh_l0/],
    [
      'no head',
      () => traceFile([{ ...vanishing, parameters: { weight_ih_l0: [[1, 1]], weight_hh_l0: [[1]] } }]),
      /head\.weight/,
    ],
    [
      'a run that would take long',
      () =>
        traceFile([
          {
            ...vanishing,
            inputs: Array.from({ length: 500 }, () => Array.from({ length: 200 }, () => [0, 0])),
            targets: vanishing.targets,
            parameters: {
              ...vanishing.parameters,
              weight_hh_l0: Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => 0)),
            },
          },
        ]),
      /multiplications/,
    ],
  ])('%s: a person, and what is wrong', async (_, bytes, message) => {
    const judgement = await judge(bytes());
    expect(judgement.verdict).toBe('needs_review');
    expect(judgement.feedback.join(' ')).toMatch(message);
  });
});

const asks = (requirement: typeof lossAtEveryStep): typeof part =>
  tracePart({ id: '1', title: 'T', points: 1, question: 'Q', file: 'trace.json', requirements: [requirement] });

const filled = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0.05));

describe('other requirements', () => {
  it('a loss at every step', async () => {
    const every = tracedByHand({ scale: 1, loss: 'every' });
    expect((await judge(traceFile([every]), '', asks(lossAtEveryStep))).verdict).toBe('correct');
    expect((await judge(traceFile([vanishing]), '', asks(lossAtEveryStep))).verdict).toBe('incorrect');
  });

  it('an LSTM beside an RNN on the same inputs', async () => {
    const lstm: TraceRun = {
      ...vanishing,
      name: 'lstm',
      layer: 'lstm',
      parameters: {
        weight_ih_l0: filled(20, 2),
        weight_hh_l0: filled(20, 5),
        bias_ih_l0: Array.from({ length: 20 }, (_, row) => (row >= 5 && row < 10 ? 3 : 0)),
        'head.weight': filled(1, 5),
      },
    };
    const reference = await recompute(lstm);
    const right = { ...lstm, gradient_norms: reference.gradientNorms, hidden_norms: reference.hiddenNorms };
    expect((await judge(traceFile([vanishing, right]), '', asks(lstmBesideRnn))).verdict).toBe('correct');
    expect((await judge(traceFile([right]), '', asks(lstmBesideRnn))).verdict).toBe('incorrect');
  });
});
