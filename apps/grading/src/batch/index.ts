/** What other programs need to grade submissions in processes of their own, and to read the grades. */
export { Attempts } from './attempts.ts';
export type { GradingCode } from './code-fingerprint.ts';
export { type KeptGrade, keptGradeOf, type KeptPart } from './kept-grade.ts';
export { GradingProcess, ordinaryPatienceMs, type Outcome } from './worker/grading-process.ts';
export type { Setting, Task } from './worker/messages.ts';
export { sandboxLevel } from '../code/lazy-sandbox.ts';
