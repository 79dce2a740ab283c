import { resolve } from 'node:path';

import { testExamples } from '@gradbook/doc-examples';

testExamples(resolve(import.meta.dirname, '..'));
