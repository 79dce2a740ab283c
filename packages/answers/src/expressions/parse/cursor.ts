import type { Expr } from '../expr.ts';
import { joinLiterals } from './literals.ts';
import type { Ambiguity, Reading } from './reading.ts';
import { ReadError, type Token } from './tokens.ts';

/** A place in the tokens of one expression, with what all parts of the reading share. */
export class Cursor {
  readonly reading: Reading;
  readonly tokens: readonly Token[];
  at = 0;

  constructor(tokens: readonly Token[], reading: Reading) {
    this.reading = reading;
    this.tokens = dropIdleGaps(joinLiterals(tokens, !reading.names.has('e')));
  }

  peek(offset = 0): Token | undefined {
    return this.tokens[this.at + offset];
  }

  sign(sign: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token?.kind === 'sign' && token.sign === sign;
  }

  pick(ambiguity: Ambiguity): boolean {
    this.reading.choices.asked.add(ambiguity);
    return this.reading.choices.alternate.has(ambiguity);
  }

  nested<T>(read: () => T): T {
    this.reading.depth++;
    if (this.reading.depth > this.reading.limits.depth) {
      const token = this.peek();
      throw new ReadError(
        `This is nested more than ${this.reading.limits.depth} levels deep.`,
        token?.start ?? 0,
        token?.end ?? 0,
      );
    }
    const value = read();
    this.reading.depth--;
    return value;
  }

  make(expr: Expr): Expr {
    this.reading.nodes++;
    if (this.reading.nodes > this.reading.limits.nodes) {
      const token = this.peek();
      throw new ReadError(`This has more than ${this.reading.limits.nodes} parts.`, token?.start ?? 0, token?.end ?? 0);
    }
    return expr;
  }

  fail(token: Token | undefined, message?: string): never {
    const last = this.tokens.at(-1);
    const [start, end] = token ? [token.start, token.end] : [last?.end ?? 0, last?.end ?? 0];
    throw new ReadError(message ?? (token ? unreadable(token) : 'Something is missing at the end.'), start, end);
  }
}

function unreadable(token: Token): string {
  switch (token.kind) {
    case 'unreadable':
      return `This cannot be read: ${token.what}.`;
    case 'ellipsis':
      return 'This cannot be read: an ellipsis: terms left out cannot be checked.';
    case 'sign':
    case 'relation':
      return `The sign ${token.sign} cannot be read here.`;
    case 'close':
    case 'open':
      return 'A bracket is not opened or not closed.';
    case 'bar':
      return 'A bar | can be read as an absolute value alone, and it has no other half here.';
    case 'array':
      return 'A matrix or an alignment cannot be read here.';
    default:
      return 'This cannot be read here.';
  }
}

const idle = (token: Token | undefined): boolean =>
  !token ||
  token.kind === 'sign' ||
  token.kind === 'relation' ||
  token.kind === 'open' ||
  token.kind === 'close' ||
  token.kind === 'gap';

/** Space beside a sign or at an edge separates nothing. */
function dropIdleGaps(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    (token, i) => token.kind !== 'gap' || (!token.narrow && !(idle(tokens[i - 1]) || idle(tokens[i + 1]))),
  );
}

/** Whether a token can begin a factor. */
export function startsOperand(token: Token | undefined): boolean {
  switch (token?.kind) {
    case 'digits':
    case 'letter':
    case 'word':
    case 'operator':
    case 'accent':
    case 'fraction':
    case 'root':
    case 'array':
    case 'box':
    case 'open':
    case 'bar':
    case 'partial':
    case 'nabla':
    case 'unreadable':
    case 'ellipsis':
      return true;
    default:
      return false;
  }
}

/** Square brackets around one thing beside others are brackets and no list. */
export function ungroup(expr: Expr): Expr {
  const [only] = expr.type === 'list' ? expr.items : [];
  return expr.type === 'list' && expr.bracket === '[' && expr.items.length === 1 && only ? only : expr;
}
