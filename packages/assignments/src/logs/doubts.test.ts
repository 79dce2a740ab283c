import { init } from '@gradbook/core-ops';
import type { NamedArray } from '@gradbook/safetensors';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Judged } from '../definition/assignment.ts';
import { referenceRun } from '../rnn-homework/log/reference-run.ts';
import { impossible } from './curve.ts';
import type { NamesLog } from './log-file.ts';
import { logPart } from './log-part.ts';
import { fewNames, handedIn, tinyRun, type TinyRun, judged as judgedBy } from './testing.ts';

const part = logPart({ id: '4', title: 'T', points: 4, question: 'Q', names: () => fewNames });

const judge = (files: ReadonlyMap<string, Uint8Array> | undefined, text = ''): Promise<Judged> =>
  judgedBy(part, files, text);

let run: TinyRun;
let last: readonly NamedArray[];
beforeAll(async () => {
  await init();
  run = await tinyRun('rnn', 3, 3);
  last = run.weights.at(-1)!;
});

type Changes = Record<string, unknown>;
const changed = (changes: Changes): Changes => ({ ...run.log, ...changes });
const inside = (name: 'config' | 'data', changes: Changes): Changes =>
  changed({ [name]: { ...(run.log[name] as Changes), ...changes } });
/** The log with one of its epochs changed. */
const epoch = (index: number, changes: Changes): Changes =>
  changed({ epochs: run.log.epochs.map((each, place) => (place === index ? { ...each, ...changes } : each)) });
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what no training leaves goes to a person, with the reason', () => {
  it.each<readonly [string, () => Changes, RegExp]>([
    [
      'an accuracy above 100 %',
      () => epoch(1, { test: { loss: 1, accuracy: 140 } }),
      /Epoch 2: the accuracy on the names held back is 1\.4/,
    ],
    [
      'a negative accuracy',
      () => epoch(0, { train: { loss: 1, accuracy: -0.2 } }),
      /Epoch 1: the accuracy on the names trained with is -0\.2/,
    ],
    [
      'a negative loss',
      () => epoch(1, { train: { loss: -0.3, accuracy: 0.5 } }),
      /Epoch 2: the loss on the names trained with is -0\.3/,
    ],
    [
      'a loss that does not go with the accuracy',
      () => epoch(0, { test: { loss: 0.05, accuracy: 0.5 } }),
      /0\.05.*does not go with an accuracy of 0\.5.*ln 2/,
    ],
    ['time that runs backwards', () => epoch(2, { seconds: -3 }), /Epoch 3: it took -3 seconds/],
    [
      'an epoch that is missing',
      () => changed({ epochs: run.log.epochs.filter((_, place) => place !== 1) }),
      /Epoch 2 is missing: epoch 3 stands in its place/,
    ],
    ['epochs that are missing at the end', () => changed({ epochs: run.log.epochs.slice(0, 2) }), /2 of 3 epochs/],
    ['a run that is not finished', () => changed({ finished: false }), /not finished/],
    [
      'the same epoch again and again',
      () => changed({ epochs: [1, 2, 3].map((number) => ({ ...run.log.epochs[2]!, epoch: number })) }),
      /the same scores to the last digit/,
    ],
    [
      'a first loss of who has seen the names',
      () => changed({ initialLoss: 0.1 }),
      /first loss.*0\.1.*entropy of the languages.*−ln\(1\/3\) = 1\.1/,
    ],
    ['a negative first loss', () => changed({ initialLoss: -1 }), /first loss is -1/],
    ['another share held back', () => inside('config', { testFraction: 0.5 }), /share of 0\.5: 0\.2 is asked for/],
    ['another split', () => inside('config', { seed: 4 }), /other names or another split.*SHA-256/],
    ['other counts', () => inside('data', { train: 10, test: 5 }), /counts 10 names to train with and 5 held back/],
    [
      'other languages',
      () => inside('data', { languages: ['Italian', 'Polish', 'Klingon'] }),
      /3 languages, `Klingon` among them/,
    ],
    ['a split that cannot be made', () => inside('config', { testFraction: 0.999 }), /cannot be made/],
  ])('%s', async (_, log, message) => {
    const judged = await judge(await handedIn(log(), last));
    expect(judged).toMatchObject({ verdict: 'needs_review', share: 0 });
    expect(judged.feedback.join('\n')).toMatch(message);
    expect(judged.feedback.length).toBeGreaterThan(1);
  });

  it('losses that are not numbers, as Python writes them', async () => {
    const files = new Map(await handedIn(run.log, last));
    const text = new TextDecoder()
      .decode(files.get('submission_log.json'))
      .replace(/"train":\{"loss":[\d.]+/, '"train":{"loss":NaN');
    files.set('submission_log.json', encoded(text));
    const judged = await judge(files);
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback.join('\n')).toMatch(/Epoch 1: the loss on the names trained with is NaN/);
    expect(judged.feedback.join('\n')).toMatch(/The loss is NaN at epoch 1/);
  });

  it('an accuracy above what names with several labels allow', async () => {
    const log = run.log as unknown as NamesLog;
    const above = { ...log, epochs: log.epochs.map((each) => ({ ...each, train: { loss: 0.1, accuracy: 0.999 } })) };
    expect(impossible(above, { ...run.data, ceiling: { train: 0.99, test: 1 } }, 3).join(' ')).toMatch(
      /0\.999, above 0\.99/,
    );
    expect(impossible(above, { ...run.data, ceiling: { train: 1, test: 1 } }, 3)).toEqual([]);
  });

  it('a good run and the reference are possible', () => {
    const log = run.log as unknown as NamesLog;
    expect(impossible(log, run.data, 6)).toEqual([]);
    const reference = {
      ...log,
      config: { ...log.config, epochs: referenceRun.epochs.length },
      epochs: referenceRun.epochs.map((each, index) => ({ ...each, epoch: index + 1 })),
    };
    expect(impossible(reference, undefined, 6)).toEqual([]);
    // Counts of the 2,204 names held back.
    for (const { test } of referenceRun.epochs)
      expect(2204 * test.accuracy).toBeCloseTo(Math.round(2204 * test.accuracy), 9);
  });

  it('weights that rounding decides', async () => {
    const vast = last.map((array) => ({
      ...array,
      data: array.data.map((number, i) => (array.name === 'head.weight' ? 1e7 * Math.sin(i) : number)),
    }));
    const flat = vast.map((array) =>
      array.name === 'head.bias' ? { ...array, data: array.data.map(() => 0) } : array,
    );
    const judged = await judge(await handedIn(run.log, flat, { sha256: null }));
    expect(judged.verdict).not.toBe('correct');
  });
});

