import { computingTime } from '../../clock.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { compareSystems, type SystemComparison } from '../../systems/compare-systems.ts';
import { readSpec, type SystemSpec } from '../../systems/definition.ts';
import type { WrittenEquation } from '../../systems/equations.ts';
import { relevantBases } from '../../systems/relevant.ts';
import { readSystem } from '../../systems/read-system.ts';
import { versionsOf } from '../../systems/versions.ts';
import type { JudgeOptions } from '../budget.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { heldTo } from '../claims/withdrawal.ts';

/**
 * Judges the equations of a recurrence: they are run, and so are the right ones, on the same random weights and inputs, for
 * one to four steps. Names, order, grouping and further equations in between are free. Where the results differ, the
 * equation that makes the difference is named.
 *
 * @example
 * const spec: SystemSpec = {
 *   label: 'the recurrent network',
 *   given: [],
 *   expected: ['h_t = \\tanh(W x_t + U h_{t-1})', 'y_t = V h_t'],
 *   inputs: { x: 'n' },
 *   outputs: ['y'],
 *   time: 't',
 * };
 * const judge = (text: string) =>
 *   judgeSystem(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$y_t = V h_t$ with $a_t = A x_t + B h_{t-1}$ and $h_t = \\tanh(a_t)$').verdict; // 'correct'
 * judge('$h_t = \\tanh(W x_t + U h_{t-2})$, $y_t = V h_t$').feedback[0];
 * // 'In the equation for $h_t$, $h_{t-2}$ is taken at the wrong step.'
 */
export function judgeSystem(content: PartContent, spec: SystemSpec, options: JudgeOptions): Judgement {
  return heldTo(content, judgeWritten(content, spec, options), { inWords: true, formulas: true });
}

function judgeWritten(content: PartContent, spec: SystemSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const read = readSpec(spec);
  const deadline = computingTime() + options.limits.milliseconds;
  const { equations, unread, denied } = readSystem(content, spec.functions ?? [], options.limits);
  const expected = [...spec.given, ...spec.expected].map((equation) => `$${equation}$`).join(', ');
  const reasons = unread
    .slice(0, 3)
    .map(({ source, message }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`);
  const { versions, own } = versionsOf(read, equations);
  const given = shown(own);
  if (own.length === 0) {
    const none =
      equations.length > 0 ? 'There are no equations besides those of the question.' : 'No equations were found.';
    return needsReview(lastLine(text).slice(0, 400), [none, ...reasons], { expected });
  }
  const relevant = relevantBases(read, versions[0]!, own);
  if (relevant.length === 0)
    return needsReview(given, ['None of these equations bears on what is asked for.', ...reasons], { expected });
  const results = versions.map((version) =>
    compareSystems(read, version, { milliseconds: Math.max(0, deadline - computingTime()) }),
  );
  const [first] = results as [SystemComparison];
  if (results.some((result) => result.outcome !== first.outcome))
    return needsReview(
      given,
      ['A name is defined twice, and the two do not say the same.', ...first.notes, ...reasons],
      { expected },
    );
  if (first.outcome === 'undecided') return needsReview(given, [...first.notes, ...reasons], { expected });
  if (first.outcome === 'equal') {
    if (denied !== undefined)
      return needsReview(given, [`The answer says “${denied}” of an equation: a person has to read it.`], { expected });
    // An equation that could not be read might say otherwise.
    if (unread.some(({ source }) => defines(source, equations, spec))) return needsReview(given, reasons, { expected });
    return correct(given, first.notes, { expected });
  }
  if (reasons.length > 0) return needsReview(given, [...reasons, ...first.notes], { expected });
  // No more can be right than there are equations of the answer's own that are not wrong.
  const sound = relevant.filter((base) => first.bases?.includes(base) !== true);
  const least = Math.max(0, read.asked.length - sound.length);
  const wrong = Math.max(least, Math.min(read.asked.length, first.wrong ?? read.asked.length));
  const extra = {
    expected,
    ...(first.mistake === undefined ? {} : { mistake: first.mistake }),
    ...(first.counterexample ? { counterexample: first.counterexample } : {}),
  };
  const share = (read.asked.length - wrong) / read.asked.length;
  return share > 0 ? partial(given, share, first.notes, extra) : incorrect(given, first.notes, extra);
}

/** Whether something unreadable gives a value to a name that the system has. */
function defines(source: string, equations: readonly WrittenEquation[], spec: SystemSpec): boolean {
  const left = source
    .split('=')[0]!
    .replaceAll(/\\(?:begin|end)\{[a-z*]+\}|&|\\(?:mathbf|mathrm|bm|boldsymbol)|[{}\s]/g, '');
  const names = new Set(equations.map((equation) => letterOf(equation.source)));
  return [...spec.outputs, ...names].some((name) => letterOf(left) === letterOf(name));
}

/** The letter that an equation's left side begins with, arrows and hats included. */
function letterOf(source: string): string {
  const bare = source.replaceAll(/\\(?:mathbf|mathrm|bm|boldsymbol)|[{}\s&]/g, '');
  return (
    /^(?:\\(?:overrightarrow|overleftarrow|hat|tilde|bar|vec))?\\?[a-zA-Z]+?(?=[_^(=[]|$)/.exec(bare)?.[0] ??
    bare.slice(0, 3)
  );
}

function shown(equations: readonly WrittenEquation[]): string {
  return equations
    .map(({ source }) => `$${source}$`)
    .join('\n\n')
    .slice(0, 20_000);
}
