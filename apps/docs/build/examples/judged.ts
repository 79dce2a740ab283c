import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { assignments } from '@gradbook/assignments';

import { markdown } from '../../../grading/src/report/markdown.ts';
import { groups } from './answers.ts';

/** An answer with the verdict that grading gave it when the site was built, as HTML. */
interface JudgedAnswer {
  readonly verdict: Judgement['verdict'];
  readonly answer: string;
  readonly feedback: readonly string[];
  readonly mistake?: string;
  readonly counterexample?: string;
}

/** Answers to one part. */
export interface JudgedGroup {
  readonly assignment: string;
  readonly part: string;
  readonly title: string;
  readonly question: string;
  readonly answers: readonly JudgedAnswer[];
}

/**
 * Judges all examples of answers that pages show.
 *
 * @throws Error where a verdict is not the one that the text around it speaks of.
 */
export async function judgedExamples(): Promise<Readonly<Record<string, JudgedGroup>>> {
  const judged: Record<string, JudgedGroup> = {};
  for (const [name, { assignment, part: id, answers }] of Object.entries(groups)) {
    const part = assignments.find((each) => each.id === assignment)?.parts.find((each) => each.id === id);
    if (part === undefined) throw new Error(`The examples "${name}" are of ${assignment} ${id}, which does not exist`);
    const results: JudgedAnswer[] = [];
    for (const [text, expected] of answers) {
      const written = { id, text, start: 0, end: text.length };
      const content = { ...contentOf(written), source: written };
      const judgement = await part.judge(content, written, { limits: defaultLimits, seed: 0, files: new Map() });
      if (judgement.verdict !== expected)
        throw new Error(`"${text}" (${assignment} ${id}) is ${judgement.verdict}; the page says ${expected}`);
      results.push(shown(text, judgement));
    }
    const question = String(markdown(part.question));
    judged[name] = { assignment, part: id, title: part.title, question, answers: results };
  }
  return judged;
}

function shown(text: string, { verdict, feedback, mistake, counterexample }: Judgement): JudgedAnswer {
  return {
    verdict,
    answer: String(markdown(text)),
    feedback: feedback.map((sentence) => String(markdown(sentence))),
    ...(mistake === undefined ? {} : { mistake }),
    ...(counterexample === undefined ? {} : { counterexample: pointOf(counterexample) }),
  };
}

const digits = (value: number): string => String(Number(value.toPrecision(5)));

function pointOf({ at, given, expected }: NonNullable<Judgement['counterexample']>): string {
  const place = Object.entries(at).map(([name, value]) => `${name} = ${digits(value)}`);
  return String(markdown(`At $${place.join(',\\ ')}$ it gives ${digits(given)}; right is ${digits(expected)}.`));
}
