import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describeDevice, dispose, read, scope, treeLeaves } from '@gradbook/core-ops';
import type { OptimizerState } from '@gradbook/optim';
import { readSafetensors, writeSafetensors } from '@gradbook/safetensors';

import { arraysOf, withArrays } from './arrays.ts';
import { readIfThere, UsageError, writeWhole } from './files.ts';
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
  /** Within an epoch the checkpoint is written anew after so many seconds; 60 unless given. */
  readonly checkpointSeconds?: number;
  /** Ends the run after this epoch as if it were killed: for tests. */
  readonly stopAfterEpoch?: number;
}

/** How far an epoch is. */
interface Begun {
  /** Batches that are done. */
  readonly batches: number;
  /** Sums over their examples. */
  readonly loss: number;
  readonly right: number;
  readonly examples: number;
  /** What they took. */
  readonly seconds: number;
  readonly processorSeconds: number;
}

const notBegun: Begun = { batches: 0, loss: 0, right: 0, examples: 0, seconds: 0, processorSeconds: 0 };

/** What {@link train} returns: the content of `submission_log.json`. */
export interface TrainingLog {
  readonly format: 'gradbook-training-log';
  readonly version: 1;
  readonly task: string;
  readonly finished: boolean;
  readonly config: { readonly [name: string]: Plain };
  readonly data: { readonly [name: string]: Plain };
  readonly adapter: { readonly name: string; readonly kind: string; readonly via: string; readonly versions: Plain };
  /** Of the very first batch, before any step: about −ln(1/classes); null until there was one. */
  readonly initialLoss: number | null;
  readonly epochs: readonly EpochRecord[];
  /** `sha256` is of the file's bytes. */
  readonly weights: { readonly file: string; readonly sha256: string };
}

/**
 * Trains: every epoch over its batches, one step of the optimiser each, then the score on what was held back. After every epoch the
 * folder has the log, the weights and a checkpoint, each written as a whole or not at all; within long epochs the checkpoint is
 * written now and then as well.
 *
 * A run that was killed at any moment and resumed gives the log (but for seconds) and the weights of one that was not.
 *
 * @throws UsageError when the folder has a run already and `resume` is not set, or has one of another config or data. Error when the
 * loss is no finite number.
 */
export async function train<P, S, B>(task: TrainingTask<P, S, B>, options: RunOptions): Promise<TrainingLog> {
  const { folder, resume = false, listener, checkpointSeconds = 60, stopAfterEpoch = Infinity } = options;
  await mkdir(folder, { recursive: true });
  const checkpoint = await readIfThere(join(folder, runFiles.checkpoint));
  if (checkpoint && !resume) {
    throw new UsageError(`${folder} has a run already; go on with it by --resume, or name another folder by --out`);
  }
  const { params: first, memory: empty } = task.initial();
  let now: Progress<P, S> = {
    params: first,
    memory: empty,
    state: task.optimizer.init(first),
    initialLoss: null,
    epochs: [],
    begun: notBegun,
  };
  if (checkpoint) now = restore(task, checkpoint, now, folder);
  const started = now.epochs.length;
  const plans = Array.from({ length: task.epochs }, (_, epoch) => task.batches(epoch).length);
  let done = total(plans.slice(0, started)) + now.begun.batches;
  listener?.begun({ stepsBefore: done, steps: total(plans), resumedAt: started });
  // A checkpoint within an epoch is younger than that epoch's beginning, when weights and log were written.
  let log = now.begun.batches === 0 ? await save(task, folder, now) : await readLog(folder);
  for (let epoch = started; epoch < Math.min(task.epochs, stopAfterEpoch); epoch++) {
    const clock = stopwatch(now.begun);
    let written = performance.now();
    const batches = task.batches(epoch);
    for (const batch of batches.slice(now.begun.batches)) {
      const old = now;
      const { params, memory, state, loss, accuracy } = await step(task, old, batch);
      disposeAllBut([old.params, old.memory, old.state], [params, memory, state]);
      if (!Number.isFinite(loss)) {
        throw new Error(`the loss is ${loss} in epoch ${epoch + 1}, step ${done + 1}; try a smaller learning rate`);
      }
      const count = task.examplesIn(batch);
      const { begun } = old;
      now = {
        params,
        memory,
        state,
        initialLoss: old.initialLoss ?? loss,
        epochs: old.epochs,
        begun: {
          batches: begun.batches + 1,
          loss: begun.loss + loss * count,
          right: begun.right + Math.round(accuracy * count),
          examples: begun.examples + count,
          ...clock(),
        },
      };
      listener?.stepped({ done: ++done, epoch, loss });
      if (performance.now() - written >= 1000 * checkpointSeconds && now.begun.batches < batches.length) {
        await saveCheckpoint(task, folder, now);
        written = performance.now();
      }
    }
    const { params, memory, state, initialLoss, epochs, begun } = now;
    const test = await task.evaluate(params, memory);
    const { seconds, processorSeconds } = clock();
    const record: EpochRecord = {
      epoch: epoch + 1,
      train: { loss: begun.loss / begun.examples, accuracy: begun.right / begun.examples },
      test,
      steps: batches.length,
      seconds: tenths(seconds),
      processorSeconds: tenths(processorSeconds),
    };
    now = { params, memory, state, initialLoss, epochs: [...epochs, record], begun: notBegun };
    log = await save(task, folder, now);
    listener?.epochEnded(record);
  }
  dispose([now.params, now.memory, now.state]);
  return log;
}

