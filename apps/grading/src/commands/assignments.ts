import { assignments, maximumPoints } from '@gradbook/assignments';
import { Command } from 'commander';
import { colours as pc } from '../terminal/colours.ts';

import { columns, wrapped } from '../terminal/printable.ts';
import { plainTable } from '../terminal/verdict-table.ts';

/** `gradbook assignments`: the bundled assignments and their parts. */
export function assignmentsCommand(): Command {
  return new Command('assignments')
    .description('Lists the bundled assignments and their parts.')
    .option('--json', 'print JSON for machines')
    .action((options: { readonly json?: true }) => {
      process.stdout.write(options.json === true ? `${JSON.stringify(listing(), null, 2)}\n` : tables());
    });
}

function listing(): unknown {
  return assignments.map((assignment) => ({
    id: assignment.id,
    title: assignment.title,
    summary: assignment.summary,
    points: maximumPoints(assignment),
    parts: assignment.parts.map(({ id, title, kind, points, optional }) => ({
      id,
      title,
      kind,
      points,
      ...(optional === true ? { optional } : {}),
    })),
  }));
}

function tables(): string {
  let text = '';
  for (const assignment of assignments) {
    const [kind, points] = [12, 8];
    const part = Math.max(7, ...assignment.parts.map(({ id }) => id.length + 1));
    const table = plainTable(
      ['part', 'kind', 'points', 'title'],
      [part, kind, points, Math.max(20, columns() - part - kind - points - 3)],
    );
    for (const part of assignment.parts) {
      table.push([part.id, part.kind, `${part.points}${part.optional === true ? '*' : ''}`, part.title]);
    }
    text += `${pc.bold(assignment.id)}\n`;
    text += `${wrapped(`${assignment.title}, ${maximumPoints(assignment)} points`, columns())}\n`;
    text += `${wrapped(assignment.summary, columns())}\n${table.toString()}\n`;
    if (assignment.parts.some((part) => part.optional === true)) text += '* extra credit\n';
    text += '\n';
  }
  return text;
}