const weights = (change: (array: NamedArray) => NamedArray | undefined): Promise<Map<string, Uint8Array>> =>
  handedIn(
    run.log,
    last.flatMap((array) => change(array) ?? []),
  );
const of = (name: string, more: (array: NamedArray) => NamedArray | undefined) => (array: NamedArray) =>
  array.name === name ? more(array) : array;
const under = (name: string, bytes: Uint8Array): Map<string, Uint8Array> =>
  new Map([
    ['submission_log.json', encoded(JSON.stringify(run.log))],
    [name, bytes],
  ]);

describe('weights that cannot be used go to a person', () => {
  it.each<readonly [string, () => Map<string, Uint8Array> | Promise<Map<string, Uint8Array>>, RegExp]>([
    ['none', () => new Map([['submission_log.json', encoded(JSON.stringify(run.log))]]), /weights are missing/],
    [
      'a pickle',
      () => under('model.pt', Uint8Array.of(0x80, 2, 0x63)),
      /`model\.pt`, a pickle: loading it could run code.*save_file/,
    ],
    ['an archive of pickles', () => under('model.pth', Uint8Array.of(0x50, 0x4b, 3, 4)), /zip archive of pickles/],
    [
      'a pickle with another ending',
      () => under('weights.safetensors', Uint8Array.of(0x80, 4, 0x95, 1)),
      /is a pickle: loading it would run code/,
    ],
    ['a file that is cut off', () => under('weights.safetensors', Uint8Array.of(9, 0, 0)), /cut off/],
    [
      'NaN',
      () => weights(of('head.bias', (array) => ({ ...array, data: array.data.map(() => NaN) }))),
      /`head\.bias` holds NaN at index 0/,
    ],
    [
      'a head for other languages',
      () => weights(of('head.weight', (array) => ({ ...array, shape: [2, 9], data: array.data.slice(0, 18) }))),
      /`head\.weight` has the shape \[2, 9\]: expected \[3, 6\]/,
    ],
    [
      'inputs of another alphabet',
      () =>
        weights(
          of('recurrent.weight_ih_l0', (array) => ({ ...array, shape: [6, 20], data: array.data.slice(0, 120) })),
        ),
      /expected \[6, 29\]/,
    ],
    [
      'no recurrent layer',
      () => weights((array) => (array.name.startsWith('head') ? array : undefined)),
      /weight_hh_l0` is missing/,
    ],
    [
      'no head',
      () => weights((array) => (array.name.startsWith('head') ? undefined : array)),
      /`head\.weight` is missing/,
    ],
    [
      'an array that belongs to nothing',
      () => weights(of('head.bias', (array) => ({ ...array, name: 'scale' }))),
      /`scale` is not known/,
    ],
    [
      'a layer far away',
      () => weights(of('recurrent.bias_hh_l0', (array) => ({ ...array, name: 'recurrent.bias_hh_l99999999' }))),
      /weight_ih_l1` is missing/,
    ],
    [
      'gates of no layer',
      () => weights(of('recurrent.weight_hh_l0', (array) => ({ ...array, shape: [9, 4] }))),
      /expected \[H, H\] of an RNN/,
    ],
  ])('%s', async (_, files, message) => {
    const judged = await judge(await files());
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback.join('\n')).toMatch(message);
  });
});

