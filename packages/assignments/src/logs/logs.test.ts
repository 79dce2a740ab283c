import { init } from '@gradbook/core-ops';
import type { NamedArray } from '@gradbook/safetensors';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Judged } from '../definition/assignment.ts';
import { bestMatching } from './best-matching.ts';
import { measure } from './evaluate.ts';
import { classifierOf } from './classifier.ts';
import { logPart } from './log-part.ts';
import {
  claiming,
  fewNames,
  handedIn,
  logitsByHand,
  scored,
  tf32,
  tinyRun,
  type TinyRun,
  judged as judgedBy,
} from './testing.ts';

const definition = { id: '4', title: 'T', points: 4, question: 'Q', names: () => fewNames };
const part = logPart(definition);

const judge = (files: ReadonlyMap<string, Uint8Array> | undefined, text = '', of = part): Promise<Judged> =>
  judgedBy(of, files, text);

let run: TinyRun;
let last: readonly NamedArray[];
beforeAll(async () => {
  await init();
  run = await tinyRun('lstm', 5, 5);
  last = run.weights.at(-1)!;
});

const lastTest = (): { loss: number; accuracy: number } =>
  run.log.epochs.at(-1)!['test'] as { loss: number; accuracy: number };
const testFile = async (files: Promise<ReadonlyMap<string, Uint8Array>>): Promise<Judged> => judge(await files);

/** The rows of an array in another order of blocks: block j of the result is block order[j]. */
function blocks(array: NamedArray, order: readonly number[]): NamedArray {
  const size = array.data.length / order.length;
  const data = Float32Array.from(array.data, (_, i) => array.data[order[Math.floor(i / size)]! * size + (i % size)]!);
  return { ...array, data };
}

