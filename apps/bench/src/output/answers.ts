import type { AnswerFigures, CaseResult, Share } from '../contract.ts';

/** What became of labelled answers, in lines: the three figures that count, then every label with its verdicts. */
export function answerLines(results: readonly CaseResult[]): string[] {
  return [...results.flatMap(linesOf), ...totalLines(results)];
}

/** The figures of all labelled answers together. */
function totalLines(results: readonly CaseResult[]): string[] {
  const figures = results.flatMap(({ answers }) => answers ?? []);
  if (figures.length < 2) return [];
  const total = (of: (each: AnswerFigures) => Share): Share => {
    const shares = figures.map(of);
    const [count, all] = [sum(shares.map((each) => each.count)), sum(shares.map((each) => each.of))];
    return { count, of: all, percent: all === 0 ? 0 : Number(((100 * count) / all).toFixed(2)) };
  };
  return [
    '',
    `all of them (${sum(figures.map(({ answers }) => answers))} answers)`,
    `  wrong marked right      ${sum(figures.map((each) => each.wrong_marked_right.length))}`,
    `  right not marked right  ${shareText(total((each) => each.right_not_marked_right))}`,
    `  decidable to a person   ${shareText(total((each) => each.decidable_sent_to_person))}`,
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function linesOf({ name, answers, slow, kinds }: CaseResult): string[] {
  if (slow) return ['', `${name}: longer than 2 s`, ...slow.map((each) => `  ${each}`)];
  if (!answers) return [];
  const wrong = answers.wrong_marked_right;
  return [
    '',
    `${name} (${answers.answers} answers)`,
    `  wrong marked right      ${wrong.length}`,
    ...wrong.map((each) => `    ${each}`),
    `  right not marked right  ${shareText(answers.right_not_marked_right)}`,
    `  decidable to a person   ${shareText(answers.decidable_sent_to_person)}`,
    ...Object.entries(answers.classes).map(
      ([label, verdicts]) =>
        `  ${label.padEnd(14)}${Object.entries(verdicts)
          .map(([verdict, count]) => `${count} ${verdict}`)
          .join(', ')}`,
    ),
    ...Object.entries(kinds ?? {}).map(
      ([kind, { median_ms, max_ms, runs }]) =>
        `  ${`${kind} (${runs})`.padEnd(24)}${median_ms.toFixed(1)} ms by median, ${max_ms.toFixed(0)} ms at most`,
    ),
  ];
}

function shareText({ count, of, percent }: Share): string {
  return `${count} of ${of} (${percent} %)`;
}
