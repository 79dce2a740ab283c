import { type Judgement, judgeText, needsReview, type PartContent } from '@gradbook/answers';

import type { CodeTest, Evidence, Judged, JudgeOptions, Part } from '../definition/assignment.ts';
import { descriptionOf, type PartDescription } from '../parts/description.ts';
import { axisShares, type CodeAxis, type CodeFunction } from './case.ts';
import { warmUpCase } from './prepared.ts';
import { type CaseResult, type FunctionResult, runCases } from './run-cases.ts';

/** A part that asks for a function in TypeScript or JavaScript. */
export interface CodePartDefinition extends PartDescription {
  /** The module's name without its ending, as in `recurrent` for `recurrent.ts` or `recurrent.js`. */
  readonly module: string;
  /** What the module has to export; each function counts the same. */
  readonly functions: readonly CodeFunction[];
  /** Judges what stands in the text where no module was handed in, such as a notebook's output. */
  readonly otherwise?: (content: PartContent, options: JudgeOptions) => Judgement;
}

const endings = ['.ts', '.mts', '.js', '.mjs'];
/** Milliseconds of one call, and of all cases of a part. */
const limits = { callMs: 2_000, totalMs: 20_000 };

/**
 * A part that asks for code: it runs where the judge's `runner` says, and what it returns is compared with the reference here.
 * Without a module among the files the text is judged by `otherwise`, or goes to a person.
 *
 * @example
 * const part = codePart({
 *   id: '2',
 *   title: 'Twice',
 *   points: 1,
 *   question: 'Write `twice(x)`, which doubles a tensor.',
 *   module: 'twice',
 *   functions: [
 *     {
 *       name: 'twice',
 *       parameters: ['x'],
 *       outputs: { result: ['element'] },
 *       reference: ({ x }) => ({ result: mul(x as Value, 2) }),
 *       mistakes: [],
 *       roundings: () => 1,
 *       cases: [{ name: 'three numbers', axis: 'values', arguments: (key) => ({ x: normal(key, [3]) }) }],
 *     },
 *   ],
 * });
 * part.files; // ['twice.ts', 'twice.mts', 'twice.js', 'twice.mjs']
 */
export function codePart(definition: CodePartDefinition): Part {
  const { module, functions, otherwise } = definition;
  const files = endings.map((ending) => `${module}${ending}`);
  return {
    ...descriptionOf(definition),
    kind: 'code',
    files,
    functions,
    warmUp: ({ seed }) => {
      for (const fn of functions) for (const index of fn.cases.keys()) warmUpCase(fn, index, seed);
    },
    judge: async (content, _part, options) => {
      const entry = files.find((name) => options.files?.has(name));
      if (entry === undefined) {
        if (otherwise) return otherwise(content, options);
        const text = judgeText(content);
        if (text.verdict === 'unanswered') return text;
        return needsReview(text.given, [`The part asks for the module ${files[0]}, which is not among the files.`]);
      }
      return judgeCode(functions, entry, options);
    },
  };
}

async function judgeCode(functions: readonly CodeFunction[], entry: string, options: JudgeOptions): Promise<Judged> {
  const { runner, seed, publicOnly = false, references = 'webgpu' } = options;
  const sources = modulesOf(options.files!);
  if ('problem' in sources) return needsReview(entry, [sources.problem]);
  if (!runner) return needsReview(entry, ['Code is not run here: there is no sandbox.']);
  const code = { runner, files: sources.files, entry };
  const judged: Judged[] = [];
  for (const fn of functions) {
    judged.push(
      judgeFunction(fn, await runCases(fn, code, { seed, hidden: !publicOnly, references, ...limits }), entry),
    );
  }
  return judged.length === 1 ? judged[0]! : together(functions, judged);
}

/** Several functions of one part: each counts the same. */
function together(functions: readonly CodeFunction[], judged: readonly Judged[]): Judged {
  const share = judged.reduce((sum, each) => sum + each.share, 0) / judged.length;
  const mistake = judged.find((each) => each.mistake !== undefined)?.mistake;
  return {
    verdict: judged.every(({ verdict }) => verdict === 'correct') ? 'correct' : share === 0 ? 'incorrect' : 'partial',
    share,
    given: judged.map(({ given }) => given).join(', '),
    feedback: judged.flatMap(({ feedback }, index) =>
      feedback.map((sentence, place) => (place === 0 ? `\`${functions[index]!.name}\`: ${sentence}` : sentence)),
    ),
    ...(mistake === undefined ? {} : { mistake }),
    drawn: judged.flatMap(({ drawn = [] }) => drawn),
    tests: judged.flatMap(({ tests = [] }) => tests),
  };
}

