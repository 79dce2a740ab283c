import cliProgress from 'cli-progress';

import { onInterruption } from '../interruption.ts';
import { printable } from './printable.ts';

/** A progress bar on standard error; where that is no terminal, a line every tenth. */
export function progress(
  total: number,
  doing = 'grading',
): { at: (done: number, label: string) => void; stop: () => void } {
  if (!process.stderr.isTTY) return lines(total, doing);
  const bar = new cliProgress.SingleBar(
    {
      format: `${doing} {bar} {percentage} % {label}`,
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
  bar.start(total, 0, { label: '' });
  const done = onInterruption(() => bar.stop());
  return {
    at: (reached, label) => bar.update(reached, { label: printable(label).slice(-28) }),
    stop: () => {
      done();
      bar.stop();
    },
  };
}

function lines(total: number, doing: string): { at: (done: number, label: string) => void; stop: () => void } {
  let told = 0;
  return {
    at: (done) => {
      const tenth = Math.floor((10 * done) / Math.max(1, total));
      if (tenth <= told) return;
      told = tenth;
      process.stderr.write(`${doing}: ${tenth * 10} %\n`);
    },
    stop: () => undefined,
  };
}
