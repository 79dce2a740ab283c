import cliProgress from 'cli-progress';

/** A progress bar on standard error; where that is no terminal, a line every tenth. */
export function progress(total: number): { at: (done: number, label: string) => void; stop: () => void } {
  if (!process.stderr.isTTY) return lines(total);
  const bar = new cliProgress.SingleBar(
    {
      format: 'grading {bar} {percentage} % {label}',
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { label: '' });
  return { at: (done, label) => bar.update(done, { label: label.slice(-28) }), stop: () => bar.stop() };
}

function lines(total: number): { at: (done: number, label: string) => void; stop: () => void } {
  let told = 0;
  return {
    at: (done) => {
      const tenth = Math.floor((10 * done) / Math.max(1, total));
      if (tenth <= told) return;
      told = tenth;
      process.stderr.write(`grading: ${tenth * 10} %\n`);
    },
    stop: () => undefined,
  };
}
