import { runSuites } from '../run.ts';
import { suites } from '../suites/index.ts';
import type { PageMessage } from './run.ts';

/** Given to the page by whoever opened it. */
declare const report: (message: PageMessage) => Promise<void>;

const names = (new URLSearchParams(location.search).get('suites') ?? '').split(',');
const absent = 'a page starts no Python';

try {
  await runSuites(
    suites.filter(({ name }) => names.includes(name)),
    { runtime: 'browser', torch: async () => ({ name: 'pytorch', absent }) },
    {
      begun: (count, adapter) => void report({ begun: count, adapter }),
      at: (bench, stage, done) => void report({ bench, stage, done }),
      measured: (result) => void report({ result }),
    },
  );
  await report({ ended: true });
} catch (error) {
  await report({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
