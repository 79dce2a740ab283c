import { type Float64Tensor, foldIn } from '@gradbook/core-ops';

import type { CodeArguments, CodeCase, CodeFunction } from './case.ts';
import { compareOutputs, distance, equalOutputs, type OutputDifference } from './compare-outputs.ts';
import { derivativeTolerance, measureDerivatives } from './gradients.ts';
import { type PreparedCase, preparedCase } from './prepared-case.ts';
import type { CodeData, CodeOutcome, CodeRunner, CodeSession } from './runner.ts';

/** What came of one case. */
export interface CaseResult {
  readonly case: CodeCase;
  readonly passed: boolean;
  /** Sentences for the student, most important first; none when it passed. */
  readonly feedback: readonly string[];
  /** The id of the recognised mistake. */
  readonly mistake?: string;
  /** The first output that is wrong, for a picture. */
  readonly difference?: OutputDifference;
  readonly tolerance?: number;
}

/** The modules of a submission, and where they run. */
export interface CodeToRun {
  readonly runner: CodeRunner;
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
}

/** What limits and seeds a run. */
export interface RunOptions {
  readonly seed: number;
  /** Whether hidden cases are run too. */
  readonly hidden: boolean;
  /** Milliseconds of one call. */
  readonly callMs: number;
  /** Milliseconds of all calls of a function together. */
  readonly totalMs: number;
}

/** After so many processes that had to be ended, the rest of the cases is not tried: it would only cost time. */
const mostViolations = 2;

/** One submission's process, opened again where a case ended it: what one case does must not cost the others. */
class Runs {
  readonly #code: CodeToRun;
  readonly #callMs: number;
  #session: CodeSession | undefined;
  #violations = 0;
  console = '';
  /** Milliseconds of all calls: what the references take meanwhile is not the student's time. */
  spent = 0;

  constructor(code: CodeToRun, callMs: number) {
    this.#code = code;
    this.#callMs = callMs;
  }

  async session(): Promise<CodeSession> {
    this.#session ??= await this.#code.runner.open(this.#code);
    return this.#session;
  }

  get exhausted(): boolean {
    return this.#violations > mostViolations;
  }

