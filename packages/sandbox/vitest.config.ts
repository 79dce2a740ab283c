import { mergeConfig } from 'vitest/config';

import { shared } from '../../vitest.shared.ts';

// Attacks wait for clocks more than they compute.
export default mergeConfig(shared, { test: { maxConcurrency: 4 } });