/** One step of the optimiser. */
async function step<P, S, B>(
  task: TrainingTask<P, S, B>,
  old: Progress<P, S>,
  batch: B,
): Promise<Pick<Progress<P, S>, 'params' | 'memory' | 'state'> & { readonly loss: number; readonly accuracy: number }> {
  const after = scope(() => {
    const { gradients, memory: passed, loss, accuracy } = task.step(old.params, old.memory, batch);
    const updated = task.optimizer.update(old.params, gradients, old.state);
    const kept = task.afterStep?.(updated.params, passed, updated.state.step) ?? passed;
    return { ...updated, memory: kept, loss, accuracy };
  });
  const [loss = NaN] = await read(after.loss);
  const [accuracy = NaN] = await read(after.accuracy);
  dispose([after.loss, after.accuracy]);
  return { params: after.params, memory: after.memory, state: after.state, loss, accuracy };
}

/** Measures on from what an epoch took before it was interrupted. */
function stopwatch(before: Begun): () => Pick<Begun, 'seconds' | 'processorSeconds'> {
  const begun = { clock: performance.now(), processor: process.cpuUsage() };
  return () => {
    const used = process.cpuUsage(begun.processor);
    return {
      seconds: before.seconds + (performance.now() - begun.clock) / 1000,
      processorSeconds: before.processorSeconds + (used.user + used.system) / 1e6,
    };
  };
}

interface Progress<P, S> {
  readonly params: P;
  readonly memory: S;
  readonly state: OptimizerState<P>;
  readonly initialLoss: number | null;
  readonly epochs: readonly EpochRecord[];
  /** Of the epoch after those. */
  readonly begun: Begun;
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
    initialLoss: run.initialLoss,
    epochs: run.epochs,
    weights: { file: runFiles.weights, sha256: createHash('sha256').update(file).digest('hex') },
  };
  await writeWhole(join(folder, runFiles.weights), file);
  await writeWhole(join(folder, runFiles.log), `${JSON.stringify(log, undefined, 2)}\n`);
  await saveCheckpoint(task, folder, run);
  return log;
}

async function readLog(folder: string): Promise<TrainingLog> {
  return JSON.parse(await readFile(join(folder, runFiles.log), 'utf8')) as TrainingLog;
}

async function saveCheckpoint<P, S, B>(
  task: TrainingTask<P, S, B>,
  folder: string,
  run: Progress<P, S>,
): Promise<void> {
  const checkpoint = writeSafetensors({
    arrays: [
      ...(await arraysOf('params', run.params)),
      ...(await arraysOf('memory', run.memory)),
      ...(await arraysOf('slots', run.state.slots)),
    ],
    metadata: {
      about: identity(task),
      step: String(run.state.step),
      initialLoss: JSON.stringify(run.initialLoss),
      epochs: JSON.stringify(run.epochs),
      begun: JSON.stringify(run.begun),
    },
  });
  await writeWhole(join(folder, runFiles.checkpoint), checkpoint);
}

function restore<P, S, B>(
  task: TrainingTask<P, S, B>,
  checkpoint: Uint8Array,
  fresh: Progress<P, S>,
  folder: string,
): Progress<P, S> {
  const { arrays, metadata } = readSafetensors(checkpoint);
  const { about, step, initialLoss, epochs, begun } = metadata;
  if (about !== identity(task)) {
    throw new UsageError(
      `${folder} has a run of another kind: ${about}; this one is ${identity(task)}. Give the same options and data, or name another folder by --out`,
    );
  }
  const restored = {
    params: withArrays('params', fresh.params, arrays),
    memory: withArrays('memory', fresh.memory, arrays),
    state: { step: Number(step), slots: withArrays('slots', fresh.state.slots, arrays) },
    initialLoss: JSON.parse(initialLoss ?? 'null') as number | null,
    epochs: JSON.parse(epochs ?? '[]') as EpochRecord[],
    begun: JSON.parse(begun ?? JSON.stringify(notBegun)) as Begun,
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
