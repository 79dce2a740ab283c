import { findAssignment } from '@gradbook/assignments';
import { eq } from 'drizzle-orm';

import { outlineOf } from '../courses/outline.ts';
import { assignment, extension, secondLook } from '../database/schema/index.ts';
import { addStudent, addVersion, type ClassServices, grade, handIn, type Said } from './class.ts';

const names = [
  'Ada Brandt',
  'Bilal Haddad',
  'Chiara Moretti',
  'Dmitri Volkov',
  'Elif Aydın',
  'Farah Nasser',
  'Georg Lindqvist',
  'Hana Kobayashi',
  'Ivan Petrov',
  'Jana Dvořák',
  'Kofi Mensah',
  'Lucía Fernández',
  'Mei Lin',
  'Noah Fischer',
  'Olga Nowak',
  'Priya Sharma',
  'Quentin Leroy',
  'Rosa Almeida',
  'Samuel Okafor',
  'Tereza Horáková',
];

const derivative: readonly Said[] = [
  { verdict: 'correct', given: '$u_3 + 2 w u_2 + 3 w^2 u_1$', feedback: [] },
  {
    verdict: 'incorrect',
    given: '$u_2 + 2 w u_2 + 3 w^2 u_1$',
    expected: '$u_3 + 2 w u_2 + 3 w^2 u_1$',
    mistake: 'first-input',
    feedback: ['The first term should be $u_3$: the last step multiplies $t = s + u_3$ by $w$.'],
  },
  {
    verdict: 'incorrect',
    given: '$u_3 + w u_2 + w^2 u_1$',
    expected: '$u_3 + 2 w u_2 + 3 w^2 u_1$',
    mistake: 'power-rule-forgotten',
    feedback: ['$w$ stands in every step: the power rule gives the factors 2 and 3.'],
  },
];

const tanh =
  'With tanh the gradient vanishes because its derivative is at most one and close to zero where the unit is saturated, so a product over many steps becomes tiny; with ReLU the active units pass it on as it is.';
const essays = [
  tanh,
  'The Jacobian of every step is $W^\\top \\mathrm{diag}(1 - h_t^2)$. When its largest singular value is below one for all $t$, then the product over $T$ steps shrinks like a geometric series, and early inputs are not learned.',
  'Because of the activation function.',
  'If $\\rho(W^h) > 1$ the gradient can explode; clipping by norm helps since it keeps the direction. If it is smaller than one it vanishes, for which gates are a remedy.',
];

const solution = `import { matmul, tanh, add } from 'gradbook';

export function rnn(params, x, h0) {
  const states = [];
  let h = h0;
  for (let t = 0; t < x.shape[0]; t += 1) {
    const input = matmul(x.slice(t), params.Wx);
    const recurrent = matmul(h, params.Wh);
    h = tanh(add(add(input, recurrent), params.b));
    states.push(h);
  }
  return { states, last: h };
}
`;
const another = `export const rnn = ({ Wx, Wh, b }, x, h0) =>
  Array.from({ length: x.shape[0] }).reduce(
    ({ states, last }, _, t) => {
      const next = tanh(x.slice(t).matMul(Wx).add(last.matMul(Wh)).add(b));
      return { states: [...states, next], last: next };
    },
    { states: [], last: h0 },
  );
`;

/** What a class made of the recurrent homework, for tests of whole pages: twenty students, and everything that staff meets. */
export interface Homework {
  /** Submissions by the student's id, the latest attempt of each. */
  readonly submissions: ReadonlyMap<string, string>;
  readonly versions: readonly [first: string, second: string];
  /** Grades the class by the second version, as workers would in a dry run. */
  gradeBySecond(): Promise<void>;
}

