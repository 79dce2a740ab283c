import { codePractice } from './code-practice/index.ts';
import type { Assignment } from './definition/assignment.ts';
import { about as rnnHomework } from './rnn-homework/about.ts';
import { lossPart, lstmPart, regressionPart, rnnPart } from './rnn-homework/code/parts.ts';
import { recurrentStarter } from './rnn-homework/code/starter.ts';

export type { Assignment, CodeTest, Evidence, Judged, JudgeOptions, Part } from './definition/assignment.ts';
export type { CodeRunner, CodeSession } from './code/runner.ts';

/**
 * The bundled assignments that ask for code, with those parts and their starter files alone: for pages in which students try
 * their code, and which hold nothing of the other parts.
 *
 * @example
 * codeAssignments[0]?.id; // 'rnn-homework'
 */
export const codeAssignments: readonly Assignment[] = [
  {
    ...rnnHomework,
    starter: { 'recurrent.ts': recurrentStarter },
    parts: [rnnPart, regressionPart, lossPart, lstmPart],
  },
  codePractice,
];
