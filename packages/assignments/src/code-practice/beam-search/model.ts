import { add, type Float64Tensor, gather, matmul, reshape, tanh, type Value } from '@gradbook/core-ops';
import type { ScoringFunction, Token } from '@gradbook/decoding';
import type { DecodeStep } from '@gradbook/decoding/device';

import { affine, groupOf, plus, rowsOf, vectorOf } from '../../code/loops.ts';
import type { CodeArguments } from '../../code/case.ts';

// The decoder that searches run over, a small recurrent network:
//
//     h' = tanh(E[token] + W h)      ln p = ln softmax(U h' + c), and −∞ for tokens that are forbidden
//
// It stands here twice, in loops and in operations on the device, and a third time in the driver, in the sandbox.

/** What a search is asked for. */
export interface SearchRequest {
  readonly beamWidth: number;
  readonly maxLength: number;
  readonly startToken: number;
  readonly endToken: number | undefined;
  readonly lengthPenalty: number | undefined;
}

/** The settings among the arguments of a call. */
export function requestOf(args: CodeArguments<Value>): SearchRequest {
  const number = (name: string): number | undefined => {
    const value = args[name];
    return typeof value === 'number' ? value : undefined;
  };
  return {
    beamWidth: number('beamWidth')!,
    maxLength: number('maxLength')!,
    startToken: number('startToken')!,
    endToken: number('endToken'),
    lengthPenalty: number('lengthPenalty'),
  };
}

/** Tokens that the decoder gives probability 0. */
export function forbiddenOf(args: CodeArguments<Value>): readonly number[] {
  return (args['forbidden'] as readonly number[] | undefined) ?? [];
}

/** One step of the decoder: from the last token and the state to ln p of every next token, and the next state. */
export type LoopStep = (
  token: number,
  state: readonly number[],
) => { readonly logProbabilities: readonly number[]; readonly state: readonly number[] };

/** The decoder in loops, and the state that it starts from. */
export function decoderOf(args: CodeArguments<Float64Tensor>): { readonly step: LoopStep; readonly start: number[] } {
  const model = groupOf(args['model']);
  const [embedding, recurrent, output] = ['embedding', 'recurrent', 'output'].map((name) => rowsOf(model[name]!));
  const bias = vectorOf(model['bias']!);
  const forbidden = new Set(forbiddenOf(args));
  const step: LoopStep = (token, state) => {
    const next = plus(embedding![token]!, affine(recurrent!, state)).map(Math.tanh);
    const logits = affine(output!, next, bias);
    const largest = Math.max(...logits);
    const total = largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    return {
      logProbabilities: logits.map((value, index) => (forbidden.has(index) ? -Infinity : value - total)),
      state: next,
    };
  };
  return { step, start: vectorOf(model['state']!) };
}

/** The decoder as a space for searches: what may follow the tokens so far. States are kept by the tokens that lead to them. */
export function spaceOf(args: CodeArguments<Float64Tensor>): ScoringFunction {
  const { step, start } = decoderOf(args);
  const { startToken } = requestOf(args);
  const known = new Map<string, ReturnType<LoopStep>>();
  const after = (prefix: readonly Token[]): ReturnType<LoopStep> => {
    const name = prefix.join(' ');
    let found = known.get(name);
    if (!found) {
      const last = prefix.at(-1);
      found = last === undefined ? step(startToken, start) : step(Number(last), after(prefix.slice(0, -1)).state);
      known.set(name, found);
    }
    return found;
  };
  return (prefix) => after(prefix).logProbabilities.map((logProbability, token) => ({ token, logProbability }));
}

/** The decoder on the device, for the rows of a batch; forbidden tokens are left out by the search. */
export function deviceDecoderOf(args: CodeArguments<Value>): {
  readonly step: DecodeStep<Value>;
  readonly start: Value;
} {
  const model = args['model'] as Readonly<Record<string, Value>>;
  const { embedding, recurrent, output, bias, state } = model as Record<string, Value>;
  return {
    start: reshape(state!, [1, ...state!.shape]),
    step: (h, tokens) => {
      const next = tanh(add(gather(embedding!, tokens), matmul<Value>(h, recurrent!, { transposeB: true })));
      return { logits: add(matmul<Value>(next, output!, { transposeB: true }), bias!), state: next };
    },
  };
}
