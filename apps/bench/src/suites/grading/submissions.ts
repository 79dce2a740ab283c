import { readFileSync } from 'node:fs';

import { withLoops, withOperations, withTypedArrays } from '@gradbook/assignments/test/solutions';

/** The files of a submission by name. */
export type Files = Readonly<Record<string, string>>;

/** A module with a function taken back, or a mistake made; the place must be there. */
function changed(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`bench grading: the solution does not contain ${from}`);
  return source.replace(from, () => to);
}

/** Without 3(h), which is extra credit. */
const withoutLstm = (source: string): string => changed(source, 'export function lstm(', 'function lstm(');
const nothingWritten = '# Homework\n';
const step = 'Math.tanh(bias + dot(Wx[i], row) + dot(Wh[i], h[n]))';

/** 3(a), 3(b) and 3(c) as code: right in three styles, and with a mistake each. */
export const threeCodeParts: readonly Files[] = [
  { 'answers.md': nothingWritten, 'recurrent.js': withoutLstm(withLoops) },
  { 'answers.md': nothingWritten, 'recurrent.ts': withoutLstm(withOperations) },
  { 'answers.md': nothingWritten, 'recurrent.js': withoutLstm(changed(withLoops, step, step.replace('bias + ', ''))) },
  {
    'answers.md': nothingWritten,
    'recurrent.js': withoutLstm(changed(withLoops, 'lengths !== undefined && t >= lengths[n]', 'false')),
  },
];

const command = new URL(import.meta.resolve('@gradbook/grading/command'));
const written = readFileSync(new URL('../samples/rnn-homework/answers.md', command), 'utf8');

/** Everything: the bundled sample's answers with all of the code. */
export const fullHomework: readonly Files[] = [
  { 'answers.md': written, 'recurrent.js': withLoops },
  { 'answers.md': written, 'recurrent.ts': withOperations },
  { 'answers.md': written, 'recurrent.ts': withTypedArrays },
];
