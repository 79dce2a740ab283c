import { constants, elementaryFunctions, type Scope } from '../expr.ts';
import { greek } from './letters.ts';
import type { Token } from './tokens.ts';

/** A canonical name taken apart: `hat(w)_{1:3}^(b)'` has the accent hat, base w, subscript 1:3, superscript (b), one prime. */
export interface NameParts {
  readonly accents: readonly string[];
  readonly base: string;
  readonly sub?: string;
  /** With its parentheses where it has them. */
  readonly sup?: string;
  readonly primes: number;
}

/** Takes a canonical name apart; undefined where it is none. */
export function splitName(name: string): NameParts | undefined {
  const accents: string[] = [];
  let rest = name;
  let accented = /^([a-z]+)\((.*)$/s.exec(rest);
  let after = '';
  while (accented) {
    const inner = accented[2] ?? '';
    const close = matching(inner);
    if (close < 0) return undefined;
    accents.push(accented[1] ?? '');
    after = inner.slice(close + 1) + after;
    rest = inner.slice(0, close);
    accented = /^([a-z]+)\((.*)$/s.exec(rest);
  }
  const parts =
    /^([\p{L}][\p{L}\p{N}]*)((?:_(?:\{(?:[^{}]|\{[^{}]*\})*\}|[\p{L}\p{N}]+))?)((?:\^(?:\(.*\)|\{.*\}|[\p{L}\p{N}*†]+))?)('*)$/su.exec(
      rest + after,
    );
  if (!parts) return undefined;
  const sub = parts[2] ? unbrace(parts[2].slice(1)) : undefined;
  const sup = parts[3] ? unbrace(parts[3].slice(1)) : undefined;
  return {
    accents,
    base: parts[1] ?? '',
    primes: parts[4]?.length ?? 0,
    ...(sub === undefined ? {} : { sub }),
    ...(sup === undefined ? {} : { sup }),
  };
}

function matching(text: string): number {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function unbrace(text: string): string {
  return text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
}

/** Puts a name together in its canonical form. */
export function joinName(parts: NameParts): string {
  let name = parts.base;
  for (const accent of [...parts.accents].reverse()) name = `${accent}(${name})`;
  if (parts.sub !== undefined) name += `_${braced(parts.sub)}`;
  if (parts.sup !== undefined) name += `^${parts.sup.startsWith('(') ? parts.sup : braced(parts.sup)}`;
  return name + "'".repeat(parts.primes);
}

function braced(text: string): string {
  return /^(?:[\p{L}\p{N}]+|[*†])$/u.test(text) ? text : `{${text}}`;
}

/** A subscript or superscript as it stands in a name; undefined where it holds what no name holds. */
export function nameText(tokens: readonly Token[]): string | undefined {
  let text = '';
  let wordBefore = false;
  for (const token of tokens) {
    let piece: string;
    switch (token.kind) {
      case 'letter':
        piece = token.name;
        break;
      case 'digits':
        piece = token.text;
        break;
      case 'word':
        piece = token.text.trim().replace(/\s+/g, ' ');
        break;
      case 'sign':
        if (!/^(?:[-+,:*/.†]|\{,\}|_|⊤)$/.test(token.sign)) return undefined;
        piece = token.sign === '{,}' ? ',' : token.sign;
        break;
      case 'relation':
        piece = token.sign;
        break;
      case 'open':
      case 'close':
        if (token.bracket !== '(') return undefined;
        piece = token.kind === 'open' ? '(' : ')';
        break;
      case 'scripts': {
        const sub = token.sub && nameText(token.sub);
        const sup = token.sup && nameText(token.sup);
        if ((token.sub && sub === undefined) || (token.sup && sup === undefined)) return undefined;
        piece =
          (sub === undefined ? '' : `_${braced(sub)}`) +
          (sup === undefined ? '' : `^${sup.startsWith('(') ? sup : braced(sup)}`) +
          "'".repeat(token.primes);
        break;
      }
      default:
        return undefined;
    }
    // θt must not read as one word.
    const word = token.kind === 'word' || (token.kind === 'letter' && piece.length > 1);
    if (text !== '' && /[\p{L}\p{N}]$/u.test(text) && /^[\p{L}\p{N}]/u.test(piece) && (word || wordBefore)) text += ' ';
    wordBefore = word;
    text += piece;
  }
  return text === '' ? undefined : text;
}

const greekNames = new Set(greek.keys());

/** The names of a scope, ready to be looked up. */
export class ScopeIndex {
  /** Every known name, aliases included, with what it is called in the scope. */
  private readonly names = new Map<string, string>();
  /** Names as plain text writes them: `u1` for `u_1`. */
  private readonly plain = new Map<string, string | null>();
  private readonly functionNames: ReadonlySet<string>;
  private readonly indexed = new Set<string>();
  /** Whether an ellipsis is read. */
  readonly ellipses: boolean;
  readonly longest: number;

  constructor(scope: Scope) {
    for (const name of Object.keys(scope.definitions ?? {})) this.names.set(name, name);
    for (const [name, symbol] of Object.entries(scope.variables)) {
      this.names.set(name, name);
      for (const alias of symbol.aliases ?? []) this.names.set(alias, name);
    }
    this.functionNames = new Set(scope.functions ?? []);
    this.ellipses = scope.ellipses === true;
    for (const name of [...this.names.keys(), ...this.functionNames]) {
      const parts = splitName(name);
      const bracket = /^([^[\]]+)\[/.exec(name);
      if (bracket) this.indexed.add(bracket[1] ?? '');
      this.addPlain(name, name);
      if (!parts || parts.sup !== undefined || parts.primes > 0) continue;
      if (parts.accents.length === 0) this.addPlain(parts.base + (parts.sub ?? ''), name);
      if (parts.accents.length === 1) {
        this.addPlain(parts.base + parts.accents[0] + (parts.sub ?? ''), name);
        const spelled = `${parts.base}_${parts.accents[0]}`;
        if (parts.sub === undefined && !this.names.has(spelled)) this.names.set(spelled, this.names.get(name) ?? name);
        this.addPlain((parts.accents[0] ?? '') + parts.base + (parts.sub ?? ''), name);
      }
    }
    this.longest = Math.max(1, ...[...this.plain.keys()].map((name) => name.length));
  }

  private addPlain(written: string, name: string): void {
    if (!/^[\p{L}\p{N}]+$/u.test(written)) return;
    const known = this.plain.get(written);
    const to = this.names.get(name) ?? name;
    // Two names that plain text writes alike are neither.
    this.plain.set(written, known === undefined || known === to ? to : null);
  }

  /** Whether a name stands for a value here. */
  has(name: string): boolean {
    return this.names.has(name);
  }

  /** What a name is called in the scope; itself where the scope does not know it. */
  resolve(name: string): string {
    return this.names.get(name) ?? name;
  }

  /** The name that a run of letters and digits writes, if exactly one does. */
  written(run: string): string | undefined {
    return this.plain.get(run) ?? undefined;
  }

  /** The function that a name applies; a variable of the same name wins over an elementary function. */
  function(name: string): string | undefined {
    if (this.functionNames.has(name)) return name;
    if (this.names.has(name)) return undefined;
    if (elementary.has(name)) return name;
    return undefined;
  }

  /** The function that a word applies: capitals do not matter for elementary ones. */
  functionWord(word: string): string | undefined {
    return (
      this.function(word) ??
      (word.length > 1
        ? this.function(
            Object.hasOwn(functionAliases, word.toLowerCase())
              ? functionAliases[word.toLowerCase()]!
              : word.toLowerCase(),
          )
        : undefined)
    );
  }

  isConstant(name: string): boolean {
    return Object.hasOwn(constants, name) && !this.names.has(name);
  }

  /** Whether names like `x[t]` are declared for `x`. */
  isIndexed(base: string): boolean {
    return this.indexed.has(base);
  }

  isGreek(run: string): boolean {
    return greekNames.has(run) || run === 'infinity';
  }
}

const elementary = new Set(elementaryFunctions);
const functionAliases: Readonly<Record<string, string>> = {
  sgn: 'sign',
  softargmax: 'softmax',
  logistic: 'sigmoid',
  trace: 'tr',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  tg: 'tan',
  heaviside: 'step',
};
