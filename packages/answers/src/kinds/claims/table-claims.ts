import type { Scope } from '../../expressions/expr.ts';
import { parseStatements, type Statement } from '../../expressions/parse/statements.ts';
import type { Limits } from '../../judgement.ts';
import type { Block } from '../../reader/content.ts';
import type { FoundClaim } from './claims.ts';
import { known } from './plain-claims.ts';

/** Cells of one table that are read. */
const mostCells = 400;

/**
 * What the cells of a table state. A cell under or beside a name states something about it: `| q | $w u_1$ |` is
 * `q = w u_1`, and so is a column with the head `q`. The words of its row and column stand before it.
 */
export function tableClaims(block: Extract<Block, { kind: 'table' }>, scope: Scope, limits: Limits): FoundClaim[] {
  const cells = block.rows.flat();
  if (cells.length > mostCells) return [];
  const read = block.rows.map((row) => row.map((cell) => readCell(cell, scope, limits)));
  const claims: FoundClaim[] = [];
  const length = Math.max(1, block.end - block.start);
  block.rows.forEach((row, i) => {
    // Names in every head: then the first column holds values like the others, and no names of rows.
    const headed = read[0]!.every((cell) => cell.length === 1 && isName(cell[0]!));
    row.forEach((_, j) => {
      const statements = read[i]![j]!;
      const heads = [
        i > 0 ? { text: block.rows[0]![j] ?? '', statements: read[0]![j] ?? [] } : undefined,
        j > 0 ? { text: row[0]!, statements: read[i]![0]! } : undefined,
      ];
      const name = heads
        .map((head) => (head?.statements.length === 1 && isName(head.statements[0]!) ? head.statements[0]! : undefined))
        .find((statement) => statement !== undefined);
      const lead = heads
        .map((head) => head?.text ?? '')
        .join(' ')
        .trim();
      for (const statement of statements) {
        const position = block.start + Math.floor((length * (i * row.length + j)) / (cells.length + 1));
        claims.push({
          ...(name && statement.members.length === 1 && i > 0 && (j > 0 || headed)
            ? prefixed(name, statement)
            : statement),
          origin: 'table',
          position,
          lead: `${lead} `,
          tail: '',
        });
      }
    });
  });
  return claims;
}

function readCell(cell: string, scope: Scope, limits: Limits): readonly Statement[] {
  const formulas = [...cell.matchAll(/\$\$?([^$]+)\$\$?/g)].map((match) => match[1]!);
  if (formulas.length > 0) {
    return formulas.flatMap((latex) => {
      const { statements, problems } = parseStatements(latex, scope, limits);
      return problems.length === 0 ? statements : [];
    });
  }
  const text = cell.replaceAll(/\*\*(?=\p{L})|(?<=\p{L})\*\*/gu, '');
  if (text.trim() === '' || text.length > 500) return [];
  return known(text, scope, limits) ?? [];
}

/** Whether a cell holds one name or one derivative and nothing else. */
function isName(statement: Statement): boolean {
  const [first] = statement.members;
  return (
    statement.members.length === 1 &&
    (first!.type === 'symbol' ||
      first!.type === 'derivative' ||
      (first!.type === 'power' && first!.base.type === 'symbol'))
  );
}

function prefixed(name: Statement, statement: Statement): Statement {
  return {
    ...statement,
    members: [name.members[0]!, ...statement.members],
    readings: [name.readings[0]!, ...statement.readings],
    sources: [name.sources[0]!, ...statement.sources],
    relations: ['=', ...statement.relations],
  };
}
