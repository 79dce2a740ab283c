import { studentModule, submissionRoot } from '../protocol/data.ts';

/** An import that a submission may not make: what was imported, from where, and what may be. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** The URL of the student's module of operations. */
export const studentModuleUrl: string = `${submissionRoot}gradbook`;

/**
 * The URL of what a module of a submission imports: another file of the submission (an ending may be left out, and `.js` may
 * stand for `.ts`), or the module of operations. Nothing else can be imported.
 *
 * @throws ImportError with the files there are.
 */
export function resolveImport(specifier: string, from: string, files: ReadonlyMap<string, string>): string {
  if (specifier === studentModule || specifier === '@gradbook/core-ops') return studentModuleUrl;
  const importer = from.startsWith(submissionRoot) ? from.slice(submissionRoot.length) : '';
  const relative = /^\.\.?\//.test(specifier);
  const path = relative ? join(importer, specifier) : undefined;
  const found = path === undefined ? undefined : candidates(path).find((each) => files.has(each));
  if (found !== undefined) return submissionRoot + found;
  const known = [...files.keys()].map((each) => `./${each}`).join(', ');
  throw new ImportError(
    relative
      ? `${importer} imports '${specifier}', which is no file of the submission (${known})`
      : `${importer || 'the submission'} imports '${specifier}'; a submission can import '${studentModule}' and its own files (${known}), nothing else`,
  );
}

/** A path relative to a file's folder; undefined where it leaves the submission. */
function join(importer: string, specifier: string): string | undefined {
  const parts = importer.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function candidates(path: string | undefined): string[] {
  if (path === undefined) return [];
  const typescript = path.replace(/\.(m?)js$/, '.$1ts');
  return [
    path,
    typescript,
    `${path}.ts`,
    `${path}.mts`,
    `${path}.js`,
    `${path}.mjs`,
    `${path}/index.ts`,
    `${path}/index.js`,
  ];
}
