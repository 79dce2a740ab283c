import { beamSearch, exhaustive, greedy, type Hypothesis, type ScoringFunction } from '@gradbook/decoding';
import { beamSearchBatch } from '@gradbook/decoding/device';
import { add, dispose, gather, mul, tensor, type Value } from '@gradbook/core-ops';
import { z } from 'zod';

import { AttributeReader, Unsupported } from '../cases/attributes.ts';
import type { BeamCase } from '../cases/schema.ts';

/** How a beam case came out. */
export interface BeamMeasurement {
  /** The largest error of a score, relative to max(1, its true magnitude). */
  readonly error: number;
  /** The tolerance where the error takes the largest share of it. */
  readonly tolerance: number;
  /** What differs: other sequences, another order, a score beyond its tolerance. */
  readonly misses: readonly string[];
}

const listed = z.array(z.object({ tokens: z.array(z.int()), score: z.number() }));
type Listed = z.infer<typeof listed>;

/** A search's result as far as a case states it. */
type Found = readonly { readonly tokens: Hypothesis['tokens']; readonly score: number }[];

interface Problem {
  readonly logp: Float32Array;
  readonly vocab: number;
  readonly length: number;
  readonly width: number;
  readonly start: number;
  readonly eos: number | undefined;
}

/**
 * Runs the searches whose results a case states: the exhaustive ones, greedy, and each beam search both over plain
 * numbers and batched on the device. Sequences and their order must be those of the case; scores may differ by the
 * rounding of float64 sums, because log-probabilities are float32 numbers that both sides take as they are.
 *
 * @throws Unsupported for an attribute or an output that is not known.
 */
export async function measureBeam(content: BeamCase): Promise<BeamMeasurement> {
  const problem = problemOf(content);
  const report = new Report(problem.length);
  const all = exhaustiveOf(problem);
  const beams = new Map<string, Found>();
  for (const [name, expected] of Object.entries(content.outputs)) {
    const alpha = /^exhaustive_top_alpha(?<alpha>\d+(?:\.\d+)?)$/.exec(name)?.groups?.['alpha'];
    const finished = finishedOf(name, problem);
    if (finished) {
      const plain = beamSearch(modelOf(problem), {
        ...searchOf(problem),
        beamWidth: problem.width,
        finished,
      }).hypotheses;
      beams.set(name, plain);
      report.compare(name, plain, listed.parse(expected), 'whole');
      report.compare(`${name} on the device`, await onDevice(problem, finished), listed.parse(expected), 'whole');
    } else if (name === 'exhaustive_top') {
      report.compare(name, all, listed.parse(expected), 'top');
    } else if (alpha !== undefined) {
      const ranked = exhaustiveOf(problem, Number(alpha)).map(({ tokens, rankingScore: score }) => ({ tokens, score }));
      report.compare(name, ranked, listed.parse(expected), 'top');
    } else if (name === 'greedy') {
      report.compare(name, greedy(modelOf(problem), searchOf(problem)).hypotheses, listed.parse(expected), 'top');
    } else if (name === 'sequences') {
      report.same('number of sequences', all.length, expected);
    } else if (!conclusions.includes(name)) {
      throw new Unsupported(`the output ${name} is not known`);
    }
  }
  for (const name of conclusions) {
    if (name in content.outputs) report.same(name, conclusionOf(name, beams, all), content.outputs[name]);
  }
  return report;
}

function problemOf({ attrs, inputs: { logp } }: BeamCase): Problem {
  const attributes = new AttributeReader(attrs);
  const problem: Problem = {
    logp: Float32Array.from(logp.data),
    vocab: attributes.number('vocab'),
    length: attributes.number('max_length'),
    width: attributes.number('beam_width'),
    start: attributes.number('start'),
    eos: attributes.isNull('eos') || !attributes.has('eos') ? undefined : attributes.number('eos'),
  };
  if (!attributes.isNull('length_penalty') && attributes.number('length_penalty', 0) !== 0) {
    throw new Unsupported(
      'a length penalty for the whole case: outputs named exhaustive_top_alpha… say what they rank by',
    );
  }
  attributes.ignore('length_penalty');
  attributes.done();
  const { length, vocab } = problem;
  if (String(logp.shape) !== String([length, vocab, vocab])) {
    throw new Error(`logp has shape [${logp.shape.join(', ')}]; expected [${length}, ${vocab}, ${vocab}]`);
  }
  return problem;
}

