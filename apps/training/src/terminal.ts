import cliProgress from 'cli-progress';

import type { EpochRecord, Listener } from './training/run.ts';
import type { Score } from './training/task.ts';

/** A progress bar on standard error, or a line every tenth where that is no terminal; a line an epoch on `out`. */
export function terminalListener(out: (text: string) => void): Listener & { readonly stop: () => void } {
  const bar = process.stderr.isTTY
    ? new cliProgress.SingleBar(
        {
          format: 'training {bar} {percentage} %, epoch {epoch}, loss {loss}, {eta_formatted} left',
          hideCursor: true,
          clearOnComplete: true,
          // Its own handler swallows Ctrl-C.
          gracefulExit: false,
          barsize: 30,
          etaBuffer: 100,
          stream: process.stderr,
        },
        cliProgress.Presets.shades_classic,
      )
    : undefined;
  let tenths = 0;
  let total = 1;
  return {
    begun: ({ stepsBefore, steps, resumedAt }) => {
      if (resumedAt > 0) out(`going on after epoch ${resumedAt}\n`);
      total = steps;
      tenths = Math.floor((10 * stepsBefore) / steps);
      bar?.start(steps, stepsBefore, { epoch: resumedAt + 1, loss: '…' });
    },
    stepped: ({ done, epoch, loss }) => {
      bar?.update(done, { epoch: epoch + 1, loss: loss.toFixed(3) });
      const reached = Math.floor((10 * done) / total);
      if (bar || reached === tenths) return;
      tenths = reached;
      process.stderr.write(`training: ${reached * 10} %, loss ${loss.toFixed(3)}\n`);
    },
    epochEnded: (record) => {
      // The bar is drawn again by the next step, below this line.
      if (bar) process.stderr.write('\r\u001B[K');
      out(epochLine(record));
    },
    stop: () => bar?.stop(),
  };
}

function epochLine({ epoch, train, test, seconds }: EpochRecord): string {
  return `epoch ${epoch}: training ${scoreText(train)}; held back ${scoreText(test)}; ${seconds.toFixed(1)} s\n`;
}

function scoreText({ loss, accuracy }: Score): string {
  return `loss ${loss.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(2)} %`;
}
