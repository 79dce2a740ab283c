import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { describeDevice, dispose, read, scope, treeLeaves } from '@gradbook/core-ops';
import type { OptimizerState } from '@gradbook/optim';

import { arraysOf, withArrays } from './arrays.ts';
import { readIfThere, UsageError, writeWhole } from './files.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Plain, Score, TrainingTask } from './task.ts';

/** The names of the files of a run. */
export const runFiles = {
  log: 'submission_log.json',
  weights: 'weights.safetensors',
  checkpoint: 'checkpoint.safetensors',
};

/** One epoch of the log. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Over the epoch's batches, each before its step. */
  readonly train: Score;
  /** After the epoch. */
  readonly test: Score;
  readonly steps: number;
  /** By the clock. */
  readonly seconds: number;
  /** Of the processor, over all threads: on a software adapter the epoch's cost, whatever else the machine does. */
  readonly processorSeconds: number;
}

/** What a run tells while it is under way. */
export interface Listener {
  readonly begun: (about: { readonly stepsBefore: number; readonly steps: number; readonly resumedAt: number }) => void;
  readonly stepped: (about: { readonly done: number; readonly epoch: number; readonly loss: number }) => void;
  readonly epochEnded: (record: EpochRecord) => void;
}

/** How to run. */
export interface RunOptions {
  /** Where log, weights and checkpoint go; made when missing. */
  readonly folder: string;
  /** Go on from the folder's checkpoint; without one, begin. */
  readonly resume?: boolean;
  readonly listener?: Listener;
  /** Ends the run after this epoch as if it were killed: for tests. */
  readonly stopAfterEpoch?: number;
}

/** What {@link train} returns: the content of `submission_log.json`. */
export interface TrainingLog {
  readonly format: 'gradbook-training-log';
  readonly version: 1;
  readonly task: string;
  readonly finished: boolean;
  readonly config: { readonly [name: string]: Plain };
  readonly data: { readonly [name: string]: Plain };
  readonly adapter: { readonly name: string; readonly kind: string; readonly via: string; readonly versions: Plain };
  readonly epochs: readonly EpochRecord[];
  /** `sha256` is of the file's bytes. */
  readonly weights: { readonly file: string; readonly sha256: string };
}

/**
 * Trains: every epoch over its batches, one step of the optimiser each, then the score on what was held back. After every epoch the
 * folder has the log, the weights and a checkpoint, each written as a whole or not at all.
 *
 * A run that was killed and resumed gives the log (but for seconds) and the weights of one that was not.
 *
 * @throws UsageError when the folder has a run already and `resume` is not set, or has one of another config or data. Error when the
 * loss is no finite number.
 */
export async function train<P, S, B>(task: TrainingTask<P, S, B>, options: RunOptions): Promise<TrainingLog> {
  const { folder, resume = false, listener, stopAfterEpoch = Infinity } = options;
  await mkdir(folder, { recursive: true });
  const checkpoint = await readIfThere(join(folder, runFiles.checkpoint));
  if (checkpoint && !resume) {
    throw new UsageError(`${folder} has a run already; go on with it by --resume, or name another folder by --out`);
  }
  let { params, memory } = task.initial();
  let state = task.optimizer.init(params);
  let epochs: readonly EpochRecord[] = [];
  if (checkpoint) ({ params, memory, state, epochs } = restore(task, checkpoint, { params, memory, state }, folder));
  const started = epochs.length;
  const plans = Array.from({ length: task.epochs }, (_, epoch) => task.batches(epoch).length);
  let done = total(plans.slice(0, started));
  listener?.begun({ stepsBefore: done, steps: total(plans), resumedAt: started });
  let log = await save(task, folder, { params, memory, state, epochs });
  for (let epoch = started; epoch < Math.min(task.epochs, stopAfterEpoch); epoch++) {
    const begun = { clock: performance.now(), processor: process.cpuUsage() };
    const sums = { loss: 0, right: 0, examples: 0 };
    const batches = task.batches(epoch);
    for (const batch of batches) {
      const old = { params, memory, state };
      const after = scope(() => {
        const { gradients, memory: passed, loss, accuracy } = task.step(old.params, old.memory, batch);
        const updated = task.optimizer.update(old.params, gradients, old.state);
        const kept = task.afterStep?.(updated.params, passed, updated.state.step) ?? passed;
        return { ...updated, memory: kept, loss, accuracy };
      });
      const [loss = NaN] = await read(after.loss);
      const [accuracy = NaN] = await read(after.accuracy);
      ({ params, memory, state } = after);
      dispose([after.loss, after.accuracy]);
      disposeAllBut(old, { params, memory, state });
      if (!Number.isFinite(loss)) {
        throw new Error(`the loss is ${loss} in epoch ${epoch + 1}, step ${done + 1}; try a smaller learning rate`);
      }
      const count = task.examplesIn(batch);
      sums.loss += loss * count;
      sums.right += Math.round(accuracy * count);
      sums.examples += count;
      listener?.stepped({ done: ++done, epoch, loss });
    }
    const score = await task.evaluate(params, memory);
    const used = process.cpuUsage(begun.processor);
    const record: EpochRecord = {
      epoch: epoch + 1,
      train: { loss: sums.loss / sums.examples, accuracy: sums.right / sums.examples },
      test: score,
      steps: batches.length,
      seconds: tenths((performance.now() - begun.clock) / 1000),
      processorSeconds: tenths((used.user + used.system) / 1e6),
    };
    epochs = [...epochs, record];
    log = await save(task, folder, { params, memory, state, epochs });
    listener?.epochEnded(record);
  }
  dispose([params, memory, state]);
  return log;
}