describe('a log that is right', () => {
  it.each(['rnn', 'gru', 'lstm'] as const)('%s, scored by hand in float32', async (layer) => {
    const own = await tinyRun(layer, 6, 2);
    const judged = await judge(await handedIn(own.log, own.weights.at(-1)!));
    expect(judged).toMatchObject({ verdict: 'correct', share: 1 });
    expect(judged.feedback[0]).toContain('the same split gives the same count');
    expect(judged.feedback.join(' ')).toContain('What the curve shows');
  });

  it('with products in TF32', async () => {
    const test = scored('lstm', last, run.data.test, { factor: tf32 });
    expect(test.loss).not.toBe(lastTest().loss);
    expect(await testFile(handedIn(claiming(run.log, test), last))).toMatchObject({ verdict: 'correct' });
  });

  it('moves no logit by TF32 further than is allowed', async () => {
    const loaded = classifierOf({ arrays: last, metadata: {} }, { classes: 3, characters: 29 });
    if ('problems' in loaded) throw new Error(loaded.problems.join(' '));
    const { lossTolerance } = await measure(loaded.classifier, run.data.test);
    const exact = scored('lstm', last, run.data.test, { factor: (x) => x });
    const rounded = scored('lstm', last, run.data.test, { factor: tf32 });
    expect(Math.abs(exact.loss - rounded.loss)).toBeLessThan(lossTolerance);
    const shifts = run.data.test.map(({ name }) =>
      Math.max(
        ...logitsByHand('lstm', last, name).map((logit, i) =>
          Math.abs(logit - logitsByHand('lstm', last, name, { factor: tf32 })[i]!),
        ),
      ),
    );
    // The mean of what is allowed for one logit is half of what is allowed for the loss.
    expect(shifts.reduce((sum, each) => sum + each, 0) / shifts.length).toBeLessThan(lossTolerance / 2);
  });

  it('in percentages, and rounded', async () => {
    const epochs = run.log.epochs.map((epoch) => {
      const scaled = (name: string): object => {
        const { loss, accuracy } = epoch[name] as { loss: number; accuracy: number };
        return { loss: Number(loss.toPrecision(3)), accuracy: Number((100 * accuracy).toFixed(1)) };
      };
      return { ...epoch, train: scaled('train'), test: scaled('test') };
    });
    const judged = await testFile(handedIn({ ...run.log, epochs }, last));
    expect(judged.verdict).toBe('correct');
    expect(judged.feedback.join(' ')).toContain('read as percentages');
  });

  it('with the languages in an order of its own', async () => {
    const order = [2, 0, 1];
    const arrays = last.map((array) => (array.name.startsWith('head.') ? blocks(array, order) : array));
    const languages = order.map((label) => run.data.languages[label]!.toUpperCase());
    const log = { ...run.log, data: { ...(run.log['data'] as object), languages } };
    expect(await testFile(handedIn(log, arrays))).toMatchObject({ verdict: 'correct' });
  });

  it('with the least that it has to say, and the weights under other names', async () => {
    const epochs = run.log.epochs.map(({ epoch, train, test }) => ({ epoch, train, test }));
    const { format, version, task } = run.log;
    const log = {
      format,
      version,
      task,
      config: { epochs: 5, testFraction: 0.2, seed: 5 },
      data: { languages: run.data.languages },
      epochs,
    };
    const arrays = last.map((array) => ({
      ...array,
      name: array.name.replace('recurrent.', 'lstm.').replace('head.', 'output.'),
      data: Float64Array.from(array.data),
    }));
    const files = await handedIn(log, arrays, { sha256: null, weights: 'mine.safetensors' });
    expect(await judge(files)).toMatchObject({ verdict: 'correct' });
  });

  it('with an embedding', async () => {
    const letters = 29;
    const wIh = last.find(({ name }) => name.endsWith('weight_ih_l0'))!;
    // Characters as their own columns of W_ih, and the identity behind it.
    const rows = wIh.shape[0]!;
    const table = Float32Array.from({ length: (letters + 1) * rows }, (_, i) => {
      const letter = Math.floor(i / rows);
      return letter < letters ? wIh.data[(i % rows) * letters + letter]! : NaN_FREE;
    });
    const identity = Float32Array.from({ length: rows * rows }, (_, i) => (i % rows === Math.floor(i / rows) ? 1 : 0));
    const arrays = [
      { name: 'embedding.weight', shape: [letters + 1, rows], data: table },
      ...last.map((array) => (array === wIh ? { ...array, shape: [rows, rows], data: identity } : array)),
    ];
    expect(await testFile(handedIn(run.log, arrays, { sha256: null }))).toMatchObject({ verdict: 'correct' });
  });

  it('with a file that was written again', async () => {
    const judged = await testFile(handedIn(run.log, last, { sha256: '0'.repeat(64) }));
    expect(judged.verdict).toBe('correct');
    expect(judged.feedback.join(' ')).toContain('another SHA-256');
  });

  it('earns by its accuracy where that is asked for', async () => {
    const { accuracy } = lastTest();
    const files = await handedIn(run.log, last);
    const asks = (fullAccuracy: number, zeroAccuracy: number): Promise<Judged> =>
      judge(files, '', logPart({ ...definition, fullAccuracy, zeroAccuracy }));
    expect(await asks(accuracy, 0)).toMatchObject({ verdict: 'correct', share: 1 });
    const half = await asks(accuracy + 0.1, accuracy - 0.1);
    expect(half.verdict).toBe('partial');
    expect(half.share).toBeCloseTo(0.5, 6);
    expect(await asks(accuracy + 0.2, accuracy + 0.1)).toMatchObject({ verdict: 'incorrect', share: 0 });
  });

  it('is drawn beside a reference, which is no one to copy', async () => {
    const epochs = [{ train: { loss: 1, accuracy: 0.5 }, test: { loss: 1.1, accuracy: 0.4 } }];
    const beside = logPart({ ...definition, reference: { label: 'the reference', epochs } });
    const { drawn = [], verdict } = await judge(await handedIn(run.log, last), '', beside);
    expect(verdict).toBe('correct');
    expect(drawn.map((each) => each.kind === 'curves' && each.series.map(({ label }) => label))).toEqual(
      Array.from({ length: 2 }, () => [
        'trained with',
        'held back',
        'the reference, trained with',
        'the reference, held back',
      ]),
    );
    // The log's own records: what copies them is them.
    const own = run.log.epochs as unknown as typeof epochs;
    const copied = await judge(
      await handedIn(run.log, last),
      '',
      logPart({ ...definition, reference: { label: 'R', epochs: own } }),
    );
    expect(copied.verdict).toBe('needs_review');
    expect(copied.feedback[0]).toMatch(/losses of every epoch are those of the run.*R/);
  });
});

