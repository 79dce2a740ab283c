import {
  add,
  cast,
  concat,
  dispose,
  float64,
  Float64Tensor,
  gather,
  logSoftmax,
  read,
  reshape,
  scope,
  tensor,
  topK,
  treeLeaves,
  treeMap,
  type Value,
} from '@gradbook/core-ops';

import { requireCount } from '../options.ts';
import {
  type Allowed,
  type Continuation,
  describe,
  type Onward,
  type Place,
  SearchError,
  stepsFrom,
} from '../space.ts';

/**
 * One step of a model over many sequences at once.
 *
 * @param state the tree of values that the model carries (hidden states, cell states, encodings …), one row per sequence.
 * @param tokens the last token of each sequence: [rows], int32 (float64 where the state is).
 * @returns `logits` [rows, vocabulary] for the next token, and the state after this one, with the same rows.
 */
export type DecodeStep<S> = (state: S, tokens: Value) => { readonly logits: Value; readonly state: S };

/** How a model is called. */
export interface ModelOptions {
  /** Number of inputs that are decoded side by side; the initial state has a row for each. */
  readonly batch: number;
  /** The token that a sequence starts from, not part of it; one for all inputs, or one each. */
  readonly startToken: number | readonly number[];
  /**
   * The axis of a state's leaf that has the rows; default 0. PyTorch's states of layers [layers, rows, size] have 1.
   * A function gets the leaf's path in the tree, `decoder.h[0]`.
   */
  readonly stateAxis?: number | ((path: string) => number);
  /** Whether the model gives logits, of which the log-softmax is taken (default), or log-probabilities. */
  readonly scores?: 'logits' | 'log-probabilities';
  /** Where tokens are put: default `float64` if the state has a float64 leaf, else `webgpu`. */
  readonly kind?: 'webgpu' | 'float64';
}

/** What a batched search or sampling did. */
export interface ModelCounters {
  /** Calls of the model: one a token place. */
  readonly modelCalls: number;
  /** Rows the model computed, over all calls: those that fill up a step included. */
  readonly rows: number;
  /** Prefixes among them whose continuations were asked for. */
  readonly expanded: number;
  /** Scores computed for those prefixes. */
  readonly scored: number;
  /** Times that numbers were read back from the device. */
  readonly readbacks: number;
}

/** A prefix that wants to go on. */
interface Prefix {
  readonly id: number;
  /** The id of the prefix that it extends. */
  readonly parent: number;
  readonly place: Place;
  readonly score: number;
  readonly penalty?: number;
}

/** A search or sampling of one input: yields the prefixes of a step, group by group, and takes what each can be followed by. */
export type Run<R> = Generator<readonly (readonly Prefix[])[], R, readonly (readonly Onward[])[]>;

/** How prefixes are laid out in rows, and what is read of their scores. */
export interface Layout {
  readonly groups: number;
  /** The most prefixes of a group. */
  readonly rowsPerGroup: number;
  /** How many of the best continuations of a group of that many rows are enough; `null` for all. */
  readonly enough: (rows: number) => number | null;
  readonly unnormalized: boolean;
  /** By input. */
  readonly allowed?: (input: number) => Allowed;
}

/** Indices travel back among float32 numbers, which hold whole numbers up to here. */
const largestIndex = 2 ** 24;