interface Progress<P, S> {
  readonly params: P;
  readonly memory: S;
  readonly state: OptimizerState<P>;
  readonly epochs: readonly EpochRecord[];
}

/** Writes the three files; the checkpoint last, because it is what a resumed run believes. */
async function save<P, S, B>(task: TrainingTask<P, S, B>, folder: string, run: Progress<P, S>): Promise<TrainingLog> {
  const weights = [...(await arraysOf('params', run.params)), ...(await arraysOf('memory', run.memory))].map(
    (array) => ({
      ...array,
      // In the file of weights, names are the model's own.
      name: array.name.replace(/^(params|memory)\./, ''),
    }),
  );
  const file = writeSafetensors({ arrays: weights, metadata: { format: 'pt', task: task.name } });
  const { name, kind, via, versions } = describeDevice();
  const log: TrainingLog = {
    format: 'gradbook-training-log',
    version: 1,
    task: task.name,
    finished: run.epochs.length === task.epochs,
    config: task.config,
    data: task.data,
    adapter: { name, kind, via, versions },
    epochs: run.epochs,
    weights: { file: runFiles.weights, sha256: createHash('sha256').update(file).digest('hex') },
  };
  const checkpoint = writeSafetensors({
    arrays: [
      ...(await arraysOf('params', run.params)),
      ...(await arraysOf('memory', run.memory)),
      ...(await arraysOf('slots', run.state.slots)),
    ],
    metadata: { about: identity(task), step: String(run.state.step), epochs: JSON.stringify(run.epochs) },
  });
  await writeWhole(join(folder, runFiles.weights), file);
  await writeWhole(join(folder, runFiles.log), `${JSON.stringify(log, undefined, 2)}\n`);
  await writeWhole(join(folder, runFiles.checkpoint), checkpoint);
  return log;
}

function restore<P, S, B>(
  task: TrainingTask<P, S, B>,
  checkpoint: Uint8Array,
  fresh: Omit<Progress<P, S>, 'epochs'>,
  folder: string,
): Progress<P, S> {
  const { arrays, metadata } = readSafetensors(checkpoint);
  const { about, step, epochs } = metadata;
  if (about !== identity(task)) {
    throw new UsageError(
      `${folder} has a run of another kind: ${about}; this one is ${identity(task)}. Give the same options and data, or name another folder by --out`,
    );
  }
  const restored = {
    params: withArrays('params', fresh.params, arrays),
    memory: withArrays('memory', fresh.memory, arrays),
    state: { step: Number(step), slots: withArrays('slots', fresh.state.slots, arrays) },
    epochs: JSON.parse(epochs ?? '[]') as EpochRecord[],
  };
  dispose([fresh.params, fresh.memory, fresh.state]);
  return restored;
}

/** What has to be the same for a run to go on. */
function identity<P, S, B>({ name, config, data }: TrainingTask<P, S, B>): string {
  return JSON.stringify({ task: name, config, data: data.sha256 });
}

/** Frees what a step replaced; what it passed on as it was, it keeps. */
function disposeAllBut(old: unknown, kept: unknown): void {
  const held = new Set(leavesOf(kept));
  dispose(leavesOf(old).filter((leaf) => !held.has(leaf)));
}

function leavesOf(tree: unknown): unknown[] {
  return treeLeaves(tree).map(({ value }) => value);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function tenths(seconds: number): number {
  return Math.round(10 * seconds) / 10;
}