function judgeFunction(fn: CodeFunction, result: FunctionResult, entry: string): Judged {
  const given = `\`${fn.name}\` of \`${entry}\``;
  if (result.problem !== undefined) {
    return { verdict: 'incorrect', share: 0, given, feedback: [result.problem, ...printed(result.console)] };
  }
  const failed = result.cases.filter(({ passed }) => !passed);
  const tests = result.cases.map((each) => testOf(fn, each));
  const count = `${result.cases.length - failed.length} of ${result.cases.length} tests passed`;
  if (failed.length === 0) {
    return { verdict: 'correct', share: 1, given, feedback: [`${count}.`, ...printed(result.console)], tests };
  }
  const share = shareOf(result.cases);
  const mistake = mostFrequent(failed.flatMap((each) => (each.mistake === undefined ? [] : [each.mistake])));
  return {
    verdict: share === 0 ? 'incorrect' : 'partial',
    share,
    given,
    feedback: [`${count}: ${byAxis(result.cases)}.`, ...sentences(failed), ...printed(result.console)],
    ...(mistake === undefined ? {} : { mistake }),
    drawn: pictures(fn, failed),
    tests,
  };
}

function testOf(
  fn: CodeFunction,
  { case: { name, axis, hidden = false }, passed, feedback, mistake }: CaseResult,
): CodeTest {
  return { function: fn.name, name, axis, hidden, passed, feedback, ...(mistake === undefined ? {} : { mistake }) };
}

/** The most characters of one module that are run. */
const mostCharacters = 200_000;

/** The modules among the files, as texts. */
function modulesOf(
  files: ReadonlyMap<string, Uint8Array>,
): { readonly files: Readonly<Record<string, string>> } | { readonly problem: string } {
  const texts: Record<string, string> = {};
  for (const [path, bytes] of files) {
    if (!endings.some((ending) => path.endsWith(ending)) || path.endsWith('.d.ts')) continue;
    if (bytes.length > mostCharacters) {
      return { problem: `${path} has ${bytes.length} bytes; at most ${mostCharacters} are run: a person looks at it.` };
    }
    try {
      texts[path] = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return { problem: `${path} is not UTF-8: save it as UTF-8 and hand it in again.` };
    }
  }
  return { files: texts };
}

/** The share of each axis that passed, weighted by the axes. */
function shareOf(cases: readonly CaseResult[]): number {
  let [earned, total] = [0, 0];
  for (const [axis, results] of axesOf(cases)) {
    total += axisShares[axis];
    earned += (axisShares[axis] * results.filter(({ passed }) => passed).length) / results.length;
  }
  // Whoever only throws passes the tests of bad input alone: nothing that is computed is right then.
  const computed = cases.some((each) => each.passed && each.case.axis !== 'bad input' && each.case.axis !== 'shapes');
  return computed ? earned / total : 0;
}

function axesOf(cases: readonly CaseResult[]): ReadonlyMap<CodeAxis, readonly CaseResult[]> {
  return Map.groupBy(cases, (each) => each.case.axis);
}

function byAxis(cases: readonly CaseResult[]): string {
  return [...axesOf(cases)]
    .map(([axis, results]) => `${axis} ${results.filter(({ passed }) => passed).length}/${results.length}`)
    .join(', ');
}

/** Failed tests in full, as many as somebody reads; tests that fail alike are told once. */
function sentences(failed: readonly CaseResult[]): readonly string[] {
  const groups = [...Map.groupBy(failed, ({ feedback, mistake }) => mistake ?? feedback.join(' ')).values()];
  const shown = groups.slice(0, 6).map(([first, ...others]) => {
    const also = others.length === 0 ? '' : ` The same in ${others.length} more.`;
    const hidden = first!.case.hidden === true ? ' (hidden)' : '';
    return `**${first!.case.name}**${hidden}: ${first!.feedback.join(' ')}${also}`;
  });
  const rest = groups.length - shown.length;
  return rest > 0 ? [...shown, `${rest} more kinds of failures are not shown.`] : shown;
}

function printed(console: string): readonly string[] {
  const text = console.trim();
  return text === '' ? [] : [`It printed:\n\n\`\`\`text\n${text.slice(0, 1_000).replaceAll('`', "'")}\n\`\`\``];
}

function mostFrequent(ids: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(ids, (id) => id)];
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** Where the first failed tests are wrong: rows along the first axis, the others beside each other. */
function pictures(fn: CodeFunction, failed: readonly CaseResult[]): readonly Evidence[] {
  return failed
    .flatMap((each) =>
      each.difference?.errors && each.tolerance !== undefined
        ? [{ each, errors: each.difference.errors, tolerance: each.tolerance }]
        : [],
    )
    .filter(({ errors }) => errors.data.length > 1 && errors.data.length <= 4_000)
    .slice(0, 2)
    .map(({ each, errors, tolerance }) => ({
      kind: 'error-map',
      title: `Where \`${each.difference!.output}\` is wrong: ${each.case.name}`.replaceAll('`', ''),
      rows: errors.shape[0] ?? 1,
      columns: errors.data.length / (errors.shape[0] ?? 1),
      errors: [...errors.data],
      tolerance,
      rowLabel: fn.outputs[each.difference!.output]?.[0] ?? 'row',
    }));
}
