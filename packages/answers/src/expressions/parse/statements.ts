import type { Chain, Expr, Relation, Scope } from '../expr.ts';
import { defaultLimits, type Limits } from '../../judgement.ts';
import { depthOf, sameExpr } from './trees.ts';
import { Grammar } from './grammar.ts';
import type { Ambiguity } from './reading.ts';
import { tokensOfLatex } from './katex-tokens.ts';
import { ScopeIndex } from './names.ts';
import { splitPieces, type Piece } from './pieces.ts';
import { tokensOfPlain } from './plain-tokens.ts';
import { guard, normalLatex, normalPlain, type Source } from './source.ts';
import { ReadError, type Token } from './tokens.ts';

/** What could not be read, and why, in words for the student. */
export interface Problem {
  readonly message: string;
  /** The statement that it stands in, as it was written. */
  readonly source: string;
  /** Where in the text that was read. */
  readonly position: number;
  /** The index of the display it stands in, where several were read. */
  readonly block: number;
}

/** A chain with what reading it has found out. */
export interface Statement extends Chain {
  /** Every way each member can be read: the member itself first, then what a reader could mean as well. */
  readonly readings: readonly (readonly Expr[])[];
  /** Whether it begins with a relation, as in `= t + s`, and so continues what was written before. */
  readonly continues: boolean;
  /** Whether the statement or its last member stands in a box. */
  readonly boxed: boolean;
  /** Offsets in the text that was read. */
  readonly start: number;
  readonly end: number;
  /** The index of the display it begins in, where several were read. */
  readonly block: number;
}

/** What a text states, in order, and what of it could not be read. */
export interface Statements {
  readonly statements: readonly Statement[];
  /** One for every statement that could not be read: nothing of such a statement is in `statements`. */
  readonly problems: readonly Problem[];
}

/** At most so many ways of reading one member are tried. */
const mostReadings = 12;

/**
 * Reads the LaTeX of one display or inline formula into statements.
 *
 * Statements are separated by wide space, commas, semicolons, line ends, ⇒ and words such as “and”; each is a chain of
 * members joined by relations. What cannot be read becomes a problem with its reason; nothing is ever left out of a
 * statement, and nothing is ever thrown.
 *
 * @param latex the text between the dollar signs.
 * @param scope the names that the part knows: they decide what is a function, a power or a part of a name.
 *
 * @example
 * const { statements } = parseStatements('p = u_1 \\quad q = w \\cdot u_1', { variables: { w: {}, u_1: {} } });
 * statements.length; // 2
 * statements[1]?.members[0]; // { type: 'symbol', name: 'q' }
 */
export function parseStatements(latex: string, scope: Scope, limits: Limits = defaultLimits): Statements {
  return read(latex, scope, limits, 'latex', 0);
}

/**
 * Reads mathematics typed as plain text: `dy/dw = u3 + 2*w*u2 + 3w^2u1`, `3 w**2 u1`, `σ(x)²`.
 *
 * `u1` is `u_1` where the scope knows `u_1`, and letters without a space are taken apart along the scope's names.
 *
 * @example
 * const { statements } = parsePlain('3w**2 u1', { variables: { w: {}, u_1: {} } });
 * latexOf(statements[0].members[0]); // '3w^{2}u_{1}'
 */
export function parsePlain(text: string, scope: Scope, limits: Limits = defaultLimits): Statements {
  // LaTeX without its dollar signs.
  return read(text, scope, limits, /\\[A-Za-z]{2}/.test(text) ? 'latex' : 'plain', 0);
}

/**
 * Reads several displays in a row and joins what continues: a display that begins with `=` belongs to the chain that
 * the display before it ends with. Where that one could not be read, the rest stays a statement that `continues`.
 *
 * @example
 * const { statements } = readChains([{ latex: 'y = w t' }, { latex: '= t w' }], { variables: { w: {}, t: {}, y: {} } });
 * statements[0]?.members.length; // 3
 */
