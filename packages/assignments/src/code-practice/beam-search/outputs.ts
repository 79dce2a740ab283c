import { Float64Tensor, type Value } from '@gradbook/core-ops';

import type { CodeArguments, CodeOutputs } from '../../code/case.ts';
import type { CodeData } from '../../code/runner.ts';
import { requestOf } from './model.ts';

/** What stands in a row of tokens past the end of a hypothesis. */
const nothing = -1;

/** Hypotheses, best first, as they are compared: rows of tokens filled up to the largest length with −1, and a score each. */
export function hypothesesAsOutputs(
  hypotheses: readonly { readonly tokens: readonly number[]; readonly score: number }[],
  args: CodeArguments<Value>,
): CodeOutputs<Float64Tensor> {
  return {
    tokens: rowsAsTensor(
      hypotheses.map(({ tokens }) => tokens),
      args,
    ),
    scores: new Float64Tensor(
      [hypotheses.length],
      hypotheses.map(({ score }) => score),
    ),
  };
}

/**
 * What a student returned in the same form. Lists of tokens may be of their own lengths or filled up with −1, and come beside
 * their scores or with them, as `[{ tokens, score }, …]`.
 */
export function readHypotheses(value: CodeData, args: CodeArguments<Value>): CodeData {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => isRecord(each as CodeData))) {
    const records = value as readonly { readonly [name: string]: CodeData }[];
    const named = (names: readonly string[]): CodeData[] =>
      records.map((record) => record[Object.keys(record).find((key) => names.includes(key.toLowerCase())) ?? '']);
    return { tokens: readTokens(named(['tokens', 'sequence']), args), scores: readScores(named(['score', 'scores'])) };
  }
  if (Array.isArray(value)) return [readTokens(value[0] as CodeData, args), readScores(value[1] as CodeData)];
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => {
      if (name.toLowerCase() === 'tokens') return [name, readTokens(inside, args)];
      return [name, name.toLowerCase() === 'scores' ? readScores(inside) : inside];
    }),
  );
}

function isRecord(value: CodeData): value is { readonly [name: string]: CodeData } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float64Tensor);
}

/** Rows of tokens; what is none comes back as it is. */
function readTokens(value: CodeData, args: CodeArguments<Value>): CodeData {
  const rows = listOf(value)?.map((row) => numbersOf(row));
  if (rows === undefined || rows.some((row) => row === undefined)) return value;
  return rowsAsTensor(
    rows.map((row) => row!.slice(0, row!.findLastIndex((token) => token !== nothing) + 1)),
    args,
  );
}

function readScores(value: CodeData): CodeData {
  const numbers = numbersOf(value);
  return numbers ? new Float64Tensor([numbers.length], numbers) : value;
}

/** The rows of a matrix, or the items of a list. */
function listOf(value: CodeData): readonly CodeData[] | undefined {
  if (Array.isArray(value)) return value as readonly CodeData[];
  if (!(value instanceof Float64Tensor) || value.shape.length !== 2) return undefined;
  const [rows = 0, columns = 0] = value.shape;
  return Array.from(
    { length: rows },
    (_, row) => new Float64Tensor([columns], value.data.slice(row * columns, (row + 1) * columns)),
  );
}

function numbersOf(value: CodeData): readonly number[] | undefined {
  if (value instanceof Float64Tensor) return value.shape.length <= 1 ? [...value.data] : undefined;
  if (!Array.isArray(value)) return undefined;
  const items = (value as readonly CodeData[]).map((item) =>
    item instanceof Float64Tensor && item.data.length === 1 ? item.data[0]! : item,
  );
  return items.every((item) => typeof item === 'number') ? items : undefined;
}

function rowsAsTensor(rows: readonly (readonly number[])[], args: CodeArguments<Value>): Float64Tensor {
  const width = rows.reduce((most, row) => Math.max(most, row.length), requestOf(args).maxLength);
  return new Float64Tensor(
    [rows.length, width],
    rows.flatMap((row) => [...row, ...Array<number>(width - row.length).fill(nothing)]),
  );
}
