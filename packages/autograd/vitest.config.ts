import { withFilesAlone } from '../../vitest.shared.ts';

/** It defines a rule, which is there until its process ends. */
export default withFilesAlone(['src/examples.test.ts']);
