import { mergeConfig } from 'vitest/config';

import { shared } from '../../vitest.shared.ts';

export default mergeConfig(shared, {
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/demos/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // The files share one browser and its one software adapter: at once they would only wait for each other.
    maxWorkers: 1,
  },
});