const NaN_FREE = 7;

const score = (
  arrays: readonly NamedArray[],
  names = run.data.test,
  steps?: number,
): { loss: number; accuracy: number } => scored('lstm', arrays, names, steps === undefined ? {} : { steps });
const longest = (): number => Math.max(...run.data.test.map(({ name }) => name.length));
const backwards = (name: string): string => [...name].toReversed().join('');
const smoothed = (): number => {
  const losses = run.data.test.map(({ name, label }) => {
    const logits = logitsByHand('lstm', last, name);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return 0.9 * (total - logits[label]!) + 0.1 * (total - logits.reduce((sum, logit) => sum + logit, 0) / 3);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
};
const twice = (): number => {
  const losses = run.data.test.map(({ name, label }) => {
    const logits = logitsByHand('lstm', last, name).map(Math.exp);
    const total = logits.reduce((sum, each) => sum + each, 0);
    const shares = logits.map((each) => each / total);
    return Math.log(shares.reduce((sum, share) => sum + Math.exp(share), 0)) - shares[label]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
};
const byLanguage = (): number => {
  const shares = [0, 1, 2].map(
    (label) =>
      score(
        last,
        run.data.test.filter((each) => each.label === label),
      ).accuracy,
  );
  return shares.reduce((sum, share) => sum + share, 0) / 3;
};
/** The same weights with biases that matter. */
const biased = (): readonly NamedArray[] =>
  last.map((array) =>
    /bias/.test(array.name)
      ? { ...array, data: array.data.map((number, i) => number + [0.9, -0.7, 0.2][i % 3]!) }
      : array,
  );
const dropped = (arrays: readonly NamedArray[], pattern: RegExp): readonly NamedArray[] =>
  arrays.filter(({ name }) => !pattern.test(name));

describe('mistakes in a log are recognised', () => {
  it.each<readonly [string, () => Promise<Map<string, Uint8Array>>, Partial<Judged>]>([
    [
      'log-scored-on-training-names',
      () => handedIn(claiming(run.log, score(last, run.data.train)), last),
      { share: 0 },
    ],
    [
      'log-scored-on-all-names',
      () => handedIn(claiming(run.log, score(last, [...run.data.train, ...run.data.test])), last),
      { share: 0 },
    ],
    [
      'log-classes-reordered',
      () =>
        handedIn(
          run.log,
          last.map((array) => (array.name.startsWith('head.') ? blocks(array, [1, 2, 0]) : array)),
        ),
      { share: 0.5 },
    ],
    [
      'log-gates-reordered',
      // As ONNX has them: i, o, f, c.
      () =>
        handedIn(
          run.log,
          last.map((array) => (array.name.startsWith('head.') ? array : blocks(array, [0, 3, 1, 2]))),
        ),
      { share: 0.5 },
    ],
    [
      'log-biases-left-out',
      () => handedIn(claiming(run.log, score(dropped(biased(), /bias/))), biased()),
      { share: 0 },
    ],
    [
      'log-head-bias-left-out',
      () => handedIn(claiming(run.log, score(dropped(biased(), /head\.bias/))), biased()),
      { share: 0 },
    ],
    ['log-padding-read', () => handedIn(claiming(run.log, score(last, run.data.test, longest())), last), { share: 0 }],
    [
      'log-names-backwards',
      () =>
        handedIn(
          claiming(
            run.log,
            score(
              last,
              run.data.test.map(({ name, label }) => ({ name: backwards(name), label })),
            ),
          ),
          last,
        ),
      { share: 0 },
    ],
    ['log-accuracy-by-language', () => handedIn(claiming(run.log, { accuracy: byLanguage() }), last), { share: 0.5 }],
    ['log-loss-in-bits', () => handedIn(claiming(run.log, { loss: lastTest().loss / Math.LN2 }), last), { share: 0.5 }],
    [
      'log-loss-summed',
      () => handedIn(claiming(run.log, { loss: lastTest().loss * run.data.test.length }), last),
      { share: 0.5 },
    ],
    [
      'log-loss-as-perplexity',
      () => handedIn(claiming(run.log, { loss: Math.exp(lastTest().loss) }), last),
      { share: 0.5 },
    ],
    ['log-loss-smoothed', () => handedIn(claiming(run.log, { loss: smoothed() }), last), { share: 0.5 }],
    ['log-loss-softmax-twice', () => handedIn(claiming(run.log, { loss: twice() }), last), { share: 0.5 }],
    ['log-weights-of-another-epoch', () => handedIn(run.log, run.weights[0]!), { share: 0.5 }],
    [
      'log-of-other-weights',
      async () => handedIn(run.log, (await tinyRun('lstm', 9, 1)).weights[0]!, { sha256: 'a'.repeat(64) }),
      { share: 0 },
    ],
    [
      'log-biases-not-in-file',
      () => handedIn(claiming(run.log, score(biased())), dropped(biased(), /bias/)),
      { share: 0 },
    ],
  ])('%s', async (mistake, files, expected) => {
    const judged = await judge(await files());
    expect(judged).toMatchObject({ mistake, ...expected });
    expect(judged.verdict).toBe(expected.share === 0 ? 'incorrect' : 'partial');
    // What is right stands where students do not see it.
    expect(judged.feedback[0]).not.toContain(judged.expected);
  });

  it.each<readonly [string, () => { readonly loss?: number; readonly accuracy?: number }, RegExp]>([
    ['log-loss-sign', () => ({ loss: -lastTest().loss }), /never negative.*wrong sign/],
    // So many names wrong would cost more.
    [
      'log-error-for-accuracy',
      () => ({ accuracy: 1 - lastTest().accuracy }),
      /costs at least ln 2.*share of the names that are wrong/,
    ],
  ])('%s is impossible, and a person reads what it is', async (mistake, claim, message) => {
    const judged = await testFile(handedIn(claiming(run.log, claim()), last));
    expect(judged).toMatchObject({ verdict: 'needs_review', mistake });
    expect(judged.feedback.join(' ')).toMatch(message);
  });

  it('an accuracy that was made up is wrong, and better than the weights', async () => {
    const judged = await testFile(handedIn(claiming(run.log, { accuracy: 0.97, loss: 0.11 }), last));
    expect(judged).toMatchObject({ verdict: 'incorrect', share: 0 });
    expect(judged.feedback[0]).toContain('they get fewer right');
    expect(judged.mistake).toBeUndefined();
    expect(judged.expected).toContain(lastTest().accuracy.toFixed(4));
  });

  it('one name more than the weights get right is one too many', async () => {
    const accuracy = lastTest().accuracy + 2 / run.data.test.length;
    const judged = await testFile(handedIn(claiming(run.log, { accuracy }), last));
    expect(judged.verdict).toBe('partial');
  });
});

describe('the matching of classes', () => {
  it('is the best of all permutations', () => {
    const costs = [
      [4, 1, 3, 2],
      [2, 0, 5, 3],
      [3, 2, 2, 1],
      [1, 4, 3, 0],
    ];
    const all = (rest: readonly number[]): number[][] =>
      rest.length === 0 ? [[]] : rest.flatMap((each) => all(rest.filter((x) => x !== each)).map((p) => [each, ...p]));
    const cost = (order: readonly number[]): number =>
      order.reduce((sum, column, row) => sum + costs[row]![column]!, 0);
    const least = Math.min(...all([0, 1, 2, 3]).map(cost));
    expect(cost(bestMatching(costs))).toBe(least);
  });
});
