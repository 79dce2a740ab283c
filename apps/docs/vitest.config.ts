import { mergeConfig } from 'vitest/config';

import { shared } from '../../vitest.shared.ts';

export default mergeConfig(shared, {
  test: {
    include: ['build/**/*.test.ts', 'src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/demos/global-setup.ts'],
    // The files share one browser and its one software adapter: at once they would only wait for each other.
    maxWorkers: 1,
    // The site is built and pages are followed: on a machine that is busy that takes its time.
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});
