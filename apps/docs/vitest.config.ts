import type { ViteUserConfig } from 'vitest/config';

import { shared } from '../../vitest.shared.ts';

// Files of each kind share a browser and its one software adapter: at once they would only wait for each other. The site is built and
// pages are followed: on a machine that is busy that takes its time.
const patient = { maxWorkers: 1, testTimeout: 300_000, hookTimeout: 900_000 };

// Not merged: lists would be joined, and each project would run the files of both.
const project = (test: NonNullable<ViteUserConfig['test']>): ViteUserConfig => ({
  ...shared,
  test: { ...shared.test, ...test },
});

export default {
  test: {
    ...patient,
    projects: [
      project({ ...patient, name: 'site', include: ['build/**/*.test.ts', 'test/*.test.ts'] }),
      project({
        ...patient,
        name: 'demos',
        include: ['src/**/*.test.ts', 'test/demos/**/*.test.ts'],
        globalSetup: ['test/demos/global-setup.ts'],
      }),
    ],
  },
};
