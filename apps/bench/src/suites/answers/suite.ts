import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { findAssignment, type Part } from '@gradbook/assignments';
import { type Case, corpus, heldOut } from '@gradbook/assignments/test/corpus';

import type { CaseResult, OwnCase } from '../../contract.ts';
import { timesOf } from '../../measure/statistics.ts';
import { figuresOf, type JudgedAnswer } from './figures.ts';
import { hostileAnswers } from './hostile.ts';

/** The labelled answers of each assignment, and those that nothing was tuned on. */
export const answerCases: readonly OwnCase[] = [
  ...Object.entries(corpus).map(([id, cases]) => answersOf(`answers to ${id}`, id, cases)),
  ...Object.entries(heldOut).map(([id, cases]) => answersOf(`answers to ${id}, held out`, id, cases)),
  ...Object.keys(corpus).map((id): OwnCase => {
    const name = `hostile answers to ${id}`;
    return { name, measure: (at) => judgeHostile(name, id, at) };
  }),
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
  const partOf = (entry: Case): Part => {
    const part = assignment.parts.find((each) => each.id === entry.part);
    if (!part) throw new Error(`bench answers: ${id} has no part ${entry.part}`);
    return part;
  };
  const judged: JudgedAnswer[] = [];
  // The first time references are computed and code is compiled: only the second one is timed.
  for (const [index, entry] of cases.entries()) {
    at(index / cases.length / 2);
    const { verdict } = await judgeText(partOf(entry), entry.answer);
    judged.push({ part: entry.part, note: entry.note, class: entry.class, verdict });
  }
  const times: { readonly kind: string; readonly time: number }[] = [];
  for (const [index, entry] of cases.entries()) {
    at(0.5 + index / cases.length / 2);
    const part = partOf(entry);
    const begun = performance.now();
    await judgeText(part, entry.answer);
    times.push({ kind: part.kind, time: performance.now() - begun });
  }
  const kinds = Object.fromEntries(
    [...Map.groupBy(times, ({ kind }) => kind)].map(([kind, some]) => [kind, withRuns(some.map(({ time }) => time))]),
  );
  return { name, ours: withRuns(times.map(({ time }) => time)), peers: {}, kinds, answers: figuresOf(judged) };
}

function withRuns(times: readonly number[]): CaseResult['ours'] {
  return { ...timesOf(times), runs: times.length };
}

async function judgeText(part: Part, text: string): Promise<Judgement> {
  const written = { id: part.id, text, start: 0, end: text.length };
  const options = { limits: defaultLimits, seed: 0 };
  return part.judge({ ...contentOf(written), source: written }, written, options);
}

/** Every hostile text as the answer to the first part of every kind. */
async function judgeHostile(name: string, id: string, at: (done: number) => void): Promise<CaseResult> {
  const parts = findAssignment(id)!.parts.filter(
    ({ kind }) => !['text', 'code', 'log', 'trace', 'record'].includes(kind),
  );
  const ofKind = [...new Map(parts.toReversed().map((part) => [part.kind, part])).values()];
  for (const part of ofKind) await judgeText(part, '$1$');
  const times: number[] = [];
  const slow: string[] = [];
  for (const [index, [text, answer]] of hostileAnswers.entries()) {
    at(index / hostileAnswers.length);
    for (const part of ofKind) {
      const begun = performance.now();
      await judgeText(part, answer);
      times.push(performance.now() - begun);
      if (times.at(-1)! > 2_000) slow.push(`${part.id}: ${text}, ${Math.round(times.at(-1)!)} ms`);
    }
  }
  return { name, ours: withRuns(times), peers: {}, ...(slow.length > 0 ? { slow } : {}) };
}
