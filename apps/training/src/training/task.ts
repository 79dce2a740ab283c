import type { Value } from '@gradbook/core-ops';
import type { Optimizer } from '@gradbook/optim';

/** Plain data that JSON keeps. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** Loss and accuracy over a set of examples. */
export interface Score {
  /** The mean cross-entropy per example. */
  readonly loss: number;
  /** The part of the examples whose largest logit is their label's, 0 to 1. */
  readonly accuracy: number;
}

/** What a step of training computes before the optimiser changes the parameters. */
interface StepResult<P, S> {
  readonly gradients: P;
  /** What the model keeps besides parameters, after this batch. */
  readonly memory: S;
  /** The mean loss of the batch, a scalar. */
  readonly loss: Value;
  /** The part of the batch that is right, a scalar. */
  readonly accuracy: Value;
}

/**
 * Everything that a training run needs to know of a model and its data. P is the tree of its parameters, S the tree of what else it
 * keeps (running statistics), B a batch.
 *
 * All functions are deterministic: the same seed, epoch and parameters give the same numbers, so that a run that was killed goes on
 * as if it had not been.
 */
export interface TrainingTask<P, S, B> {
  /** `names`, `mnist`, `cifar`: what is trained. */
  readonly name: string;
  /** What decides the result: model, sizes, rates, seed. A checkpoint of another config is refused. */
  readonly config: { readonly [name: string]: Plain };
  readonly epochs: number;
  /** `sha256` is of the examples as they are trained on; the rest says what they are. */
  readonly data: { readonly sha256: string; readonly [name: string]: Plain };
  readonly initial: () => { readonly params: P; readonly memory: S };
  readonly optimizer: Optimizer;
  /** The batches of an epoch, counted from 0. */
  readonly batches: (epoch: number) => readonly B[];
  readonly examplesIn: (batch: B) => number;
  /** Runs in a scope: what it does not return is freed. */
  readonly step: (params: P, memory: S, batch: B) => StepResult<P, S>;
  /** What the model keeps, after the optimiser changed the parameters; runs in a scope as well. */
  readonly afterStep?: (params: P, memory: S, stepsMade: number) => S;
  /** How the parameters do on the examples held back. */
  readonly evaluate: (params: P, memory: S) => Promise<Score>;
}
