import { mergeConfig } from 'vitest/config';

import { shared } from '../../vitest.shared.ts';

// Attacks wait for clocks more than they compute. What is left of killed programs is looked for once in a process: files do not share one.
export default mergeConfig(shared, { test: { maxConcurrency: 4, isolate: true } });
