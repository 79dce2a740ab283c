import type { CodeCase, CodeFunction, CodeMistake } from './case.ts';
import { compareOutputs, distance, equalOutputs, type OutputDifference } from './compare-outputs.ts';
import { driverPath, withDriver } from './driver.ts';
import type { ExpectedOutputs, References } from './expected.ts';
import { gradientFailure, positional, short } from './gradient-case.ts';
import { type PreparedCase, preparedCase } from './prepared.ts';
import { type OpenResult, withMistakes } from './recognise.ts';
import type { CodeData, CodeOutcome, CodeSession, CodeToRun } from './runner.ts';

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

/** What limits and seeds a run. */
export interface RunOptions {
  readonly seed: number;
  /** Whether hidden cases are run too. */
  readonly hidden: boolean;
  readonly references: References;
  /** Milliseconds of one call. */
  readonly callMs: number;
  /** Milliseconds of all cases of a function together. */
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
  /** Milliseconds that calls took: the references' time is not the student's. */
  spent = 0;
  console = '';

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
    const start = performance.now();
    const outcome = await session.call(name, args, { timeoutMs: this.#callMs });
    this.spent += performance.now() - start;
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
  const runs = new Runs(withDriver(fn, code), options.callMs);
  try {
    const session = await runs.session();
    if (session.failure) return { cases: [], problem: said(session.failure, code.entry), console: session.console };
    if (!session.exports.includes(fn.name)) {
      const own = session.exports.filter((name) => name !== fn.driver?.name);
      const others = own.length === 0 ? 'nothing' : own.join(', ');
      const parameters = fn.driver?.parameters ?? fn.parameters;
      return {
        cases: [],
        problem: `\`${code.entry}\` does not export \`${fn.name}\`; it exports ${others}. Write \`export function ${fn.name}(${parameters.join(', ')})\`.`,
        console: session.console,
      };
    }
    const results: OpenResult[] = [];
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
      results.push(await runCase(fn, each, runs, preparedCase(fn, index, options), session.exports));
    }
    await runs.close();
    return { cases: withMistakes(results, fn.mistakes), console: runs.console };
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
): Promise<OpenResult> {
  const { args } = prepared;
  if (each.expects === 'gradients') {
    const failure = await gradientFailure(fn, prepared, each.hidden === true, {
      exports,
      call: (name, values) => runs.call(name, values),
      said,
    });
    return failure ? { case: each, passed: false, ...failure } : { case: each, passed: true, feedback: [] };
  }
  const outcome = await runs.call(fn.driver?.name ?? fn.name, positional(fn, args));
  if (each.expects === 'error') {
    if (outcome.kind === 'error') return { case: each, passed: true, feedback: [] };
    const what = outcome.kind === 'violation' ? outcome.message : 'a value came back where an error is expected.';
    return { case: each, passed: false, feedback: [what] };
  }
  if (outcome.kind !== 'value') return { case: each, passed: false, feedback: [said(outcome, fn.name)] };
  const value = fn.read ? fn.read(outcome.value, args) : outcome.value;
  return compared(fn, each, value, prepared, await prepared.expected());
}

function compared(
  fn: CodeFunction,
  each: CodeCase,
  value: CodeData,
  prepared: PreparedCase,
  { outputs, tolerance }: ExpectedOutputs,
): OpenResult {
  const differences = compareOutputs(value, outputs, fn, tolerance);
  const [difference] = differences;
  // A wrong way that gives the right result on these numbers shows nothing.
  const differs = (mistake: CodeMistake): boolean => {
    const variant = prepared.variant(mistake);
    return variant !== undefined && distance(variant, outputs) > 10 * tolerance;
  };
  if (!difference) return { case: each, passed: true, feedback: [], contradicts: differs };
  const candidates = fn.mistakes.filter(
    (mistake) => differs(mistake) && equalOutputs(value, prepared.variant(mistake)!, fn, 4 * tolerance),
  );
  const numbers =
    each.hidden !== true && difference.given !== undefined && difference.expected !== undefined
      ? [`It is ${short(difference.given)} there; ${short(difference.expected)} is right.`]
      : [];
  return {
    case: each,
    passed: false,
    feedback: [difference.message, ...numbers, ...differences.slice(1).map(({ message }) => message)],
    difference,
    tolerance,
    candidates,
  };
}

/** An error of the student's code with its place, or how it had to be ended. */
function said(outcome: Exclude<CodeOutcome, { readonly kind: 'value' }>, what: string): string {
  if (outcome.kind === 'violation') return outcome.message;
  const place = outcome.stack.find(({ file }) => file !== driverPath);
  const where = place ? ` (\`${place.file}\`, line ${place.line}, column ${place.column})` : '';
  return `\`${what}\` throws ${outcome.name}: ${outcome.message.slice(0, 400)}${where}`;
}
