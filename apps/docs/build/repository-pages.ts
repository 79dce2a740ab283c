import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import type { Definition, Image, Link, Node } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

import type { Reference } from './api/reference.ts';
import { publishedPackages, root } from './packages.ts';
import { page } from './page.ts';

/** A Markdown file of the repository that is a page of the site too, as it stands. */
interface RepositoryPage {
  readonly file: string;
  readonly slug: string;
  /** Its title here; its own heading unless given. */
  readonly title?: string;
  readonly description: string;
}

const guides: readonly RepositoryPage[] = [
  {
    file: 'docs/writing-assignments.md',
    slug: 'staff/writing-assignments',
    description: 'The kinds of parts, mistakes, follow-through, and what lint checks.',
  },
  {
    file: 'docs/gradescope.md',
    slug: 'staff/gradescope',
    description: 'An autograder for Gradescope from any assignment.',
  },
  {
    file: 'apps/grading/README.md',
    slug: 'staff/command',
    title: 'The gradbook command',
    description: 'Every command and option of gradbook, what it reads and what it writes.',
  },
  {
    file: 'apps/server/README.md',
    slug: 'staff/server',
    title: 'The grading server',
    description: 'Grading as a service with web pages, a queue and a database.',
  },
  {
    file: 'docs/running-the-server.md',
    slug: 'staff/running-the-server',
    description: 'Owners, courses, people and their links, for whoever runs the grading server.',
  },
  {
    file: 'apps/self-check/README.md',
    slug: 'staff/self-check',
    title: 'The self-check page',
    description: 'A page in which students run the public tests of their code, to be put on any web server.',
  },
  {
    file: 'apps/training/README.md',
    slug: 'users/training',
    title: 'Training the reference models',
    description: 'pnpm train: the names classifier and ResNets for MNIST and CIFAR-10, resumable.',
  },
  {
    file: 'docs/compatibility.md',
    slug: 'users/compatibility',
    title: 'Compatibility',
    description: 'What each operation, layer and option is called in PyTorch, tfjs and jax-js, compared by a test.',
  },
  {
    file: 'docs/sizes.md',
    slug: 'users/sizes',
    description: 'What each package adds to a bundle, as measured.',
  },
  {
    file: 'docs/benchmarks.md',
    slug: 'users/benchmarks',
    description: 'Operations timed beside tfjs, jax-js and PyTorch, as ratios of one run, with the adapter named.',
  },
  {
    file: 'apps/bench/README.md',
    slug: 'users/measuring',
    title: 'How it is measured',
    description: 'pnpm bench: what is timed, how results are compared first, and what a ratio means.',
  },
];

/** The pages that there are files for. */
export const repositoryPages: readonly RepositoryPage[] = [
  ...guides.filter(({ file }) => existsSync(join(root, file))),
  ...publishedPackages().map(({ name, short, description }) => ({
    file: `packages/${short}/README.md`,
    slug: `packages/${short}`,
    title: name,
    description,
  })),
];

const addresses = new Map([
  ...repositoryPages.map(({ file, slug }): [string, string] => [file, `/${slug}/`]),
  ['packages/assignments/README.md#mistakes-that-are-recognised', '/staff/mistakes/'],
]);

/**
 * A file of the repository as a page: its heading is the title, links to files that are pages lead there, and links to other
 * files become their path, since the site does not have them.
 *
 * @throws Error where a link leads to no file.
 */
export function repositoryPage(
  { file, slug, title, description }: RepositoryPage,
  { opening = '', reference }: { readonly opening?: string; readonly reference?: Reference } = {},
): string {
  const text = readFileSync(join(root, file), 'utf8');
  const heading = /^# (.+)\n+/.exec(text);
  if (heading === null) throw new Error(`${file} does not begin with a heading`);
  const body = withCommands(withAddresses(text.slice(heading[0].length), file));
  const linked = reference === undefined ? body : withReference(body, reference);
  return page({ title: title ?? heading[1]!, slug, description }, opening + linked);
}

/** Rows that begin with a symbol in bold, under a heading that names its package, lead to the symbol's page. */
function withReference(text: string, reference: Reference): string {
  let module = '';
  return text.replaceAll(
    /^## (@gradbook\/[\w/-]+)$|^\| \*\*(\w+)\*\*/gm,
    (whole, heading?: string, symbol?: string) => {
      module = heading ?? module;
      const address = symbol === undefined ? undefined : reference.get(`${module} ${symbol}`);
      return address === undefined ? whole : `| **[${symbol}](${address})**`;
    },
  );
}

/** Indented commands as code of the shell. */
function withCommands(text: string): string {
  return text.replaceAll(
    /(?<=\n\n)((?: {4}(?:pnpm|npx|npm|bash|export|import|const) .*\n(?: {4}.*\n)*))(?=\n|$)/g,
    (block: string) => {
      const language = /^ {4}(?:import|const) /.test(block) ? 'js' : 'sh';
      return `\`\`\`${language}\n${block.replaceAll(/^ {4}/gm, '')}\`\`\`\n`;
    },
  );
}

function withAddresses(text: string, file: string): string {
  const tree = unified().use(remarkParse).use(remarkGfm).parse(text);
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  visit(tree, (node: Node): void => {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return;
    const { url, position } = node as Link | Image | Definition;
    if (/^(?:[a-z]+:|#)/i.test(url)) return;
    const start = position!.start.offset!;
    const end = position!.end.offset!;
    const source = text.slice(start, end);
    edits.push({ start, end, text: rewritten(node as Link | Image | Definition, source, url, file) });
  });
  return edits
    .sort((one, other) => other.start - one.start)
    .reduce((result, { start, end, text }) => result.slice(0, start) + text + result.slice(end), text);
}

function rewritten(node: Link | Image | Definition, source: string, url: string, file: string): string {
  const [path = '', fragment] = url.split('#');
  const target = relative(root, resolve(root, dirname(file), path));
  if (!existsSync(join(root, target))) throw new Error(`${file} links to ${url}, where there is nothing`);
  if (node.type === 'image') {
    if (!target.endsWith('.svg')) throw new Error(`${file} shows ${url}: only SVG is put into pages`);
    // Labels of groups say nothing that is not written in the plot, and groups may have none.
    const svg = readFileSync(join(root, target), 'utf8')
      .replace('background: white;', '')
      .replaceAll(/ aria-label="[^"]*"/g, '')
      .replace('<svg', `<svg role="img" aria-label="${node.alt ?? ''}"`)
      .replaceAll(/\s*\n\s*/g, ' ');
    return `<figure class="wide" tabindex="0" role="group" aria-label="${node.alt ?? ''}">${svg}</figure>`;
  }
  const address = addresses.get(fragment === undefined ? target : `${target}#${fragment}`) ?? addresses.get(target);
  if (address !== undefined) {
    const anchor = fragment === undefined || address.includes('mistakes') ? '' : `#${fragment}`;
    return source.replace(url, () => address + anchor);
  }
  return `\`${target}\``;
}