describe('files that are no log', () => {
  it.each<readonly [string, string, RegExp]>([
    ['no JSON', '{"format":', /is not JSON.*json\.dump/],
    ['a list', '[1]', /no log: expected an object/],
    ['another format', '{"format":"x"}', /`format` is the text `x`: expected "gradbook-training-log"/],
    [
      'a log of images',
      JSON.stringify({ format: 'gradbook-training-log', version: 1, task: 'mnist' }),
      /`task` is the text `mnist`: expected "names"/,
    ],
  ])('%s', async (_, text, message) => {
    const judged = await judge(new Map([['submission_log.json', encoded(text)]]));
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback.join('\n')).toMatch(message);
  });

  it.each<readonly [string, () => Changes, RegExp]>([
    [
      'a text for a number',
      () => epoch(0, { test: { loss: '0.5', accuracy: 0.5 } }),
      /`epochs\[0\]\.test\.loss` is the text `0\.5`: expected a number/,
    ],
    [
      'a score that is missing',
      () => epoch(0, { test: { loss: 0.5 } }),
      /`epochs\[0\]\.test\.accuracy` is missing: expected a number/,
    ],
    ['no epochs', () => changed({ epochs: [] }), /`epochs` is a list of 0: expected at least 1 entries/],
    ['a seed that is none', () => inside('config', { seed: -1 }), /`config\.seed` is -1: expected at least 0/],
    [
      'a fraction that is none',
      () => inside('config', { testFraction: 20 }),
      /`config\.testFraction` is 20: expected a number between 0 and 1/,
    ],
    [
      'a hash that is none',
      () => inside('data', { sha256: 'abc' }),
      /`data\.sha256` is the text `abc`: expected a SHA-256/,
    ],
    ['markup in a text', () => inside('config', { model: '`<b>`\n# x' }), /`config\.model` is the text `<b> # x`/],
  ])('%s', async (_, log, message) => {
    const judged = await judge(await handedIn(log(), last));
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback.join('\n')).toMatch(message);
  });

  it('without a log, words go to a person, and nothing is unanswered', async () => {
    expect(await judge(undefined, 'My accuracy is 81 %.')).toMatchObject({ verdict: 'needs_review' });
    expect(await judge(undefined)).toMatchObject({ verdict: 'unanswered' });
    expect(await judge(new Map([['weights.safetensors', new Uint8Array()]]))).toMatchObject({
      verdict: 'needs_review',
    });
  });
});

