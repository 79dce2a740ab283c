import { withFilesAlone } from '../../vitest.shared.ts';

export default withFilesAlone(['src/device/**/*.test.ts', 'src/kernels/**/*.test.ts']);
