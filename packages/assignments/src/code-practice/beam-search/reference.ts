import type { Float64Tensor, Value } from '@gradbook/core-ops';
import { beamSearch, type SearchTrace } from '@gradbook/decoding';
import { beamSearchBatch, type BeamSearchBatchOptions, warmUpBeamSearch } from '@gradbook/decoding/device';

import type { CodeArguments, CodeOutputs } from '../../code/case.ts';
import { deviceDecoderOf, forbiddenOf, requestOf, spaceOf } from './model.ts';
import { hypothesesAsOutputs } from './outputs.ts';

/** Every score goes through at most so many rounded operations: T steps of a product with H and one with V numbers each. */
export function beamRoundings(args: CodeArguments<Float64Tensor>): number {
  const model = args['model'] as Readonly<Record<string, Float64Tensor>>;
  const [vocabulary = 1, hidden = 1] = model['embedding']!.shape;
  return requestOf(args).maxLength * (2 * hidden + vocabulary + 12);
}

/** The options of a search that a student's is compared with: finished hypotheses keep their places, as the question says. */
function optionsOf(args: CodeArguments<Value>) {
  const { beamWidth, maxLength, endToken, lengthPenalty } = requestOf(args);
  return {
    beamWidth,
    length: maxLength,
    ...(endToken === undefined ? {} : { endToken }),
    ...(lengthPenalty === undefined ? {} : { lengthPenalty }),
  };
}

/** The right search in float64, with every candidate. */
export function referenceTrace(args: CodeArguments<Float64Tensor>): SearchTrace {
  return beamSearch(spaceOf(args), optionsOf(args));
}

/** The right hypotheses, in float64. */
export function referenceOutputs(args: CodeArguments<Float64Tensor>): CodeOutputs<Float64Tensor> {
  return outputsOf(referenceTrace(args).hypotheses, args);
}

/** The right hypotheses, with the decoder and the choice of the best on the device. */
export async function deviceOutputs(args: CodeArguments<Value>): Promise<CodeOutputs<Value>> {
  const { step, start } = deviceDecoderOf(args);
  const { results } = await beamSearchBatch(step, start, deviceOptionsOf(args));
  return outputsOf(results[0]!.hypotheses, args);
}

/** What {@link deviceOutputs} gives the device to do, without reading. */
export function warmUpDevice(args: CodeArguments<Value>): void {
  const { step, start } = deviceDecoderOf(args);
  warmUpBeamSearch(step, start, deviceOptionsOf(args));
}

function deviceOptionsOf(args: CodeArguments<Value>): BeamSearchBatchOptions {
  const forbidden = forbiddenOf(args);
  const vocabulary = (args['model'] as Readonly<Record<string, Value>>)['bias']!.shape[0]!;
  const rest = Array.from({ length: vocabulary }, (_, token) => token).filter((token) => !forbidden.includes(token));
  return {
    ...optionsOf(args),
    batch: 1,
    startToken: requestOf(args).startToken,
    ...(forbidden.length > 0 ? { allowed: () => rest } : {}),
  };
}

/** Ranked hypotheses as they are compared: the score is the one that they are ranked by. */
function outputsOf(
  hypotheses: readonly { readonly tokens: readonly unknown[]; readonly rankingScore: number }[],
  args: CodeArguments<Value>,
): CodeOutputs<Float64Tensor> {
  return hypothesesAsOutputs(
    hypotheses.map(({ tokens, rankingScore }) => ({ tokens: tokens.map(Number), score: rankingScore })),
    args,
  );
}
