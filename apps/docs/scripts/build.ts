/** `pnpm docs:build`: the site, into `dist`. A warning is an error, and so is a link that leads nowhere. */
import { buildSite } from '../build/site.ts';

const base = process.env['GRADBOOK_DOCS_BASE'] ?? '/';
const { warnings, links } = await buildSite({ base, log: (text) => process.stdout.write(text) });
for (const problem of [...warnings, ...links]) process.stderr.write(`${problem}\n`);
if (warnings.length + links.length > 0) {
  process.stderr.write(`The site has ${warnings.length} warnings and ${links.length} links that lead nowhere.\n`);
  process.exitCode = 1;
}