function modelOf({ logp, vocab, start }: Problem): ScoringFunction {
  return (prefix) => {
    const row = (prefix.length * vocab + Number(prefix.at(-1) ?? start)) * vocab;
    return Array.from(logp.subarray(row, row + vocab), (logProbability, token) => ({ token, logProbability }));
  };
}

function searchOf({ length, eos }: Problem): { readonly length: number; readonly endToken?: number } {
  return { length, ...(eos === undefined ? {} : { endToken: eos }) };
}

function exhaustiveOf(problem: Problem, lengthPenalty = 0): readonly Hypothesis[] {
  return exhaustive(modelOf(problem), { ...searchOf(problem), lengthPenalty }).hypotheses;
}

/** Which definition of the end token an output is of; undefined where it is of no beam search. */
function finishedOf(name: string, { eos }: Problem): 'keep' | 'refill' | undefined {
  if (name === 'beam_keep') return 'keep';
  if (name === 'beam_refill') return 'refill';
  if (name !== 'beam') return undefined;
  if (eos !== undefined)
    throw new Unsupported('the output beam of a case with an end token does not say which definition');
  return 'keep';
}

/** The case as a model on the device: its state is the place in the sequence, its table the case's own numbers. */
async function onDevice(problem: Problem, finished: 'keep' | 'refill'): Promise<Found> {
  const { logp, vocab, length, width, start } = problem;
  const given: { table: Value; place: Value } = {
    table: tensor(logp, [length * vocab, vocab]),
    place: tensor([0], [1], 'int32'),
  };
  try {
    const step = ({ place }: { place: Value }, tokens: Value): { logits: Value; state: { place: Value } } => ({
      logits: gather(given.table, add(mul(place, vocab), tokens), 0),
      state: { place: add(place, 1) },
    });
    const { results } = await beamSearchBatch(
      step,
      { place: given.place },
      { ...searchOf(problem), batch: 1, startToken: start, beamWidth: width, finished, scores: 'log-probabilities' },
    );
    return results[0]!.hypotheses;
  } finally {
    dispose(given);
  }
}

const conclusions = ['agree_best', 'agree_all', 'beam_finds_optimum'];

/** What a case concludes from its lists: whether both definitions agree, and whether the beam finds the best sequence. */
function conclusionOf(name: string, beams: ReadonlyMap<string, Found>, all: Found): boolean {
  const [keep, refill] = [beams.get('beam') ?? beams.get('beam_keep') ?? [], beams.get('beam_refill') ?? []];
  const sequences = (found: Found): string => JSON.stringify(found.map(({ tokens }) => tokens));
  if (name === 'agree_all') return sequences(keep) === sequences(refill);
  return sequences(keep.slice(0, 1)) === sequences((name === 'agree_best' ? refill : all).slice(0, 1));
}

/** Collects how far results are from a case. */
class Report implements BeamMeasurement {
  error = 0;
  tolerance = 0;
  readonly misses: string[] = [];
  readonly #length: number;
  #share = -1;

  constructor(length: number) {
    this.#length = length;
  }

  compare(what: string, found: Found, expected: Listed, extent: 'whole' | 'top'): void {
    if (found.length < expected.length || (extent === 'whole' && found.length > expected.length)) {
      this.misses.push(`${what}: ${found.length} sequences, expected ${expected.length}`);
    }
    for (const [index, truth] of expected.entries()) {
      const own = found[index];
      if (!own) return;
      if (String(own.tokens) !== String(truth.tokens)) {
        this.misses.push(`${what}: place ${index + 1} is ${own.tokens.join(' ')}, expected ${truth.tokens.join(' ')}`);
        return;
      }
      this.#score(`${what}: the score of place ${index + 1}`, own.score, truth.score);
    }
  }

  same(what: string, found: unknown, expected: unknown): void {
    if (found !== expected) this.misses.push(`${what}: ${String(found)}, expected ${String(expected)}`);
  }

  /** In either program a sum of at most T float64 numbers, a power and a quotient: one rounding each, 4 for the power. */
  #score(what: string, found: number, truth: number): void {
    const scale = Math.max(1, Math.abs(truth));
    const error = Math.abs(found - truth) / scale;
    const tolerance = (2 * (this.#length + 5) * 2 ** -53 * Math.abs(truth)) / scale;
    const share = error === 0 ? 0 : error / tolerance;
    this.error = Math.max(this.error, error);
    if (share > this.#share) [this.#share, this.tolerance] = [share, tolerance];
    if (!(share <= 1)) this.misses.push(`${what} is ${found}, expected ${truth}`);
  }
}
