import { withFilesAlone } from '../../vitest.shared.ts';

export default withFilesAlone(['src/definition/warm-up.test.ts']);
