import { contentOf, defaultLimits, type Judgement, readParts } from '@gradbook/answers';
import { type Assignment, maximumPoints, type Part, type Samples } from '@gradbook/assignments';

import type { Finding } from './finding.ts';
import { unreadableFormulas } from './formulas.ts';

/** What lint did with one part. */
interface LintedPart {
  readonly part: Part;
  /** Answers that were tried. */
  readonly tried: number;
  readonly findings: readonly Finding[];
}

/** What lint found in an assignment. */
export interface LintResult {
  readonly points: number;
  readonly parts: readonly LintedPart[];
  /** What concerns no single part. */
  readonly general: readonly Finding[];
}

/** Kinds that a person or a program on other files judges: they have no written answer that could be tried. */
const notWritten = new Set<Part['kind']>(['text', 'record', 'code', 'log', 'trace']);

/** Answers that must never be right, whatever is asked. */
const nothings = ['', '?', 'I do not know.', 'See my notebook.'];

/**
 * Tries an assignment before students do: references run, the expected answer is itself marked right, every listed
 * mistake fails and is recognised, points add up, formulas can be typeset, and a document with all parts is cut into them.
 *
 * @param onPart called before each part with its position, for progress.
 */
export async function lintAssignment(
  assignment: Assignment,
  options: { readonly seed: number; readonly onPart?: (part: Part, index: number) => void | Promise<void> },
): Promise<LintResult> {
  const parts: LintedPart[] = [];
  for (const [index, part] of assignment.parts.entries()) {
    await options.onPart?.(part, index);
    parts.push(await lintPart(part, options.seed));
  }
  return { points: maximumPoints(assignment), parts, general: [...pointsOf(assignment), ...labelsOf(assignment)] };
}

function pointsOf(assignment: Assignment): Finding[] {
  const sum = maximumPoints(assignment);
  if (assignment.parts.length === 0) {
    return [{ severity: 'problem', rule: 'no-parts', message: 'The assignment has no parts: add at least one.' }];
  }
  if (assignment.points === undefined || assignment.points === sum) return [];
  return [
    {
      severity: 'problem',
      rule: 'points-add-up',
      message: `The assignment announces ${assignment.points} points; its parts (extra credit left out) add up to ${sum}. Change one of the two.`,
    },
  ];
}

/** A document that labels every part as the README says must be cut into exactly these parts. */
function labelsOf(assignment: Assignment): Finding[] {
  const outline = assignment.parts.map(({ id, cues }) => ({ id, ...(cues ? { cues } : {}) }));
  const text = assignment.parts.map(({ id }) => `## ${id}\n\nAn answer of its own.\n`).join('\n');
  const found = new Set(readParts(text, outline).parts.map(({ id }) => id));
  const lost = assignment.parts.filter(({ id }) => !found.has(id)).map(({ id }) => id);
  if (lost.length === 0) return [];
  return [
    {
      severity: 'problem',
      rule: 'labels-are-found',
      message: `In a document with a heading for every part, ${lost.join(', ')} ${lost.length === 1 ? 'is' : 'are'} not found: choose ids as in 1(a), 2.3 or Q1.`,
    },
  ];
}

async function lintPart(part: Part, seed: number): Promise<LintedPart> {
  const findings: Finding[] = [];
  const add = (severity: Finding['severity'], rule: string, message: string): void => {
    findings.push({ severity, part: part.id, rule, message });
  };
  if (part.title.trim() === '') add('problem', 'has-title', 'The title is empty.');
  if (part.question.trim() === '') add('problem', 'has-question', 'The question is empty: reports show it.');
  for (const formula of unreadableFormulas(part.question)) add('problem', 'formulas-typeset', formula);

  let tried = 0;
  const judge = async (answer: string): Promise<Judgement> => {
    tried++;
    const written = { id: part.id, text: answer, start: 0, end: answer.length };
    return part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed });
  };
  try {
    for (const nothing of nothings) {
      const { verdict } = await judge(nothing);
      if (verdict === 'correct' && part.kind !== 'record') {
        add('problem', 'nothing-is-not-right', `"${nothing}" is marked correct.`);
      }
    }
    if (part.kind === 'text') await lintRubric(judge, add);
    if (!notWritten.has(part.kind)) {
      const samples = await part.samples?.();
      await lintExpected(judge, add, samples);
      await lintSamples(judge, add, samples);
    }
  } catch (error) {
    add(
      'problem',
      'reference-runs',
      `The reference or its judge failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return { part, tried, findings };
}

type Judge = (answer: string) => Promise<Judgement>;
type Add = (severity: Finding['severity'], rule: string, message: string) => void;

async function lintRubric(judge: Judge, add: Add): Promise<void> {
  const { expected } = await judge('Some words about the question, as a student might write them.');
  if (expected === undefined || expected.trim() === '') {
    add('warning', 'text-has-rubric', 'The part has no rubric: say what a person looks for.');
  }
}

/** What staff is shown as expected must be marked right when it is handed in. */
async function lintExpected(judge: Judge, add: Add, samples: Samples | undefined): Promise<void> {
  const probes = [...(samples?.wrong.map(({ answer }) => answer) ?? []), '$0$', 'It is 0.', ...(samples?.right ?? [])];
  for (const probe of probes) {
    const { expected } = await judge(probe);
    if (expected === undefined) continue;
    const { verdict, feedback } = await judge(expected);
    if (verdict !== 'correct') {
      add(
        'problem',
        'expected-is-right',
        `The expected answer, handed in as "${short(expected)}", is marked ${verdict}: ${feedback.join(' ')}`,
      );
    }
    return;
  }
  add('warning', 'shows-expected', 'No verdict of this part shows what was expected.');
}

async function lintSamples(judge: Judge, add: Add, samples: Samples | undefined): Promise<void> {
  for (const answer of samples?.right ?? []) {
    const { verdict, feedback } = await judge(answer);
    if (verdict !== 'correct') {
      add('problem', 'right-is-right', `"${short(answer)}" is right and marked ${verdict}: ${feedback.join(' ')}`);
    }
  }
  for (const { answer, mistake } of samples?.wrong ?? []) {
    const judgement = await judge(answer);
    const named = mistake === undefined ? 'A wrong answer' : `The mistake ${mistake}`;
    if (judgement.verdict === 'correct') {
      add(
        'problem',
        'wrong-is-wrong',
        `${named} gives "${short(answer)}", which is marked correct: choose a question whose result tells them apart.`,
      );
    } else if (mistake !== undefined && judgement.mistake !== mistake) {
      const got = judgement.mistake === undefined ? 'no mistake' : `"${judgement.mistake}"`;
      add('warning', 'mistake-is-recognised', `${named} gives "${short(answer)}", in which ${got} is recognised.`);
    }
  }
  if (samples === undefined || samples.wrong.length === 0) {
    add('warning', 'lists-mistakes', 'No mistake is listed: students who make a usual one get no hint of their own.');
  }
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