/** Runs all inputs in step, with one call of the model and one readback for each token place. */
export async function runModel<S, R>(
  method: string,
  step: DecodeStep<S>,
  initial: S,
  runs: readonly Run<R>[],
  options: ModelOptions,
  layout: Layout,
): Promise<{ results: R[]; counters: ModelCounters }> {
  const model = settleModel(method, initial, options);
  const counters = { modelCalls: 0, rows: 0, expanded: 0, scored: 0, readbacks: 0 };
  let turns = runs.map((run) => run.next());
  let state = initial;
  let held: unknown = [];
  // Before the first token every group starts from the one row of its input.
  let [groups, perGroup] = [1, 1];
  try {
    for (;;) {
      const slots = turns.map((turn, input): Slots => {
        const open = turn.done ? [] : turn.value;
        return { input, open: counters.modelCalls === 0 ? open.slice(0, 1) : open };
      });
      const rows = model.batch * groups * perGroup;
      const prefixes = rowsOf(slots, groups, perGroup);
      const { packed, next, vocabulary, count } = scope(() =>
        callModel(method, step, state, prefixes, model, layout, perGroup),
      );
      dispose(held);
      held = [packed, next];
      const data = await read(packed);
      const answered = answersFrom(data, { vocabulary, count, groups, perGroup });
      const live = slots.reduce((sum, { open }) => sum + open.reduce((all, group) => all + group.length, 0), 0);
      counters.modelCalls += 1;
      counters.readbacks += 1;
      counters.rows += rows;
      counters.expanded += live;
      counters.scored += live * vocabulary;
      const first = counters.modelCalls === 1;
      const before = new Map<string, number>();
      for (const [row, slot] of prefixes.entries()) {
        if (slot?.live) before.set(`${slot.input} ${slot.prefix.id}`, row);
      }
      turns = turns.map((turn, input) => {
        if (turn.done) return turn;
        const allowed = layout.allowed?.(input);
        return runs[input]!.next(
          turn.value.map((group, g) =>
            group.map(({ place }, j) => {
              const onward = first ? answered(input, 0, 0) : answered(input, g, j);
              return stepsFrom(() => onward, place, model.logits || layout.unnormalized, allowed);
            }),
          ),
        );
      });
      if (turns.every((turn) => turn.done)) break;
      [groups, perGroup] = [layout.groups, layout.rowsPerGroup];
      const following = rowsOf(
        turns.map((turn, input) => ({ input, open: turn.done ? [] : turn.value })),
        groups,
        perGroup,
      );
      const parents = following.map((slot) => {
        if (!slot) return 0;
        return first ? slot.input : before.get(`${slot.input} ${slot.prefix.parent}`)!;
      });
      state = scope(() => {
        const index = model.integers(parents);
        return treeMap(next, (leaf, path) => gather(leaf as Value, index, model.axisOf(path))) as S;
      });
      dispose(held);
      held = state;
    }
  } finally {
    dispose(held);
  }
  return { results: turns.map((turn) => turn.value as R), counters };
}

/** What {@link runModel} gives the device at its first call of the model and at the following ones, without reading anything. */
export function callUnread<S>(
  method: string,
  step: DecodeStep<S>,
  initial: S,
  options: ModelOptions,
  layout: Layout,
): void {
  const model = settleModel(method, initial, options);
  const rows = model.batch * layout.groups * layout.rowsPerGroup;
  scope(() => {
    const { next } = callModel(method, step, initial, nobody(model.batch), model, layout, 1);
    const parents = model.integers(Array.from({ length: rows }, () => 0));
    const state = treeMap(next, (leaf, path) => gather(leaf as Value, parents, model.axisOf(path))) as S;
    callModel(method, step, state, nobody(rows), model, layout, layout.rowsPerGroup);
    return [];
  });
}

/** Rows that no prefix is in. */
function nobody(count: number): undefined[] {
  return Array.from({ length: count }, () => undefined);
}

interface Slots {
  readonly input: number;
  readonly open: readonly (readonly Prefix[])[];
}

/** The prefix in a row; rows that are not live repeat another one, so that they compute nothing strange. */
interface Slot {
  readonly input: number;
  readonly prefix: Prefix;
  readonly live: boolean;
}

function rowsOf(slots: readonly Slots[], groups: number, perGroup: number): readonly (Slot | undefined)[] {
  const anywhere = slots.flatMap(({ input, open }) => open.flat().map((prefix) => ({ input, prefix, live: false })))[0];
  return slots.flatMap(({ input, open }) =>
    Array.from({ length: groups * perGroup }, (_, index) => {
      const prefix = open[Math.floor(index / perGroup)]?.[index % perGroup];
      return prefix ? { input, prefix, live: true } : anywhere;
    }),
  );
}

interface Model {
  readonly batch: number;
  readonly starts: readonly number[];
  readonly axisOf: (path: string) => number;
  readonly logits: boolean;
  readonly integers: (values: readonly number[]) => Value;
  readonly numbers: (values: readonly number[], shape: readonly number[]) => Value;
}

function settleModel<S>(method: string, initial: S, options: ModelOptions): Model {
  const { batch, startToken, stateAxis = 0, scores = 'logits' } = options;
  requireCount(method, 'batch', batch, 'it is the number of inputs');
  const starts = typeof startToken === 'number' ? Array.from({ length: batch }, () => startToken) : startToken;
  if (starts.length !== batch || starts.some((token) => !Number.isSafeInteger(token) || token < 0)) {
    throw new SearchError(
      `${method}: startToken is [${starts.join(', ')}]; expected a token's index, or ${batch} of them, one for each input`,
    );
  }
  const leaves = treeLeaves<unknown>(initial);
  const float = options.kind ? options.kind === 'float64' : leaves.some(({ value }) => value instanceof Float64Tensor);
  const axisOf = typeof stateAxis === 'number' ? () => stateAxis : stateAxis;
  checkRows(method, initial, batch, axisOf);
  return {
    batch,
    starts,
    axisOf,
    logits: scores === 'logits',
    integers: (values) =>
      float ? new Float64Tensor([values.length], values, 'int32') : tensor([...values], [values.length], 'int32'),
    numbers: (values, shape) => (float ? float64([...values].map(Number), shape) : tensor([...values], shape)),
  };
}

