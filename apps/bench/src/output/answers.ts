import type { CaseResult, Share } from '../contract.ts';

/** What became of labelled answers, in lines: the three figures that count, then every label with its verdicts. */
export function answerLines(results: readonly CaseResult[]): string[] {
  return results.flatMap(({ name, answers, slow }) => {
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
    ];
  });
}

function shareText({ count, of, percent }: Share): string {
  return `${count} of ${of} (${percent} %)`;
}
