import type { BenchCase, CaseResult, Contestant, MeasureSettings, PeerHosts, Stage } from '../contract.ts';
import { disagreement } from './agreement.ts';
import { ratioOf, timesOf } from './statistics.ts';

const defaultSettings: MeasureSettings = { warmUp: 3, minRounds: 7, maxRounds: 60, budget: 4000 };

/** Rounds of work that takes very long, and how many times the budget they may take. */
const fewestRounds = 3;
const patience = 4;

/** Told before each step: `done` of 1 is the end of the case. */
export type Watch = (stage: Stage, done: number) => void;

/** A peer computed something else: times of it would mean nothing. */
export class DisagreementError extends Error {
  override readonly name = 'DisagreementError';
}

/**
 * Measures a case: peers are compared with ours, everybody warms up, then all run in turn, round after round, the order
 * turned by one each round, so that whatever else the machine does falls on all of them alike.
 *
 * @param clock milliseconds that only grow.
 * @throws DisagreementError when a peer's outputs are not ours.
 */
export async function measureCase(
  bench: BenchCase,
  hosts: PeerHosts,
  watch: Watch = () => undefined,
  settings: MeasureSettings = { ...defaultSettings, ...bench.settings },
  clock: () => number = () => performance.now(),
): Promise<CaseResult> {
  watch('preparing', 0);
  const { ours, peers, tolerance } = await bench.prepare(hosts);
  const present = peers.filter((peer): peer is Contestant => 'run' in peer);
  const contestants = [ours, ...present];
  try {
    watch('comparing', 0);
    if (tolerance !== null) await compare(bench.name, ours, present, tolerance);
    watch('warming up', 0);
    for (const { run } of contestants) {
      const began = clock();
      for (let i = 0; i < settings.warmUp && (i === 0 || clock() - began < settings.budget / 2); i++) await run();
    }
    const times = await rounds(contestants, settings, watch, clock);
    const own = timesOf(times[0]!);
    const absent = peers.flatMap((peer) => ('absent' in peer ? [[peer.name, peer.absent] as const] : []));
    const medians = [
      ['ours', own.median_ms],
      ...present.map(({ name }, i) => [name, timesOf(times[i + 1]!).median_ms]),
    ];
    return {
      name: bench.name,
      ours: { ...own, runs: times[0]!.length },
      peers: Object.fromEntries(
        present.map(({ name }, i) => {
          const theirs = timesOf(times[i + 1]!);
          return [name, { ...theirs, ratio: ratioOf(theirs.median_ms, own.median_ms) }];
        }),
      ),
      ...(bench.counted === undefined
        ? {}
        : {
            per_minute: {
              unit: bench.counted,
              of: Object.fromEntries(medians.map(([name, ms]) => [name, Number((60_000 / Number(ms)).toPrecision(3))])),
            },
          }),
      ...(absent.length > 0 ? { absent: Object.fromEntries(absent) } : {}),
    };
  } finally {
    for (const { dispose } of contestants) dispose?.();
  }
}

async function compare(name: string, ours: Contestant, peers: readonly Contestant[], tolerance: number): Promise<void> {
  const own = await ours.outputs();
  for (const peer of peers) {
    const difference = disagreement(own, await peer.outputs(), tolerance);
    if (difference === undefined) continue;
    throw new DisagreementError(`${name}: ${peer.name} computes something else than ours: ${difference}`);
  }
}

async function rounds(
  contestants: readonly Contestant[],
  { minRounds, maxRounds, budget }: MeasureSettings,
  watch: Watch,
  clock: () => number,
): Promise<number[][]> {
  const times: number[][] = contestants.map(() => []);
  const began = clock();
  for (let round = 0; round < maxRounds; round++) {
    const used = clock() - began;
    // A median of three is still one, where a round takes longer than all of them should.
    if (used >= budget && (round >= minRounds || (round >= fewestRounds && used >= patience * budget))) break;
    watch('measuring', Math.max(round / maxRounds, Math.min(round / minRounds, used / budget, 1)));
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + round) % contestants.length;
      const start = clock();
      await contestants[index]!.run();
      times[index]!.push(clock() - start);
    }
  }
  watch('measuring', 1);
  return times;
}
