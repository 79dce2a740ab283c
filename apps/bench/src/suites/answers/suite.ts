import { contentOf, defaultLimits } from '@gradbook/answers';
import { findAssignment } from '@gradbook/assignments';
import { type Case, corpus, heldOut } from '@gradbook/assignments/test/corpus';

import type { CaseResult, OwnCase } from '../../contract.ts';
import { timesOf } from '../../measure/statistics.ts';
import { figuresOf, type JudgedAnswer } from './figures.ts';

/** The labelled answers of each assignment, and those that nothing was tuned on. */
export const answerCases: readonly OwnCase[] = [
  ...Object.entries(corpus).map(([id, cases]) => answersOf(`answers to ${id}`, id, cases)),
  ...Object.entries(heldOut).map(([id, cases]) => answersOf(`answers to ${id}, held out`, id, cases)),
];

function answersOf(name: string, id: string, cases: readonly Case[]): OwnCase {
  return { name, measure: (at) => judgeAll(name, id, cases, at) };
}

async function judgeAll(
  name: string,
  id: string,
  cases: readonly Case[],
  at: (done: number) => void,
): Promise<CaseResult> {
  const assignment = findAssignment(id);
  if (!assignment) throw new Error(`bench answers: there are answers to ${id}, which is no assignment`);
  const judge = async (entry: Case): Promise<JudgedAnswer> => {
    const part = assignment.parts.find((each) => each.id === entry.part);
    if (!part) throw new Error(`bench answers: ${id} has no part ${entry.part}`);
    const written = { id: part.id, text: entry.answer, start: 0, end: entry.answer.length };
    const options = { limits: defaultLimits, seed: 0 };
    const { verdict } = await part.judge({ ...contentOf(written), source: written }, written, options);
    return { part: entry.part, note: entry.note, class: entry.class, verdict };
  };
  // References are computed with the first answer to each part.
  for (const first of new Map(cases.map((entry) => [entry.part, entry])).values()) await judge(first);
  const judged: JudgedAnswer[] = [];
  const times: number[] = [];
  for (const [index, entry] of cases.entries()) {
    at(index / cases.length);
    const begun = performance.now();
    judged.push(await judge(entry));
    times.push(performance.now() - begun);
  }
  return { name, ours: { ...timesOf(times), runs: times.length }, peers: {}, answers: figuresOf(judged) };
}
