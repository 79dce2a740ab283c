import { resolve } from 'node:path';

import { init } from '@gradbook/core-ops';
import { Command } from 'commander';

import { onInterruption } from '../interruption.ts';
import { servePreview } from '../preview/server.ts';
import { Preview } from '../preview/state.ts';
import { watchFolders } from '../preview/watch.ts';
import { colours as pc } from '../terminal/colours.ts';
import { printable } from '../terminal/printable.ts';
import { wholeNumber } from './numbers.ts';

/** `gradbook preview`: a page of an assignment that follows changes of its file and judges answers that are typed. */
export function previewCommand(): Command {
  return new Command('preview')
    .description(
      'Serves a page of an assignment on this machine: it follows changes of the file and judges answers you type.',
    )
    .argument('<assignment>', 'an assignment file, or the id of a bundled assignment')
    .option('--port <number>', 'the port; 0 takes any free one', wholeNumber, 4680)
    .option('--seed <number>', 'seed of the random points at which formulas are compared', wholeNumber, 0)
    .action(async (given: string, flags: { readonly port: number; readonly seed: number }) => {
      const preview = new Preview(given, flags.seed);
      await init();
      await preview.refresh();
      const { state } = preview;
      // A file that never loaded may lie anywhere: its own path is watched.
      const files = state.loaded?.source?.files ?? (state.loaded ? [] : [resolve(given)]);
      const { url, close } = await servePreview(preview, flags.port);
      process.stdout.write(`Preview of ${printable(given)}: ${pc.cyan(url)}\nCtrl-C ends it.\n`);
      const say = (): void => {
        if (preview.state.problem !== undefined)
          process.stderr.write(`${pc.red('does not load')}: ${printable(preview.state.problem)}\n`);
      };
      say();
      const stop = watchFolders(files, () => {
        void preview.refresh().then(say);
      });
      await new Promise<void>((done) => {
        onInterruption(() => {
          stop();
          // What is still open ends with the process.
          void close();
          done();
        });
      });
    });
}