export function readChains(
  blocks: readonly { readonly latex: string }[],
  scope: Scope,
  limits: Limits = defaultLimits,
): Statements {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  let open = false;
  for (const [i, block] of blocks.entries()) {
    const found = read(block.latex, scope, limits, 'latex', i);
    const goesOn = /^\s*(?:&\s*)?(?:[+*/]|\\(?:cdot|times|odot|circ)(?![A-Za-z]))/.test(block.latex);
    const cut = open && goesOn ? statements.pop() : undefined;
    if (cut)
      problems.push({
        message: 'The next display goes on with this one, so it cannot be read alone.',
        source: cut.sources.join(' '),
        position: cut.start,
        block: cut.block,
      });
    for (const [k, statement] of found.statements.entries()) {
      const before = statements.at(-1);
      if (k === 0 && statement.continues && open && before && statement.start <= firstProblem(found))
        statements[statements.length - 1] = join(before, statement);
      else statements.push(statement);
    }
    problems.push(...found.problems);
    const last = found.statements.at(-1);
    // A chain goes on only where its last display ends in something that was read.
    if (last || found.problems.length > 0)
      open = last !== undefined && found.problems.every((problem) => problem.position < last.start);
  }
  return { statements, problems };
}

function firstProblem(found: Statements): number {
  return Math.min(Infinity, ...found.problems.map((problem) => problem.position));
}

function join(before: Statement, after: Statement): Statement {
  return {
    ...before,
    members: [...before.members, ...after.members],
    relations: [...before.relations, ...after.relations],
    sources: [...before.sources, ...after.sources],
    readings: [...before.readings, ...after.readings],
    boxed: after.boxed,
  };
}

function read(text: string, scope: Scope, limits: Limits, mode: 'latex' | 'plain', block: number): Statements {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  let source: Source = { text, original: text, at: (offset) => offset };
  const problem = (error: unknown, written: string): void => {
    const known = error instanceof ReadError ? error : undefined;
    const deep = error instanceof RangeError && /stack/i.test(error.message);
    const message = known?.message ?? (deep ? 'This is nested too deeply.' : 'This cannot be read.');
    let position = source.at(known?.start ?? 0);
    while (/\s/.test(text[position] ?? '')) position++;
    problems.push({ message, source: written.slice(0, 400), position, block });
  };
  try {
    guard(text, limits);
    source = mode === 'latex' ? normalLatex(text) : normalPlain(text);
    if (source.text.trim() === '') return { statements, problems };
    const names = new ScopeIndex(scope);
    const tokens = mode === 'latex' ? tokensOfLatex(source.text) : tokensOfPlain(source.text);
    for (const piece of splitPieces(tokens, source, !names.has('e'))) {
      try {
        statements.push({ ...chainOf(piece, names, limits, mode), block });
      } catch (error) {
        problem(error, piece.source);
      }
    }
  } catch (error) {
    problem(error, text);
  }
  return { statements, problems };
}

function chainOf(piece: Piece, names: ScopeIndex, limits: Limits, mode: 'latex' | 'plain'): Omit<Statement, 'block'> {
  if (piece.error) throw piece.error;
  const readings = piece.members.map((member) => readingsOf(member.lists, names, limits, mode));
  return {
    members: readings.map((each) => each[0] as Expr),
    relations: piece.relations as Relation[],
    sources: piece.members.map((member) => member.source),
    readings,
    continues: piece.continues,
    boxed: piece.boxed,
    start: piece.start,
    end: piece.end,
  };
}

/** Every way a member can be read; the common one first. A member is one expression, or several between commas. */
function readingsOf(
  lists: readonly (readonly Token[])[],
  names: ScopeIndex,
  limits: Limits,
  mode: 'latex' | 'plain',
): Expr[] {
  const found: Expr[] = [];
  const tried: ReadonlySet<Ambiguity>[] = [];
  const waiting: ReadonlySet<Ambiguity>[] = [new Set()];
  for (let alternate = waiting.shift(); alternate && tried.length < mostReadings; alternate = waiting.shift()) {
    tried.push(alternate);
    const asked = new Set<Ambiguity>();
    const shared = { names, choices: { alternate, asked }, limits, mode, nodes: 0, depth: 0 };
    try {
      const items = lists.map((list) => new Grammar(list, shared).whole());
      const [only] = items;
      const expr: Expr = items.length === 1 && only ? only : { type: 'list', items, bracket: 'none' };
      if (depthOf(expr, limits.depth * 4) > limits.depth * 4)
        throw new ReadError(`This is nested more than ${limits.depth} levels deep.`, 0, 0);
      if (!found.some((other) => sameExpr(other, expr))) found.push(expr);
    } catch (error) {
      // The common reading must hold; another that fails is none.
      if (tried.length === 1) throw error;
    }
    for (const ambiguity of asked) {
      if (alternate.has(ambiguity)) continue;
      const next = new Set([...alternate, ambiguity]);
      if (
        ![...tried, ...waiting].some((other) => other.size === next.size && [...next].every((each) => other.has(each)))
      )
        waiting.push(next);
    }
  }
  return found;
}