/** A notebook's log: losses of every step, percentages of every epoch. */
const notebook = {
  history: {
    train_losses: Array.from({ length: 40 }, (_, step) => 0.9 + 1.99 * Math.exp(-step / 10)),
    train_accuracies: [50, 60, 70, 75],
    eval_accuracies: [52, 61, 68, 72.5],
  },
  hparams: {
    hidden_size: 8,
    num_layers: 1,
    dropout: 0,
    optimizer_class: 'Adam',
    lr: 0.001,
    batch_size: 256,
    epochs: 4,
    seed: 1,
  },
  model: [
    ['embedding.weight', [58, 8]],
    ['rnn.weight_ih_l0', [8, 8]],
    ['rnn.weight_hh_l0', [8, 8]],
    ['output.weight', [18, 8]],
    ['output.bias', [18]],
  ],
};

const judgeNotebook = (log: object): Promise<Judged> =>
  judge(new Map([['submission_log.json', encoded(JSON.stringify(log))]]));

describe("a notebook's log", () => {
  const history = (changes: object): object => ({ ...notebook, history: { ...notebook.history, ...changes } });
  it('is read, drawn, and decided by a person', async () => {
    const judged = await judgeNotebook(notebook);
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback[0]).toContain('This is the log of a notebook');
    expect(judged.given).toContain('72.5 %');
    expect(judged.drawn?.map(({ kind }) => kind)).toEqual(['curves', 'curves']);
  });

  it.each<readonly [string, object, RegExp]>([
    [
      'a first loss of who knows the names',
      history({ train_losses: notebook.history.train_losses.map((loss) => loss - 0.8) }),
      /first loss is 2\.09, but −ln\(1\/18\) = 2\.89/,
    ],
    ['an epoch that is missing', history({ eval_accuracies: [52, 61, 68] }), /`eval_accuracies` has 3 of 4 epochs/],
    ['shares for percentages', history({ eval_accuracies: [0.52, 0.6, 0.7, 0.7] }), /may be shares/],
    ['an accuracy above 100', history({ eval_accuracies: [52, 61, 68, 172] }), /172 in epoch 4/],
    [
      'a negative loss',
      history({ train_losses: notebook.history.train_losses.map((loss) => loss - 2) }),
      /loss of step \d+ is -/,
    ],
    [
      'steps that are missing',
      history({ train_losses: notebook.history.train_losses.slice(1) }),
      /39 steps, which is no multiple/,
    ],
    [
      'the shapes of another model',
      { ...notebook, hparams: { ...notebook.hparams, hidden_size: 32 } },
      /not that of a hidden size of 32/,
    ],
    [
      'layers that are missing',
      { ...notebook, hparams: { ...notebook.hparams, num_layers: 2 } },
      /has 1 recurrent layers, the options say 2/,
    ],
    [
      'a history that is none',
      history({ train_losses: 'none' }),
      /`history\.train_losses` is the text `none`: expected a list/,
    ],
  ])('%s is named', async (_, log, message) => {
    const judged = await judgeNotebook(log);
    expect(judged.verdict).toBe('needs_review');
    expect(judged.feedback.join('\n')).toMatch(message);
  });
});
