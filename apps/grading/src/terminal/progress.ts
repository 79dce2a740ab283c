import cliProgress from 'cli-progress';

import { onInterruption } from '../interruption.ts';
import { printable } from './printable.ts';

/** Shows how far something is. */
export interface Progress {
  /** @param left words for the time that is left, where it is known. */
  readonly at: (done: number, label: string, left?: string) => void;
  readonly stop: () => void;
}

/** A progress bar on standard error; where that is no terminal, a line every tenth. */
export function progress(total: number, doing = 'grading'): Progress {
  if (!process.stderr.isTTY) return lines(total, doing);
  const bar = new cliProgress.SingleBar(
    {
      format: `${doing} {bar} {percentage} %{left} {label}`,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      // Its own handler swallows Ctrl-C.
      gracefulExit: false,
      barsize: 30,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { label: '', left: '' });
  const done = onInterruption(() => bar.stop());
  return {
    at: (reached, label, left) =>
      bar.update(reached, {
        label: printable(label).slice(left === undefined ? -28 : -16),
        left: left === undefined ? '' : `, ${left} left,`,
      }),
    stop: () => {
      done();
      bar.stop();
    },
  };
}

function lines(total: number, doing: string): Progress {
  let told = 0;
  return {
    at: (done, _label, left) => {
      const tenth = Math.floor((10 * done) / Math.max(1, total));
      if (tenth <= told) return;
      told = tenth;
      process.stderr.write(`${doing}: ${tenth * 10} %${left === undefined || tenth === 10 ? '' : `, ${left} left`}\n`);
    },
    stop: () => undefined,
  };
}