function checkRows(method: string, state: unknown, rows: number, axisOf: (path: string) => number): void {
  for (const { value, path } of treeLeaves<unknown>(state)) {
    const shape =
      typeof value === 'object' && value !== null && 'shape' in value ? (value.shape as number[]) : undefined;
    const axis = axisOf(path);
    if (shape?.at(axis) === rows) continue;
    const given = shape ? `has the shape [${shape.join(', ')}]` : `is ${describe(value)}`;
    throw new SearchError(
      `${method}: the state's leaf ${path || 'itself'} ${given}; expected a value with ${rows} rows along axis ${axis}`,
    );
  }
}

/** Calls the model and packs what the host needs of its answer into one tensor. */
function callModel<S>(
  method: string,
  step: DecodeStep<S>,
  state: S,
  slots: readonly (Slot | undefined)[],
  model: Model,
  layout: Layout,
  perGroup: number,
): { packed: Value; next: S; vocabulary: number; count: number | null } {
  const rows = slots.length;
  const tokens = slots.map((slot) => Number(slot?.prefix.place.prefix.at(-1) ?? model.starts[slot?.input ?? 0]));
  const { logits, state: after } = step(state, model.integers(tokens));
  const vocabulary = logits.shape[1] ?? 0;
  if (logits.shape.length !== 2 || logits.shape[0] !== rows || vocabulary === 0) {
    throw new SearchError(
      `${method}: the step gave logits of shape [${logits.shape.join(', ')}]; expected [${rows}, size of the vocabulary]`,
    );
  }
  checkRows(method, after, rows, model.axisOf);
  // Under other names, so that freeing them frees nothing of the caller's that the step passed through.
  const next = treeMap(after, (leaf) => reshape(leaf as Value, (leaf as Value).shape)) as S;
  const logProbabilities = model.logits ? logSoftmax(logits, 1) : logits;
  const length = perGroup * vocabulary;
  const enough = layout.enough(perGroup);
  if (enough === null || enough >= length) {
    return { packed: reshape(logProbabilities, [rows, vocabulary]), next, vocabulary, count: null };
  }
  if (length > largestIndex) {
    throw new SearchError(
      `${method}: ${perGroup} prefixes of ${vocabulary} tokens each are more than the ${largestIndex} scores that can be told apart; narrow the beam`,
    );
  }
  const groups = rows / perGroup;
  const scores = slots.map((slot) => (slot?.live ? slot.prefix.score - (slot.prefix.penalty ?? 0) : -Infinity));
  const totals = add(logProbabilities, model.numbers(scores, [rows, 1]));
  const { indices } = topK(reshape(totals, [groups, length]), enough);
  const starts = reshape(model.integers(Array.from({ length: groups }, (_, group) => group * length)), [groups, 1]);
  const picked = gather(reshape(logProbabilities, [rows * vocabulary]), add(indices, starts), 0);
  return { packed: concat([picked, cast(indices, 'float32')], 1), next, vocabulary, count: enough };
}

interface Packing {
  readonly vocabulary: number;
  /** Continuations of a group that were read; `null` for all. */
  readonly count: number | null;
  readonly groups: number;
  readonly perGroup: number;
}

/** Unpacks what was read: the continuations of a prefix, in the order of their tokens. */
function answersFrom(
  data: ArrayLike<number>,
  { vocabulary, count, groups, perGroup }: Packing,
): (input: number, group: number, row: number) => readonly Continuation[] {
  if (count === null) {
    return (input, group, row) => {
      const start = ((input * groups + group) * perGroup + row) * vocabulary;
      return Array.from({ length: vocabulary }, (_, token) => ({ token, logProbability: data[start + token]! }));
    };
  }
  return (input, group, row) => {
    const start = (input * groups + group) * 2 * count;
    const found: { token: number; logProbability: number }[] = [];
    for (let index = 0; index < count; index += 1) {
      const position = data[start + count + index]!;
      if (Math.floor(position / vocabulary) !== row) continue;
      found.push({ token: position % vocabulary, logProbability: data[start + index]! });
    }
    return found.sort((a, b) => a.token - b.token);
  };
}