/** Fills the sample course: gradings are written as workers write them, nothing is computed. */
export async function fillHomework(services: ClassServices): Promise<Homework> {
  const { database } = services.connection;
  const { parts } = outlineOf(findAssignment('rnn-homework')!);
  const due = new Date('2026-10-01T10:00:00Z');
  await database
    .update(assignment)
    .set({ dueAt: due, lateRule: { kind: 'perDay', share: 0.1, graceMinutes: 30, mostDays: 5 } })
    .where(eq(assignment.id, services.assignmentId));
  const first = await addVersion(services, 1, parts, 'as published');
  const second = await addVersion(services, 2, parts, 'partial credit for the power rule in 1(b)');
  const submissions = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const id = `s${String(index + 1).padStart(2, '0')}`;
    await addStudent(services, id, name, `77${100 + index}`);
    // Two have handed nothing in.
    if (index >= names.length - 2) continue;
    const late = index % 7 === 3 ? 30 * 3_600_000 : -index * 3_600_000;
    const code = index % 6 === 5 ? another : index % 6 === 2 ? solution.replaceAll('states', 'outputs') : undefined;
    const files: Record<string, string> = { 'answers.md': `# Homework\n\n## 1(b)\n\n${index}\n` };
    if (code !== undefined) files['rnn.ts'] = code;
    if (index === 4) await grade(services, await handIn(services, id, { at: due, files }), first, saidOf(parts, 1));
    const submissionId = await handIn(services, id, { at: new Date(due.getTime() + late), files });
    submissions.set(id, submissionId);
    if (index === 16)
      await grade(services, submissionId, first, { state: 'fault', problem: 'the device was lost twice' });
    else if (index === 17)
      await grade(services, submissionId, first, { state: 'unreadable', problem: 'it is no text' });
    else await grade(services, submissionId, first, saidOf(parts, index));
  }
  await database.insert(extension).values({
    assignmentId: services.assignmentId,
    userId: 's04',
    dueAt: new Date(due.getTime() + 86_400_000),
    reason: 'ill',
  });
  await database.insert(secondLook).values([
    {
      submissionId: submissions.get('s02')!,
      partId: '1(b)',
      request: 'I copied u_2 where I meant u_3: my graph in 1(a) has it right. Could you look at it again?',
    },
    { submissionId: submissions.get('s06')!, partId: '5(a)', request: 'Is 94.1 the percentage or the share?' },
  ]);
  const gradeBySecond = async (): Promise<void> => {
    for (const [index, submissionId] of [...submissions.values()].entries()) {
      const said = saidOf(parts, index);
      const better: Said = {
        ...said['1(b)']!,
        ...(index % 3 === 2 && {
          verdict: 'partial',
          feedback: ['Every power of $w$ is right; the factors 2 and 3 are missing, which costs half of the points.'],
        }),
      };
      await grade(services, submissionId, second, { ...said, '1(b)': better });
    }
  };
  return { submissions, versions: [first, second], gradeBySecond };
}

/** What the grader says about each part of the student with a number: some of everything. */
function saidOf(parts: readonly { readonly id: string; readonly kind: string }[], index: number): Record<string, Said> {
  const verdicts = ['correct', 'correct', 'partial', 'correct', 'incorrect', 'correct', 'unanswered'] as const;
  const said = parts.map(({ id, kind }, position): [string, Said] => {
    if (id === '1(b)') return [id, derivative[index % 3]!];
    if (kind === 'text') {
      const given = id === '3(g)' ? essays[index % essays.length]! : `${essays[(index + position) % essays.length]!}`;
      return [
        id,
        { verdict: 'needs_review', given, feedback: [`A person reads this text of ${given.split(' ').length} words.`] },
      ];
    }
    const verdict = verdicts[(index * 3 + position * 5 + ((index * position) % 4)) % verdicts.length]!;
    const given = verdict === 'unanswered' ? '' : `answer ${verdict === 'correct' ? '' : (index + position) % 5}`;
    return [id, { verdict, given, feedback: verdict === 'partial' ? ['One of two is right.'] : [] }];
  });
  return Object.fromEntries(said);
}
