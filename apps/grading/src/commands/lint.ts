import { init } from '@gradbook/core-ops';
import { Command } from 'commander';

import { loadAssignment } from '../assignment-files/load-assignment.ts';
import { breathe } from '../interruption.ts';
import type { Finding } from '../lint/finding.ts';
import { type LintResult, lintAssignment } from '../lint/lint-assignment.ts';
import { colours as pc } from '../terminal/colours.ts';
import { columns, printable, wrapped } from '../terminal/printable.ts';
import { progress } from '../terminal/progress.ts';
import { plainTable } from '../terminal/verdict-table.ts';
import { wholeNumber } from './numbers.ts';

const explanation = `
What is checked: references run and agree with their float64 definitions; the
expected answer, handed in, is marked correct; every listed mistake is marked
wrong and recognised; points add up; formulas can be typeset; a document with all
parts is cut into them; text parts have a rubric.

Exit codes: 0 no problems (there may be warnings); 2 problems, or the call is
wrong; 1 lint itself failed.`;

/** `gradbook lint`: tries an assignment before students do; `end` is told the exit code. */
export function lintCommand(end: (code: number) => void): Command {
  return new Command('lint')
    .description('Checks assignments: bundled ones by id, your own by the path of their file.')
    .argument('<assignments...>', 'ids or assignment files')
    .option('--json', 'print the findings as JSON on standard output, nothing else')
    .option('--seed <number>', 'seed of the random points at which formulas are compared', wholeNumber, 0)
    .addHelpText('after', explanation)
    .action(async (given: string[], flags: { readonly json?: true; readonly seed: number }) => {
      const loaded = [];
      for (const name of given) loaded.push({ name, ...(await loadAssignment(name)) });
      await init();
      const results: { readonly name: string; readonly result: LintResult }[] = [];
      const bar = progress(
        loaded.reduce((sum, { assignment }) => sum + assignment.parts.length, 0),
        'checking',
      );
      try {
        let done = 0;
        for (const { name, assignment } of loaded) {
          const onPart = async (part: { readonly id: string }): Promise<void> => {
            bar.at(done++, `${assignment.id} ${part.id}`);
            await breathe();
          };
          results.push({ name: assignment.id, result: await lintAssignment(assignment, { seed: flags.seed, onPart }) });
          void name;
        }
      } finally {
        bar.stop();
      }
      if (flags.json === true) process.stdout.write(`${JSON.stringify(results.map(asJson), null, 2)}\n`);
      else for (const { name, result } of results) process.stdout.write(`${shown(name, result)}\n`);
      const problems = results
        .flatMap(({ result }) => findingsOf(result))
        .filter(({ severity }) => severity === 'problem');
      end(problems.length > 0 ? 2 : 0);
    });
}

function findingsOf(result: LintResult): readonly Finding[] {
  return [...result.general, ...result.parts.flatMap(({ findings }) => findings)];
}

function asJson({ name, result }: { readonly name: string; readonly result: LintResult }): unknown {
  return {
    assignment: name,
    points: result.points,
    parts: result.parts.map(({ part, tried }) => ({ id: part.id, kind: part.kind, points: part.points, tried })),
    findings: findingsOf(result),
  };
}

const signs = { problem: '✘', warning: '!' } as const;
const paints = { problem: pc.red, warning: pc.yellow } as const;

/** The parts with what was tried, then every finding, for a terminal. */
function shown(name: string, result: LintResult): string {
  const width = columns();
  const [part, kind, points, tried] = [10, 12, 8, 7];
  const table = plainTable(
    ['part', 'kind', 'points', 'tried', ''],
    [part, kind, points, tried, Math.max(16, width - part - kind - points - tried - 4)],
  );
  for (const { part, tried, findings } of result.parts) {
    const worst = findings.find(({ severity }) => severity === 'problem') ?? findings[0];
    const state = worst ? paints[worst.severity](`${signs[worst.severity]} ${worst.rule}`) : pc.green('✔');
    table.push([part.id, part.kind, `${part.points}${part.optional === true ? '*' : ''}`, String(tried), state]);
  }
  const findings = findingsOf(result);
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const lines = findings.map(({ severity, part, rule, message }) =>
    wrapped(
      `${paints[severity](signs[severity])} ${part === undefined ? '' : `${part}: `}${printable(message)} [${rule}]`,
      width,
      '  ',
    ),
  );
  return `${pc.bold(name)}: ${result.parts.length} parts, ${result.points} points\n${table.toString()}\n${
    lines.length > 0 ? `\n${lines.join('\n')}\n` : ''
  }\n${summary(count('problem'), count('warning'))}\n`;
}

function summary(problems: number, warnings: number): string {
  const text = `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}`;
  return problems > 0 ? pc.red(text) : warnings > 0 ? pc.yellow(text) : pc.green(text);
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
