import cliProgress from 'cli-progress';

import type { Stage } from '../contract.ts';

/** Told how far the benchmarks are. */
export interface Progress {
  readonly at: (bench: string, stage: Stage, done: number) => void;
  readonly stop: () => void;
}

/** A bar on standard error for each benchmark; where that is no terminal, a line as each begins. */
export function terminalProgress(total: number): Progress {
  const stream = process.stderr;
  let [begun, last] = [0, ''];
  const begins = (bench: string): boolean => {
    if (bench === last) return false;
    last = bench;
    begun++;
    return true;
  };
  if (!stream.isTTY) {
    return {
      at: (bench) => {
        if (begins(bench)) stream.write(`bench: ${begun} of ${total}, ${bench}\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new cliProgress.SingleBar(
    {
      format: '{begun}/{total_} {bar} {stage}: {bench}',
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      // Its own handler swallows Ctrl-C.
      gracefulExit: false,
      barsize: 20,
      stream,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(100, 0, { begun: 0, total_: total, stage: '', bench: '' });
  return {
    at: (bench, stage, done) => {
      begins(bench);
      bar.update(Math.round(100 * done), { begun, total_: total, stage, bench: bench.slice(0, 36) });
    },
    stop: () => bar.stop(),
  };
}
