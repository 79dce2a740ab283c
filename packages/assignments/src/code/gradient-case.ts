import { Float64Tensor, foldIn } from '@gradbook/core-ops';

import type { CodeArguments, CodeFunction } from './case.ts';
import { compareOutputs, type OutputDifference } from './compare-outputs.ts';
import { derivativeTolerance, measureDerivatives } from './gradients.ts';
import type { PreparedCase } from './prepared.ts';
import type { CodeData, CodeOutcome } from './runner.ts';

/** What is wrong with derivatives. */
interface GradientFailure {
  readonly feedback: readonly string[];
  readonly mistake?: string;
  readonly difference?: OutputDifference;
  readonly tolerance?: number;
}

/** How a student's function is called, and how what came instead of a value is told. */
export interface GradientCalls {
  readonly exports: readonly string[];
  readonly call: (name: string, args: readonly CodeData[]) => Promise<CodeOutcome>;
  readonly said: (outcome: Exclude<CodeOutcome, { readonly kind: 'value' }>, what: string) => string;
}

/** Slips that are the same whatever the function is: the gradients themselves are right up to a factor. */
export const gradientMistakes = [
  { id: 'gradient-sign', sentence: 'The gradient has the wrong sign.' },
  { id: 'gradient-scaled', sentence: 'Every number of the gradient is the same multiple of what it should be.' },
] as const;

/**
 * Compares derivatives: those of the student's own backward function where there is one, else differences of the function.
 *
 * @param args the arguments in order, trailing ones that are left out included for a backward function only.
 * @returns what is wrong; undefined when nothing is.
 */
export async function gradientFailure(
  fn: CodeFunction,
  prepared: PreparedCase,
  hidden: boolean,
  calls: GradientCalls,
): Promise<GradientFailure | undefined> {
  const [expected, { weights, gradients }] = [await prepared.expected(), await prepared.derivatives()];
  const largest = Math.max(...[...gradients.values()].flatMap(({ data }) => [...data].map(Math.abs)));
  const backward = `${fn.name}Backward`;
  if (!calls.exports.includes(backward)) return measuredFailure(fn, prepared, hidden, largest, calls);
  const names = Object.keys(fn.outputs);
  const cotangent = names.length === 1 ? weights[names[0]!]! : weights;
  const all = fn.parameters.map((name) => prepared.args[name] as CodeData);
  const outcome = await calls.call(backward, [...all, cotangent as CodeData]);
  if (outcome.kind !== 'value') return { feedback: [calls.said(outcome, backward)] };
  // Every number of a gradient sums over at most all outputs, each as exact as the outputs are.
  const tolerance = 8 * expected.tolerance * Math.max(1, largest);
  for (const [path, gradient] of gradients) {
    const given = valueAt(outcome.value, path.split('.'));
    if (given === undefined) {
      return {
        feedback: [
          `\`${backward}\` returns no gradient in \`${path}\`: return an object of gradients by the names of the arguments.`,
        ],
      };
    }
    const [found] = compareOutputs(
      { result: given },
      { result: gradient },
      { ...fn, outputs: { result: gradient.shape.map((_, axis) => `axis ${axis}`) } },
      tolerance,
    );
    if (!found) continue;
    const difference = { ...found, output: `the gradient in ${path}` };
    const known = found.kind === 'value' ? factorMistake(given, gradient, tolerance) : undefined;
    return {
      feedback: [...(known ? [known.sentence] : []), `\`${backward}\`, the gradient in \`${path}\`: ${found.message}`],
      ...(known ? { mistake: known.id } : {}),
      difference,
      tolerance,
    };
  }
  return undefined;
}

/** Whether numbers are one multiple of what they should be. */
function factorMistake(
  given: CodeData,
  expected: Float64Tensor,
  tolerance: number,
): (typeof gradientMistakes)[number] | undefined {
  const data = given instanceof Float64Tensor ? given.data : typeof given === 'number' ? [given] : [];
  const largest = expected.data.reduce((best, value, index) => {
    return Math.abs(value) > Math.abs(expected.data[best]!) ? index : best;
  }, 0);
  const factor = data[largest]! / expected.data[largest]!;
  if (!Number.isFinite(factor) || Math.abs(factor) < 1e-3 || expected.data.length < 3) return undefined;
  const fits = expected.data.every(
    (right, index) => Math.abs(data[index]! - factor * right) <= 2 * tolerance * Math.max(1, Math.abs(factor)),
  );
  if (!fits) return undefined;
  return Math.abs(factor + 1) < 1e-3 ? gradientMistakes[0] : gradientMistakes[1];
}

async function measuredFailure(
  fn: CodeFunction,
  prepared: PreparedCase,
  hidden: boolean,
  largest: number,
  calls: GradientCalls,
): Promise<GradientFailure | undefined> {
  const { args, random } = prepared;
  let failure: string | undefined;
  const measured = await measureDerivatives(
    fn,
    args,
    await prepared.derivatives(),
    async (moved) => {
      const outcome = failure === undefined ? await calls.call(fn.name, positional(fn, moved)) : undefined;
      if (outcome && outcome.kind !== 'value') failure = calls.said(outcome, fn.name);
      return outcome?.kind === 'value' ? outcome.value : undefined;
    },
    foldIn(random, 2),
  );
  if (!measured) return { feedback: [failure ?? 'The outputs are not tensors of the shapes that are expected.'] };
  const tolerance = derivativeTolerance(fn, args, largest);
  const wrong = measured.find(({ given, expected: right }) => !(Math.abs(given - right) <= tolerance));
  if (!wrong) return undefined;
  const size = hidden ? '' : ` It is ${short(wrong.given)}; ${short(wrong.expected)} is right.`;
  return {
    feedback: [
      `Moving number ${wrong.index} of \`${wrong.path}\` a little does not change the outputs as it should: the function does not depend on it in the right way.${size}`,
    ],
  };
}

/** Arguments in the function's order; missing ones at the end are left out. */
export function positional(fn: CodeFunction, args: CodeArguments<Float64Tensor>): readonly CodeData[] {
  const all = fn.parameters.map((name) => args[name] as CodeData);
  const last = all.findLastIndex((value) => value !== undefined);
  return all.slice(0, last + 1);
}

function valueAt(value: CodeData, path: readonly string[]): CodeData {
  return path.reduce<CodeData>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null && !Array.isArray(inside) && name in inside
        ? (inside as { readonly [name: string]: CodeData })[name]
        : undefined,
    value,
  );
}

/** A number as it is shown to a person. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
