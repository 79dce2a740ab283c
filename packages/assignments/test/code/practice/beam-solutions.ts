/** Beam search in plain loops, in JavaScript: a list of hypotheses that is sorted in every step. */
export const beamInLoops = `
export function beamSearch(step, start, { beamWidth, maxLength, startToken, endToken, lengthPenalty = 0 }) {
  if (!(Number.isInteger(beamWidth) && beamWidth > 0)) throw new RangeError('beamWidth must be a whole number from 1');
  if (!(Number.isInteger(maxLength) && maxLength > 0)) throw new RangeError('maxLength must be a whole number from 1');
  let beam = [{ tokens: [], score: 0, state: start, done: false }];
  for (let t = 0; t < maxLength; t++) {
    const candidates = [];
    for (const hyp of beam) {
      if (hyp.done) { candidates.push(hyp); continue; }
      const last = hyp.tokens.length > 0 ? hyp.tokens[hyp.tokens.length - 1] : startToken;
      const { logProbabilities, state } = step(last, hyp.state);
      for (let token = 0; token < logProbabilities.data.length; token++) {
        const logp = logProbabilities.data[token];
        if (Number.isNaN(logp)) throw new Error('a log-probability is NaN');
        if (logp === -Infinity) continue;
        candidates.push({ tokens: [...hyp.tokens, token], score: hyp.score + logp, state, done: token === endToken });
      }
    }
    candidates.sort((a, b) => b.score - a.score);
    beam = candidates.slice(0, beamWidth);
    if (beam.every((hyp) => hyp.done)) break;
  }
  const ranked = beam.map((hyp) => ({ tokens: hyp.tokens, score: hyp.score / hyp.tokens.length ** lengthPenalty }));
  ranked.sort((a, b) => b.score - a.score);
  return { tokens: ranked.map((hyp) => hyp.tokens), scores: ranked.map((hyp) => hyp.score) };
}
`;

/** Beam search on whole tensors: scores [k, V], the best of them by topK, and parents by division; rows filled up with −1. */
export const beamOnTensors = `
import { add, reshape, stack, tensor, toNested, topK, zeros, type Tensor } from 'gradbook';

type Options = { beamWidth: number; maxLength: number; startToken: number; endToken?: number; lengthPenalty?: number };

export function beamSearch<S>(step: (token: number, state: S) => { logProbabilities: Tensor; state: S }, start: S, options: Options) {
  const { beamWidth: k, maxLength, startToken, endToken = -5, lengthPenalty = 0 } = options;
  if (!(k >= 1) || k % 1 !== 0 || !(maxLength >= 1) || maxLength % 1 !== 0) throw new RangeError('k and maxLength are whole numbers from 1');
  let scores = zeros([1]);
  let states: (S | null)[] = [start];
  let tokens: number[][] = [[]];
  for (let t = 0; t < maxLength; t++) {
    const steps = tokens.map((row, i) => (row.at(-1) === endToken ? null : step(row.at(-1) ?? startToken, states[i]!)));
    const size = steps.find((each) => each !== null)?.logProbabilities.shape[0];
    if (size === undefined) break;
    // A finished hypothesis has one candidate, which costs nothing and is nowhere among the tokens.
    const rows = steps.map((each) => (each ? [...each.logProbabilities.data, -Infinity] : [...Array<number>(size).fill(-Infinity), 0]));
    if (rows.flat().some(Number.isNaN)) throw new Error('NaN among the log-probabilities');
    const all = reshape(add(tensor(rows), reshape(scores, [rows.length, 1])), [rows.length * (size + 1)]);
    const best = topK(all, Math.min(k, rows.length * (size + 1)));
    const chosen = [...best.indices.data].filter((_, i) => best.values.data[i] !== -Infinity);
    scores = tensor([...best.values.data].slice(0, chosen.length));
    states = chosen.map((index) => steps[Math.floor(index / (size + 1))]?.state ?? null);
    tokens = chosen.map((index) => {
      const row = tokens[Math.floor(index / (size + 1))]!;
      return index % (size + 1) === size ? row : [...row, index % (size + 1)];
    });
  }
  const ranking = [...scores.data].map((score, i) => score / Math.pow(tokens[i]!.length, lengthPenalty));
  const order = ranking.map((_, i) => i).sort((a, b) => ranking[b]! - ranking[a]!);
  const padded = order.map((i) => [...tokens[i]!, ...Array<number>(maxLength - tokens[i]!.length).fill(-1)]);
  return { tokens: tensor(padded), scores: tensor(order.map((i) => ranking[i]!)) };
}
`;

/** Beam search with classes and generators, async; hypotheses point at their parents, and come as a list of objects. */
export const beamOfClasses = `
import type { Tensor } from 'gradbook';

type Step<S> = (token: number, state: S) => { logProbabilities: Tensor; state: S };
interface Options { beamWidth: number; maxLength: number; startToken: number; endToken?: number; lengthPenalty?: number }

class Hypothesis<S> {
  constructor(
    readonly parent: Hypothesis<S> | null,
    readonly token: number,
    readonly score: number,
    readonly state: S,
    readonly finished: boolean,
  ) {}
  path(): number[] {
    return this.parent === null ? [] : [...this.parent.path(), this.token];
  }
  *children(step: Step<S>, endToken: number | undefined): Generator<Hypothesis<S>> {
    const { logProbabilities, state } = step(this.token, this.state);
    for (const [token, logp] of logProbabilities.data.entries()) {
      if (logp !== logp) throw new TypeError('NaN');
      if (logp > -Infinity) yield new Hypothesis(this, token, this.score + logp, state, token === endToken);
    }
  }
}

const natural = (name: string, value: number): void => {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(name + ' is ' + value);
};

export const beamSearch = async <S>(step: Step<S>, start: S, o: Options) => {
  natural('beamWidth', o.beamWidth);
  natural('maxLength', o.maxLength);
  const root = new Hypothesis<S>(null, o.startToken, 0, start, false);
  const grow = (beam: Hypothesis<S>[], left: number): Hypothesis<S>[] =>
    left === 0 || beam.every((h) => h.finished)
      ? beam
      : grow(
          beam
            .flatMap((h) => (h.finished ? [h] : [...h.children(step, o.endToken)]))
            .toSorted((a, b) => b.score - a.score)
            .slice(0, o.beamWidth),
          left - 1,
        );
  return grow([root], o.maxLength)
    .map((h) => ({ tokens: h.path(), score: h.score / h.path().length ** (o.lengthPenalty ?? 0) }))
    .toSorted((a, b) => b.score - a.score);
};
`;
