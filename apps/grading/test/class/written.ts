import { readFileSync } from 'node:fs';

import { type Class, corpus } from '@gradbook/assignments/test/corpus';

import type { Random } from './random.ts';

const sample = readFileSync(new URL('../../samples/rnn-homework/answers.md', import.meta.url), 'utf8');

/** Free text, as the sample has it. */
const text: Readonly<Record<string, string>> = {
  '4(a)': /\*\*\(a\)\*\*|\(a\) (Somebody.+)/.exec(sample)?.[1] ?? 'Somebody could guess the origin of applicants.',
  '5(b)': 'A moderate batch size, regularization together with batch normalization, and residual blocks.',
  '5(c)': 'Tuning the step size and the weight decay along rotated axes.',
  '6(a)': 'Sharing the weights needs far fewer parameters than connecting every pixel to every unit.',
  '7': 'No sources beyond the lecture; about 15 hours.',
};

const order =
  '1(a) 1(b) 1(c) 1(d) 2(a) 2(b) 2(c) 2(d) 2(e) 3(a) 3(b) 3(c) 3(e) 3(f) 4(a) 5(a) 5(b) 5(c) 6(a) 6(b) 6(c) 7'.split(
    ' ',
  );

/** Ways in which people label their answers. */
const labels: readonly ((id: string) => string)[] = [
  (id) => `## ${id}`,
  (id) => `**${id}**`,
  (id) => `### Question ${id}`,
  (id) => `**Q${id.replace(/\((.)\)/, '.$1')}**`,
];

/** The answers of one student: right and wrong ones of the labelled corpus, some left out, in one of the usual forms. */
export function writtenAnswers(random: Random): string {
  const label = random.of(labels);
  const parts = order.flatMap((id) => {
    if (random.in(6)) return [];
    const answer = text[id] ?? corpusAnswer(id, random);
    return answer === undefined ? [] : [`${label(id)}\n\n${answer}\n`];
  });
  return `# Homework\n\n${parts.join('\n')}`;
}

function corpusAnswer(id: string, random: Random): string | undefined {
  const wanted = random.in(65) ? 'correct' : random.of<Class>(['partial', 'incorrect', 'incorrect', 'never right']);
  const all = corpus['rnn-homework'].filter(({ part }) => part === id);
  const fitting = all.filter((each) => each.class === wanted);
  const chosen = fitting.length > 0 ? fitting : all;
  return chosen.length > 0 ? random.of(chosen).answer : undefined;
}
