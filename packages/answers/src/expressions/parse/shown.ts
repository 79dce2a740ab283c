import { treeOf } from '../print/tree.ts';
import type { Statements } from './statements.ts';

/** What was read, in one line for tests: statements between ;;, other readings after |, reasons after !!. */
export function shown(read: Statements): string {
  const statements = read.statements.map((statement) => {
    const members = statement.members.map((member, i) => {
      const relation = statement.relations[statement.continues ? i : i - 1];
      const lead = relation === undefined ? '' : `${i > 0 ? ' ' : ''}${relation} `;
      const others = (statement.readings[i] ?? []).slice(1).map((other) => ` | ${treeOf(other)}`);
      return lead + treeOf(member) + others.join('');
    });
    return (statement.boxed ? '[boxed] ' : '') + members.join('');
  });
  const problems = read.problems.map((problem) => `!! ${problem.message}`);
  return [statements.join(' ;; '), problems.join(' ')].filter((part) => part !== '').join(' ');
}