  async call(name: string, args: readonly CodeData[]): Promise<CodeOutcome> {
    const session = await this.session();
    const started = performance.now();
    const outcome = await session.call(name, args, { timeoutMs: this.#callMs });
    this.spent += performance.now() - started;
    if (outcome.kind === 'violation') {
      this.#violations++;
      await this.close();
    }
    return outcome;
  }

  async close(): Promise<void> {
    if (!this.#session) return;
    this.console = `${this.console}${this.#session.console}`.slice(0, 8_000);
    await this.#session.close();
    this.#session = undefined;
  }
}

/** What came of a function's cases, or why none could be run. */
export interface FunctionResult {
  readonly cases: readonly CaseResult[];
  /** Why the module does not load, or has no such function. */
  readonly problem?: string;
  /** What the code printed. */
  readonly console: string;
}

/** Runs the cases of a function against a submission's module. */
export async function runCases(fn: CodeFunction, code: CodeToRun, options: RunOptions): Promise<FunctionResult> {
  const runs = new Runs(code, options.callMs);
  try {
    const session = await runs.session();
    if (session.failure) return { cases: [], problem: said(session.failure, code.entry), console: session.console };
    if (!session.exports.includes(fn.name)) {
      const others = session.exports.length === 0 ? 'nothing' : session.exports.join(', ');
      return {
        cases: [],
        problem: `\`${code.entry}\` does not export \`${fn.name}\`; it exports ${others}. Write \`export function ${fn.name}(${fn.parameters.join(', ')})\`.`,
        console: session.console,
      };
    }
    const results: CaseResult[] = [];
    for (const [index, each] of fn.cases.entries()) {
      if (each.hidden === true && !options.hidden) continue;
      const late = runs.spent > options.totalMs;
      if (late || runs.exhausted) {
        const why = late
          ? `not run: the cases before it took more than ${Math.round(options.totalMs / 1000)} s together.`
          : 'not run: the cases before it had to be ended.';
        results.push({ case: each, passed: false, feedback: [why] });
        continue;
      }
      results.push(await runCase(fn, each, runs, preparedCase(fn, index, options.seed), session.exports));
    }
    await runs.close();
    return { cases: results, console: runs.console };
  } finally {
    await runs.close();
  }
}

async function runCase(
  fn: CodeFunction,
  each: CodeCase,
  runs: Runs,
  prepared: PreparedCase,
  exports: readonly string[],
): Promise<CaseResult> {
  const { args } = prepared;
  const call = (values: CodeArguments<Float64Tensor>): Promise<CodeOutcome> =>
    runs.call(fn.name, positional(fn, values));
  if (each.expects === 'error') {
    const outcome = await call(args);
    if (outcome.kind === 'error') return { case: each, passed: true, feedback: [] };
    const what = outcome.kind === 'violation' ? outcome.message : 'a value came back where an error is expected.';
    return { case: each, passed: false, feedback: [what] };
  }
  if (each.expects === 'gradients') return gradientCase(fn, each, runs, prepared, exports);
  await prepared.expected();
  const outcome = await call(args);
  if (outcome.kind !== 'value') return { case: each, passed: false, feedback: [said(outcome, fn.name)] };
  return compared(fn, each, outcome.value, prepared);
}

/** Arguments in the function's order; missing ones at the end are left out. */
function positional(fn: CodeFunction, args: CodeArguments<Float64Tensor>): readonly CodeData[] {
  const all = fn.parameters.map((name) => args[name] as CodeData);
  const last = all.findLastIndex((value) => value !== undefined);
  return all.slice(0, last + 1);
}

async function compared(
  fn: CodeFunction,
  each: CodeCase,
  value: CodeData,
  prepared: PreparedCase,
): Promise<CaseResult> {
  const { outputs, tolerance } = await prepared.expected();
  const differences = compareOutputs(value, outputs, fn, tolerance);
  const [difference] = differences;
  if (!difference) return { case: each, passed: true, feedback: [] };
  const known = prepared.variants().find(
    (variant) =>
      // A wrong way that gives the right result on these numbers shows nothing.
      distance(variant.outputs, outputs) > 10 * tolerance && equalOutputs(value, variant.outputs, fn, 4 * tolerance),
  )?.mistake;
  const numbers =
    each.hidden !== true && difference.given !== undefined && difference.expected !== undefined
      ? [`It is ${short(difference.given)} there; ${short(difference.expected)} is right.`]
      : [];
  return {
    case: each,
    passed: false,
    feedback: [
      ...(known ? [known.sentence] : []),
      difference.message,
      ...numbers,
      ...differences.slice(1).map(({ message }) => message),
    ],
    ...(known ? { mistake: known.id } : {}),
    difference,
    tolerance,
  };
}

async function gradientCase(
  fn: CodeFunction,
  each: CodeCase,
  runs: Runs,
  prepared: PreparedCase,
  exports: readonly string[],
): Promise<CaseResult> {
  const { args, random } = prepared;
  const expected = await prepared.expected();
  const derivatives = await prepared.derivatives();
  const largest = Math.max(...[...derivatives.gradients.values()].flatMap(({ data }) => [...data].map(Math.abs)));
  const failed = (sentence: string): CaseResult => ({ case: each, passed: false, feedback: [sentence] });
  const backward = `${fn.name}Backward`;
  if (exports.includes(backward)) {
    const outcome = await runs.call(backward, [...positional(fn, args), derivatives.weights as CodeData]);
    if (outcome.kind !== 'value') return failed(said(outcome, backward));
    const tolerance = 8 * expected.tolerance * Math.max(1, largest);
    for (const [path, gradient] of derivatives.gradients) {
      const value = at(outcome.value, path.split('.'));
      const [difference] = compareOutputs(
        { result: value },
        { result: gradient },
        { ...fn, outputs: { result: gradient.shape.map((_, axis) => `axis ${axis}`) } },
        tolerance,
      );
      if (difference) return failed(`\`${backward}\`, the gradient in \`${path}\`: ${difference.message}`);
    }
    return { case: each, passed: true, feedback: [] };
  }
  let failure: string | undefined;
  const measured = await measureDerivatives(
    fn,
    args,
    derivatives,
    async (moved) => {
      const outcome = failure === undefined ? await runs.call(fn.name, positional(fn, moved)) : undefined;
      if (outcome && outcome.kind !== 'value') failure = said(outcome, fn.name);
      return outcome?.kind === 'value' ? outcome.value : undefined;
    },
    foldIn(random, 2),
  );
  if (!measured) return failed(failure ?? 'The outputs are not tensors of the shapes that are expected.');
  const tolerance = derivativeTolerance(fn, args, largest);
  const wrong = measured.find(({ given, expected: right }) => !(Math.abs(given - right) <= tolerance));
  if (!wrong) return { case: each, passed: true, feedback: [] };
  const size = each.hidden === true ? '' : ` It is ${short(wrong.given)}; ${short(wrong.expected)} is right.`;
  return failed(
    `Moving number ${wrong.index} of \`${wrong.path}\` a little does not change the outputs as it should: the function does not depend on it in the right way.${size}`,
  );
}

function at(value: CodeData, path: readonly string[]): CodeData {
  return path.reduce<CodeData>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null && !Array.isArray(inside) && name in inside
        ? (inside as { readonly [name: string]: CodeData })[name]
        : undefined,
    value,
  );
}

/** An error of the student's code with its place, or how it had to be ended. */
function said(outcome: Exclude<CodeOutcome, { readonly kind: 'value' }>, what: string): string {
  if (outcome.kind === 'violation') return outcome.message;
  const [place] = outcome.stack;
  const where = place ? ` (\`${place.file}\`, line ${place.line}, column ${place.column})` : '';
  return `\`${what}\` throws ${outcome.name}: ${outcome.message.slice(0, 400)}${where}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
