import type { CodeMistake } from './case.ts';
import type { CaseResult } from './run-cases.ts';

/** What came of a case, before it is known which mistake it shows. */
export interface OpenResult extends CaseResult {
  /** Of a failed case: every mistake whose result was returned. Several may look alike on a few numbers. */
  readonly candidates?: readonly CodeMistake[];
  /** Of a case that passed: whether it would not have with a mistake. */
  readonly contradicts?: (mistake: CodeMistake) => boolean;
}

/**
 * Says which mistake each failed case shows: one that explains many cases before one that happens to fit a few; of those that
 * explain as many the one with which the fewest passed cases would have failed, and then the one that is listed first.
 */
export function withMistakes(results: readonly OpenResult[], mistakes: readonly CodeMistake[]): readonly CaseResult[] {
  const found = new Map<OpenResult, CodeMistake>();
  for (;;) {
    const open = results.filter((result) => result.candidates && !found.has(result));
    const explained = mistakes
      .map((mistake) => ({ mistake, cases: open.filter(({ candidates }) => candidates!.includes(mistake)) }))
      .filter(({ cases }) => cases.length > 0);
    const most = Math.max(...explained.map(({ cases }) => cases.length));
    const against = (mistake: CodeMistake): number =>
      results.filter(({ contradicts }) => contradicts?.(mistake) === true).length;
    const [best] = explained
      .filter(({ cases }) => cases.length === most)
      .map((each) => ({ ...each, against: against(each.mistake) }))
      .toSorted((a, b) => a.against - b.against);
    if (!best) break;
    for (const result of best.cases) found.set(result, best.mistake);
  }
  return results.map((result) => {
    const mistake = found.get(result);
    return mistake ? { ...result, mistake: mistake.id, feedback: [mistake.sentence, ...result.feedback] } : result;
  });
}
