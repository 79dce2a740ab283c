import type { Reading } from './reading.ts';
import { ReadError, type Token } from './tokens.ts';

/** One symbol or function of a run of letters, and the index of the token behind it. */
export interface Run {
  readonly name: string;
  readonly to: number;
  /** The function's name, where it is one. */
  readonly function?: string;
}

/**
 * Takes apart letters and digits written without a space, as in `wu2`, `kTM`, `tanh`: along the scope's names where
 * they cover it, else letter by letter in LaTeX and as one name in plain text.
 *
 * @returns the symbols by the index of their first token.
 * @throws {ReadError} where the scope's names cover it in two ways.
 */
export function splitRun(tokens: readonly Token[], from: number, reading: Reading): Map<number, Run> {
  const first = tokens[from];
  if (first?.kind !== 'letter') throw new RangeError('A run begins with a letter.');
  if (first.name.length > 1 && !/^\p{L}$/u.test(first.name)) return indexed(tokens, from, reading);
  let to = from + 1;
  for (;;) {
    const [token, before] = [tokens[to], tokens[to - 1]];
    const joins =
      (token?.kind === 'letter' && token.name.length === 1) || (token?.kind === 'digits' && /^\d+$/.test(token.text));
    if (!joins || token.start !== before?.end) break;
    to++;
  }
  if (to - from === 1) return new Map([[from, { name: first.name, to }]]);
  return cover(tokens, from, to, reading);
}

/** A named letter, θ, with digits right behind it where the scope or plain text makes them its index. */
function indexed(tokens: readonly Token[], from: number, reading: Reading): Map<number, Run> {
  const [letter, digits] = [tokens[from], tokens[from + 1]];
  if (letter?.kind !== 'letter') throw new RangeError('A run begins with a letter.');
  if (digits?.kind === 'digits' && digits.start === letter.end && /^\d+$/.test(digits.text)) {
    const name = reading.names.written(letter.name + digits.text) ?? `${letter.name}_${digits.text}`;
    return new Map([[from, { name, to: from + 2 }]]);
  }
  return new Map([[from, { name: letter.name, to: from + 1 }]]);
}

interface Path {
  /** Unknown symbols, then symbols: fewer is better. */
  readonly cost: number;
  readonly ties: number;
  readonly next: number;
  readonly unit?: Omit<Run, 'to'>;
}

function cover(tokens: readonly Token[], from: number, to: number, reading: Reading): Map<number, Run> {
  const { names, mode } = reading;
  const behind = tokens[to];
  const opens = behind?.kind === 'open' && (behind.bracket === '(' || behind.bracket === '[');
  const applies =
    opens || (behind !== undefined && behind.kind !== 'sign' && behind.kind !== 'relation' && behind.kind !== 'close');
  const best: Path[] = [];
  best[to] = { cost: 0, ties: 1, next: to };
  for (let i = to - 1; i >= from; i--) {
    if (tokens[i]?.kind !== 'letter') continue;
    let chosen: Path | undefined;
    const offer = (end: number, cost: number, unit: Omit<Run, 'to'>): void => {
      const rest = best[end];
      if (!rest) return;
      const total = cost + rest.cost;
      if (!chosen || total < chosen.cost) chosen = { cost: total, ties: rest.ties, next: end, unit };
      else if (total === chosen.cost) chosen = { ...chosen, ties: chosen.ties + rest.ties };
    };
    let text = '';
    for (let end = i + 1; end <= to && text.length < Math.max(names.longest, 12); end++) {
      const token = tokens[end - 1];
      text += token?.kind === 'letter' ? token.name : token?.kind === 'digits' ? token.text : '';
      const single = /^\p{L}$/u.test(text);
      const lettered = /^(\p{L}+)(\d+)$/u.exec(text);
      const known = names.has(text) || names.function(text) !== undefined ? text : undefined;
      // In LaTeX, letters beside each other are no subscript: only u1 may stand for u_1.
      const written = known ?? (mode === 'plain' || lettered ? names.written(text) : undefined);
      const applied = end === to && text.length > 1 ? names.functionWord(text) : undefined;
      if (written !== undefined && !(applied !== undefined && !names.has(written))) offer(end, 1, { name: written });
      if (applied !== undefined && (opens || (applies && mode === 'plain')))
        offer(end, 1, { name: applied, function: applied });
      else if (applied !== undefined && applies) offer(end, 60, { name: applied, function: applied });
      if (written === undefined && applied === undefined) {
        if (mode === 'plain' && names.isGreek(lettered?.[1] ?? text) && end === to)
          offer(end, 2, { name: lettered ? `${lettered[1]}_${lettered[2]}` : text });
        else if (mode === 'latex' && single) offer(end, 100, { name: text });
        else if (mode === 'latex' && lettered?.[1]?.length === 1)
          offer(end, 90, { name: `${lettered[1]}_${lettered[2]}` });
        else if (mode === 'plain' && i === from && end === to)
          offer(end, 1000, { name: lettered ? `${lettered[1]}_${lettered[2]}` : text });
      }
    }
    if (chosen) best[i] = chosen;
  }
  const [first, last] = [tokens[from], tokens[to - 1]];
  const start = best[from];
  if (!start || start.ties > 1)
    throw new ReadError(
      start
        ? 'These letters can be read as more than one product of known names.'
        : 'These letters and digits cannot be read.',
      first?.start ?? 0,
      last?.end ?? 0,
    );
  const found = new Map<number, Run>();
  for (let i = from; i < to;) {
    const path = best[i];
    if (!path?.unit) break;
    found.set(i, { ...path.unit, to: path.next });
    i = path.next;
  }
  return found;
}
