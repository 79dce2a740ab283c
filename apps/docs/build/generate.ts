import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { init, shutdown } from '@gradbook/core-ops';

import { type Reference, writeReference } from './api/reference.ts';
import { assignmentPages, mistakesPage } from './course-pages.ts';
import { figures } from './examples/figures.ts';
import { judgedExamples } from './examples/judged.ts';
import { packagePages } from './package-pages.ts';
import { repositoryPage, repositoryPages } from './repository-pages.ts';

const source = join(import.meta.dirname, '../src');

/** Pages that are made from the code and from files of the repository, and what pages show of it; git keeps neither. */
const folders = { pages: join(source, 'content/docs/generated'), data: join(source, 'generated') };

/**
 * Makes everything that the site shows of the code: reference, packages, assignments, mistakes, verdicts and figures.
 *
 * @param modules the reference of these modules alone; of all unless given.
 */
export async function generate({ modules }: { readonly modules?: readonly string[] } = {}): Promise<void> {
  await Promise.all(Object.values(folders).map((folder) => rm(folder, { recursive: true, force: true })));
  const reference = await writeReference(join(folders.pages, 'api'), modules);
  await write(folders.pages, pages(reference));
  await init();
  const judged = JSON.stringify(await judgedExamples(), null, 1);
  const drawn = Object.entries(await figures()).map(([name, svg]): [string, string] => [`figures/${name}.svg`, svg]);
  await write(folders.data, new Map([['judged.json', judged], ...drawn]));
  await shutdown();
}

function pages(reference: Reference): ReadonlyMap<string, string> {
  return new Map([
    ['mistakes.md', mistakesPage()],
    ...[...assignmentPages()].map(([id, text]) => [`assignments/${id}.md`, text] as const),
    ...[...packagePages()].map(([short, text]) => [`packages/${short}.md`, text] as const),
    ...repositoryPages
      .filter(({ slug }) => !slug.startsWith('packages/'))
      .map((each) => [`repository/${each.slug}.md`, repositoryPage(each, { reference })] as const),
  ]);
}

async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
