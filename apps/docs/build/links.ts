import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';

import { Parser } from 'htmlparser2';

interface Page {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
}

/**
 * Every link, picture, script and style sheet of a built site that leads to nothing within it, fragments included, one line each.
 * Addresses of other hosts are not asked.
 */
export async function brokenLinks(folder: string, base: string): Promise<readonly string[]> {
  const prefix = base.replace(/\/$/, '');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const known = new Set(files);
  const pages = new Map<string, Page>();
  for (const file of files.filter((name) => name.endsWith('.html')))
    pages.set(file, read(await readFile(join(folder, file), 'utf8')));

  const problems: string[] = [];
  for (const [file, { links }] of pages)
    for (const link of new Set(links)) {
      if (/^(?:[a-z][\w+.-]*:|\/\/)/i.test(link)) continue;
      const [path = '', fragment] = decodeURI(link).split('?', 1)[0]!.split('#');
      const absolute = path === '' ? `${prefix}/${file}` : posix.resolve(`${prefix}/${posix.dirname(file)}`, path);
      const target = fileOf(absolute, path.endsWith('/'), prefix, known);
      if (target === undefined) problems.push(`${file} links to ${link}, where there is nothing`);
      else if (fragment !== undefined && fragment !== '' && pages.get(target)?.ids.has(fragment) === false)
        problems.push(`${file} links to ${link}, a page without that place`);
    }
  return problems;
}

/** The file behind an address; pages are addressed with a slash at the end. */
function fileOf(path: string, isFolder: boolean, prefix: string, known: ReadonlySet<string>): string | undefined {
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return undefined;
  const name = path.slice(prefix.length + 1);
  const file = isFolder || name === '' ? posix.join(name, 'index.html') : name;
  return known.has(file) ? file : undefined;
}

function read(html: string): Page {
  const ids = new Set<string>();
  const links: string[] = [];
  new Parser({
    onopentag(_, attributes) {
      for (const name of ['id', 'name']) if (attributes[name] !== undefined) ids.add(attributes[name]);
      for (const name of ['href', 'src']) if (attributes[name] !== undefined) links.push(attributes[name]);
    },
  }).end(html);
  return { ids, links };
}
