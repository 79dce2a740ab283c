/** Writes docs/compatibility.md and docs/compatibility.json of the tables: `pnpm compatibility`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { compatibilityDocument, compatibilityMarkdown, root } from './document.ts';

const document = compatibilityDocument();
writeFileSync(join(root, 'docs/compatibility.json'), `${JSON.stringify(document, null, 2)}\n`);
writeFileSync(join(root, 'docs/compatibility.md'), compatibilityMarkdown(document));
const rows = document.packages.flatMap((each) => each.rows).length;
process.stdout.write(`docs/compatibility.md and docs/compatibility.json: ${rows} rows\n`);
