import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes an assignment of three parts whose judge does to its process what the answer says (`crash`, `exit`, `hang`, `throw`,
 * `lose the device`, the last one also `once`) and finds any other answer right. Every judgement is noted in the file
 * that `log` names, a line `part answer`, before it is done.
 *
 * @returns the path of the assignment.
 */
export function probingAssignment(
  folder: string,
  { log, delay = 0 }: { readonly log: string; readonly delay?: number },
): string {
  const path = join(folder, 'probing.mjs');
  writeFileSync(
    path,
    `import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
     import { defineAssignment } from '@gradbook/assignments';
     import { describeDevice, shutdown } from '@gradbook/core-ops';
     const log = ${JSON.stringify(log)};
     const judge = (id) => async (content, part) => {
       await new Promise((resolve) => setTimeout(resolve, ${delay}));
       const answer = part.text.trim().split('\\n').at(-1).trim();
       appendFileSync(log, id + ' ' + answer + '\\n');
       if (answer === 'crash') process.kill(process.pid, 'SIGSEGV');
       if (answer === 'exit') process.exit(0);
       if (answer === 'hang') for (;;);
       if (answer === 'throw') throw new Error('a bug');
       if (answer === 'lose the device once' && !existsSync(log + '.lost')) {
         writeFileSync(log + '.lost', '');
         shutdown();
       }
       if (answer === 'lose the device') shutdown();
       if (answer.startsWith('lose')) describeDevice();
       return { verdict: 'correct', share: 1, given: answer, feedback: [] };
     };
     export default defineAssignment({
       id: 'probing', title: 'Probing', summary: 'Tries the grader.',
       parts: ['1', '2', '3'].map((id) => (
         { id, title: 'Part ' + id, kind: 'text', points: 1, question: id, judge: judge(id) })),
     });`,
  );
  return path;
}

/** A submission to it: the answers to its parts. */
export function probingAnswers(...answers: readonly string[]): string {
  return answers.map((answer, index) => `## ${index + 1}\n\n${answer}\n`).join('\n');
}
