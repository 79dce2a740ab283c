/**
 * Extracts the bundled names from the locales of @faker-js/faker (MIT) into src/names/bundled-names.ts, and its licence into
 * NOTICE.md: `pnpm extract` in this package. The same version of the library gives the same files.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundledFiles } from './bundled-files.ts';

const folder = join(import.meta.dirname, '..');
const files = bundledFiles();
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
