import { resolve } from 'node:path';

import { testPages } from '@gradbook/doc-examples';

testPages(resolve(import.meta.dirname, '..'), [
  'src/content/docs/users/guide.md',
  'src/content/docs/users/coming-from.md',
]);
