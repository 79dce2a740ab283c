import { nameText } from '../expressions/parse/names.ts';
import { ReadError, type Bracket, type Token } from '../expressions/parse/tokens.ts';
import type { Names } from './names.ts';

/** What is shared by everything that reads one answer: how deep and how much has been read. */
export interface Budget {
  depth: number;
  nodes: number;
  readonly mostDepth: number;
  readonly mostNodes: number;
}

/** Words that end a formula and begin what restricts it, or that stand between its cases. */
const conditionWords =
  /^(?:(?:and )?(?:if|when(?:ever)?|where|for(?: all| each| every| any| some)?|with|s\.?\s?t\.?|such that|in case|provided(?: that)?|only if|iff))$/i;
const elseWords = /^(?:or )?(?:else|otherwise|elsewhere|in (?:all )?other cases|all other(?:s| entries))$/i;
const andWords = /^(?:and|&|also)$/i;

/** A row of tokens and a place in it. */
export class TokenRow {
  at = 0;
  readonly tokens: readonly Token[];
  readonly names: Names;
  readonly budget: Budget;

  constructor(tokens: readonly Token[], names: Names, budget: Budget) {
    this.tokens = tokens;
    this.names = names;
    this.budget = budget;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  sign(sign: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'sign' && token.sign === sign;
  }

  relation(ahead = 0): string | undefined {
    const token = this.peek(ahead);
    return token?.kind === 'relation' ? token.sign : undefined;
  }

  opens(bracket: Bracket, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'open' && token.bracket === bracket;
  }

  closes(ahead = 0): boolean {
    return this.peek(ahead)?.kind === 'close';
  }

  /** The word here, without capitals; undefined where there is none. */
  word(ahead = 0): string | undefined {
    const token = this.peek(ahead);
    return token?.kind === 'word'
      ? token.text
          .trim()
          .replaceAll(/\s+/g, ' ')
          .replace(/[:,.]$/, '')
          .toLowerCase()
      : undefined;
  }

  isCondition(ahead = 0): boolean {
    const token = this.peek(ahead);
    const word = this.word(ahead);
    if (token?.kind === 'unreadable' && token.what.endsWith('\\forall')) return true;
    return word !== undefined && conditionWords.test(word);
  }

  isElse(ahead = 0): boolean {
    const word = this.word(ahead);
    return word !== undefined && elseWords.test(word);
  }

  isAnd(ahead = 0): boolean {
    const token = this.peek(ahead);
    const word = this.word(ahead);
    if (token?.kind === 'unreadable' && /\\(?:land|wedge)$|[∧&]$/.test(token.what)) return true;
    return word !== undefined && andWords.test(word);
  }

  isEllipsis(ahead = 0): boolean {
    return this.peek(ahead)?.kind === 'ellipsis' || (this.sign('.', ahead) && this.sign('.', ahead + 1));
  }

  /** Passes an ellipsis in either spelling. */
  passEllipsis(): boolean {
    if (!this.isEllipsis()) return false;
    if (this.peek()?.kind === 'ellipsis') this.at++;
    else while (this.sign('.')) this.at++;
    return true;
  }

  passGaps(): void {
    while (this.peek()?.kind === 'gap') this.at++;
  }

  fail(message = 'This formula cannot be read.'): never {
    const token = this.peek() ?? this.tokens.at(-1);
    const said = token?.kind === 'unreadable' ? `This formula cannot be read: ${token.what}.` : message;
    throw new ReadError(said, token?.start ?? 0, token?.end ?? 0);
  }

  /** Runs what goes a level deeper. */
  nested<T>(read: () => T): T {
    if (++this.budget.depth > this.budget.mostDepth)
      this.fail(`This is nested more than ${this.budget.mostDepth} levels deep.`);
    try {
      return read();
    } finally {
      this.budget.depth--;
    }
  }

  count(): void {
    if (++this.budget.nodes > this.budget.mostNodes)
      this.fail(`This has more than ${this.budget.mostNodes} symbols and signs.`);
  }

  /** The tokens inside the bracket that opens here; undefined where it does not close. */
  inside(from: number = this.at): readonly Token[] | undefined {
    if (this.tokens[from]?.kind !== 'open') return undefined;
    let depth = 0;
    for (let i = from; i < this.tokens.length; i++) {
      const kind = this.tokens[i]?.kind;
      if (kind === 'open') depth++;
      if (kind === 'close' && --depth === 0) return this.tokens.slice(from + 1, i);
      if (kind === 'row') return undefined;
    }
    return undefined;
  }

  /** The text of the bracket that opens here, as it stands in names. */
  insideText(from: number = this.at): string | undefined {
    const inside = this.inside(from);
    return inside && inside.length <= 12 ? nameText(inside) : undefined;
  }
}

/** Splits tokens at a sign outside all brackets. */
export function splitAtSign(tokens: readonly Token[], signs: readonly string[]): Token[][] {
  const split: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (depth === 0 && token.kind === 'sign' && signs.includes(token.sign)) split.push([]);
    else split.at(-1)!.push(token);
  }
  return split;
}
