import { mergeConfig } from 'vitest/config';

import { shared } from '../../vitest.shared.ts';

export default mergeConfig(shared, {
  test: { include: ['src/**/*.test.ts', 'build/**/*.test.ts', 'test/**/*.test.ts'] },
});
