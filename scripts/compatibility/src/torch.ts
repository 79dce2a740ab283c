import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { flat, inputs } from './inputs.ts';
import { counterpart, type Row } from './row.ts';

/** What PyTorch answers to a row. */
interface TorchAnswer {
  /** Names in the row's code that this PyTorch does not have. */
  readonly missing: readonly string[];
  /** Left out where the row is not evaluated. */
  readonly numbers?: readonly number[];
  readonly error?: string;
}

/** One answer for each row, or why there is none. */
export type TorchAnswers =
  | { readonly version: string; readonly answers: readonly (TorchAnswer | undefined)[] }
  | { readonly absent: string };

/**
 * Evaluates the rows in PyTorch, in float64, all in one process.
 *
 * @param python the interpreter; the environment variable GRADBOOK_PYTHON names another one than python3.
 */
export function torchAnswers(
  rows: readonly Row[],
  python: string = process.env['GRADBOOK_PYTHON'] ?? 'python3',
): TorchAnswers {
  const asked = rows.flatMap((row, index) => {
    const peer = counterpart(row, 'torch');
    return peer === undefined ? [] : [{ index, row, peer }];
  });
  const given = Object.entries(inputs).map(([name, input]) => {
    return [name, { ...flat(input), dtype: input.dtype ?? 'float' }] as const;
  });
  const request = {
    inputs: Object.fromEntries(given),
    rows: asked.map(({ row, peer: { call, setup, arrange, notRun } }) => ({
      call,
      ...(setup === undefined ? {} : { setup }),
      ...(arrange === undefined ? {} : { arrange }),
      run: notRun === undefined && row.notRun === undefined,
    })),
  };
  const run = spawnSync(python, [join(import.meta.dirname, 'evaluate-torch.py')], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (run.error) return { absent: `${python} could not be started: ${run.error.message}` };
  if (run.status !== 0) {
    if (run.stderr.includes("No module named 'torch'"))
      return {
        absent: `${python} has no module torch (on Debian: apt install python3-torch, GRADBOOK_PYTHON=/usr/bin/python3)`,
      };
    throw new Error(`evaluate-torch.py ended with ${run.status}: ${run.stderr}`);
  }
  const { version, answers } = JSON.parse(run.stdout) as {
    readonly version: string;
    readonly answers: readonly (Omit<TorchAnswer, 'numbers'> & { readonly numbers?: readonly (number | string)[] })[];
  };
  const all: (TorchAnswer | undefined)[] = rows.map(() => undefined);
  answers.forEach(({ numbers, ...answer }, place) => {
    all[asked[place]!.index] = {
      ...answer,
      ...(numbers === undefined
        ? {}
        : { numbers: numbers.map((each) => Number(String(each).replace('inf', 'Infinity'))) }),
    };
  });
  return { version, answers: all };
}
