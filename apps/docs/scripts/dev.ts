/** The site on a server of its own, following changes of the pages; what is made from the code is made once, at the start. */
import { generate } from '../build/generate.ts';
import { astro } from '../build/site.ts';

await generate();
await astro(['dev'], {}, (text) => process.stdout.write(text));
