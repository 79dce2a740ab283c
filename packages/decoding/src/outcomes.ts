import { type Arrange, type Node, runSearch } from './engine.ts';
import { type BeamSearchOptions, settle } from './options.ts';
import { beamStrategy } from './search.ts';
import type { SearchSpace } from './space.ts';
import type { SearchTrace } from './trace.ts';

/** What a beam search can come to. */
export interface BeamSearchOutcomes {
  /** One trace for each different course; the first is what {@link beamSearch} returns. */
  readonly outcomes: readonly SearchTrace[];
  /** False when there were more ways to break the ties than `limit`. */
  readonly complete: boolean;
}

/**
 * Every course a beam search can take, one for each way of breaking the ties that decide something: an answer that
 * follows any of them is right.
 *
 * @param options those of {@link beamSearch}, and `limit`: the most ways to try, default 256.
 * @throws SearchError as {@link beamSearch} does.
 *
 * @example
 * const fair = { heads: { logProbability: -0.7 }, tails: { logProbability: -0.7 } };
 * const { outcomes } = beamSearchOutcomes(fair, { beamWidth: 1, length: 1 });
 * outcomes.map((trace) => trace.hypotheses[0].tokens); // [['heads'], ['tails']]
 */
export function beamSearchOutcomes(
  space: SearchSpace,
  options: BeamSearchOptions & { readonly limit?: number },
): BeamSearchOutcomes {
  const settings = settle('beamSearchOutcomes', typeof space === 'function', options, options.beamWidth);
  const strategy = beamStrategy(settings);
  const limit = options.limit ?? 256;
  const outcomes = new Map<string, SearchTrace>();
  // Every run replays the choices made so far and takes the first of what comes new; then the last choice that has
  // another alternative moves on, as an odometer does.
  let choices: { taken: number; of: number }[] = [];
  for (let run = 0; run < limit; run += 1) {
    let position = 0;
    const arrange: Arrange = (equals, places) => {
      const orders = settings.finished === 'refill' ? permutations(equals) : firstPlaces(equals, places);
      const choice = choices[position] ?? { taken: 0, of: 0 };
      choices[position] = choice;
      position += 1;
      let index = 0;
      let chosen: readonly Node[] = equals;
      choice.of = choice.taken + 1;
      for (const order of orders) {
        if (index === choice.taken) chosen = order;
        if (index > choice.taken) {
          choice.of = index + 1;
          break;
        }
        index += 1;
      }
      return chosen;
    };
    const trace = runSearch(space, settings, strategy, 1_000_000, arrange, options.allowed);
    const key = courseOf(trace);
    if (!outcomes.has(key)) outcomes.set(key, trace);
    while (choices.length > 0 && choices.at(-1)!.taken + 1 >= choices.at(-1)!.of) choices.pop();
    const last = choices.at(-1);
    if (!last) return { outcomes: [...outcomes.values()], complete: true };
    choices = [...choices.slice(0, -1), { taken: last.taken + 1, of: last.of }];
  }
  return { outcomes: [...outcomes.values()], complete: false };
}

function inOrder(sequences: readonly (readonly unknown[])[]): string[] {
  return sequences.map((tokens) => JSON.stringify(tokens)).sort();
}

/** What is kept at each step and returned, whatever the order among equals. */
function courseOf(trace: SearchTrace): string {
  return JSON.stringify([
    trace.steps.map(({ candidates }) =>
      inOrder(candidates.filter(({ status }) => status === 'kept').map(({ tokens }) => tokens)),
    ),
    inOrder(trace.hypotheses.map(({ tokens }) => tokens)),
  ]);
}

/** The orders that differ in which `places` items come first; the order given is the first. */
function* firstPlaces(items: readonly Node[], places: number): Generator<Node[]> {
  for (const chosen of combinations(items, places)) {
    const first = new Set(chosen);
    yield [...chosen, ...items.filter((item) => !first.has(item))];
  }
}

function* combinations(items: readonly Node[], count: number): Generator<Node[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let index = 0; index + count <= items.length; index += 1) {
    for (const rest of combinations(items.slice(index + 1), count - 1)) yield [items[index]!, ...rest];
  }
}

function* permutations(items: readonly Node[]): Generator<Node[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.filter((_, other) => other !== index))) yield [item, ...rest];
  }
}
