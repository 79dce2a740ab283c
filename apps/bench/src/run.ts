import { describeDevice, init } from '@gradbook/core-ops';

import type { CaseResult, PeerHosts, Stage, Suite } from './contract.ts';
import { measureCase } from './measure/measure.ts';

/** Who wants to know how far it is. */
export interface RunListener {
  /** Before anything is measured: the number of benchmarks, and the adapter. */
  readonly begun: (count: number, adapter: string) => void;
  readonly at: (bench: string, stage: Stage, done: number) => void;
  readonly measured: (result: CaseResult) => void;
}

/** Opens the device and measures the cases of suites, one after another: never two at once. */
export async function runSuites(chosen: readonly Suite[], hosts: PeerHosts, listener: RunListener): Promise<void> {
  await init();
  const { name, kind } = describeDevice();
  const cases = (await Promise.all(chosen.map(({ load }) => load()))).flat();
  listener.begun(cases.length, `${name} (${kind})`);
  for (const bench of cases) {
    listener.measured(
      'measure' in bench
        ? await bench.measure((done) => listener.at(bench.name, 'measuring', done))
        : await measureCase(bench, hosts, (stage, done) => listener.at(bench.name, stage, done)),
    );
  }
}
