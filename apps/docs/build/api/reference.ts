import { dirname, join, posix } from 'node:path';

import { Application, DeclarationReflection, PageEvent, type ProjectReflection, ReflectionKind } from 'typedoc';

import { publishedPackages } from '../packages.ts';
import { page } from '../page.ts';

const packages = publishedPackages();
const entries = new Map(packages.flatMap(({ entries }) => [...entries].map(([name, file]) => [file, name])));

/** Where each symbol is described, by its module and name: `@gradbook/core-ops matmul` → `/api/core-ops/functions/matmul/`. */
export type Reference = ReadonlyMap<string, string>;

/**
 * Writes the reference of everything that the published packages export, a page for each symbol, as Markdown for the site.
 * The packages are read as one program, from their sources: nothing has to be built before.
 *
 * @param modules writes these alone, for tests of the site; all unless given.
 * @returns the address of every symbol.
 * @throws Error where a public symbol has no docstring, refers to a type that is not exported, or links to nothing.
 */
export async function writeReference(folder: string, modules?: readonly string[]): Promise<Reference> {
  const app = await Application.bootstrapWithPlugins({
    options: join(import.meta.dirname, 'typedoc.json'),
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: [...entries].flatMap(([file, name]) => (modules?.includes(name) === false ? [] : [file])),
    outputs: [{ name: 'markdown', path: folder }],
    logLevel: 'Warn',
  });
  const points = app.getEntryPoints();
  if (points === undefined) throw new Error('TypeDoc found no modules to read: see above');
  const project = app.converter.convert(
    points.map((point) => ({ ...point, displayName: entries.get(point.sourceFile.fileName) ?? point.displayName })),
  );
  nameOptions(project);
  app.validate(project);
  failOnProblems(app);

  const addresses = new Map<string, string>();
  app.renderer.on(PageEvent.END, (event) => {
    const { model, url } = event;
    if (model instanceof DeclarationReflection && model.kind !== ReflectionKind.Module)
      addresses.set(`${moduleOf(model)} ${model.name}`, `/${addressOf(url)}/`);
    event.contents = asPage(event);
  });
  await app.generateOutputs(project);
  failOnProblems(app);
  return addresses;
}

function failOnProblems({ logger }: Application): void {
  const { errorCount, warningCount } = logger;
  if (errorCount + warningCount > 0)
    throw new Error(`The reference has ${errorCount} errors and ${warningCount} warnings: see above`);
}

/** A parameter that is taken apart in the signature has no name there. */
function nameOptions(project: ProjectReflection): void {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
    if (parameter.name.startsWith('__namedParameters')) parameter.name = 'options';
}

/** A page of the plugin as one of the site: with a title, its address, and links that lead to addresses and not to files. */
function asPage({ model, url, contents = '' }: PageEvent): string {
  const slug = addressOf(url);
  if (!(model instanceof DeclarationReflection)) return page({ ...overviewHead, slug }, overview());
  const body = withAddresses(withoutMathematics(contents), url);
  if (model.kind === ReflectionKind.Module) {
    const { short, description } = packages.find(({ entries }) => entries.has(model.name))!;
    const opening = `Everything that \`${model.name}\` exports. [What it is for, with examples](/packages/${short}/)\n\n`;
    return page({ title: model.name, slug, description, contents: flat, neighbours: false }, opening + body);
  }
  const module = moduleOf(model);
  const kind = ReflectionKind.singularString(model.kind).toLowerCase();
  const home = addressOf(`${module.replace('@gradbook/', '')}/index.md`);
  return page(
    {
      title: model.name,
      slug,
      description: summaryOf(model) || `The ${kind} ${model.name} of ${module}.`,
      contents: flat,
      neighbours: false,
    },
    `<p class="part-facts">${kind} of <a href="/${home}/"><code>${module}</code></a></p>\n\n${body}`,
  );
}

const flat = { minHeadingLevel: 2, maxHeadingLevel: 2 } as const;

const overviewHead = {
  title: 'API reference',
  description: 'Every symbol that the packages export, with its shapes, units, errors and an example that tests run.',
  contents: false,
  neighbours: false,
} as const;

function overview(): string {
  const rows = packages.map(({ short, entries, description }) => {
    const links = [...entries.keys()].map((name) => `[${name}](/api/${name.replace('@gradbook/', '')}/)`);
    return `| ${links.join('<br>')} | [${short}](/packages/${short}/): ${description} |`;
  });
  return (
    'Made from the docstrings of the sources. Examples are run by the tests: where a comment states a value, it was checked.\n\n' +
    `| module | for |\n|---|---|\n${rows.join('\n')}\n`
  );
}

function moduleOf(model: DeclarationReflection): string {
  let parent = model.parent;
  while (parent !== undefined && parent.kind !== ReflectionKind.Module) parent = parent.parent;
  return parent?.name ?? '';
}

/** The first paragraph of what a symbol's docstring says, as plain text. */
function summaryOf(model: DeclarationReflection): string {
  const comment = model.comment ?? model.signatures?.[0]?.comment;
  const text = (comment?.summary ?? []).map(({ text }) => text).join('');
  return text.split('\n\n', 1)[0]!.replaceAll('`', '').replaceAll(/\s+/g, ' ').replace(/:$/, '.').trim();
}

function addressOf(file: string): string {
  return `api/${file.replace(/(?:^|\/)index\.md$|\.md$/, '').toLowerCase()}`.replace(/\/$/, '');
}

/** Relative links to files as addresses. */
function withAddresses(text: string, url: string): string {
  return text.replaceAll(/\]\(([^()\s#]+\.md)(#[^()\s]+)?\)/g, (_, file: string, anchor = '') => {
    const target = posix.normalize(posix.join(dirname(url), file));
    return `](/${addressOf(target)}/${anchor})`;
  });
}

/** Docstrings have no LaTeX: a dollar sign is one. Code stays as it is. */
function withoutMathematics(text: string): string {
  return text
    .split(/(^```[\s\S]*?^```|`[^`\n]*`)/m)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll('$', String.raw`\$`)))
    .join('');
}
