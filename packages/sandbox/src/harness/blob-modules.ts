import { parse as parseScript } from 'acorn';
import { parse } from 'es-module-lexer/minimal/js';
import { transform } from 'sucrase';

import { submissionRoot } from '../protocol/data.ts';
import { ImportError, resolveImport, studentModuleUrl } from './paths.ts';

/**
 * Loads the modules of a submission where there are no hooks for imports: each becomes a blob:, after those that it imports,
 * and its specifiers their URLs. Modules that import each other in a circle cannot be loaded so.
 */
export class BlobModules {
  readonly #studentModule: string;
  readonly #urls = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  /** @param studentModule the source of the module of operations. */
  constructor(studentModule: string) {
    this.#studentModule = studentModule;
  }

  /** Loads the entry module with all that it imports. */
  async load(files: ReadonlyMap<string, string>, entry: string): Promise<Readonly<Record<string, unknown>>> {
    this.#urls.set(studentModuleUrl, blob(this.#studentModule, studentModuleUrl));
    const published = this.#publish(submissionRoot + entry, files, []);
    try {
      return (await import(published)) as Readonly<Record<string, unknown>>;
    } catch (error) {
      if (error instanceof SyntaxError) for (const [path, text] of this.#texts) locateSyntaxError(text, path);
      throw error;
    }
  }

  /** The blob: of a module of the submission. */
  #publish(url: string, files: ReadonlyMap<string, string>, importers: readonly string[]): string {
    const known = this.#urls.get(url);
    if (known !== undefined) return known;
    const path = url.slice(submissionRoot.length);
    if (importers.includes(path)) {
      const circle = [...importers.slice(importers.indexOf(path)), path].join(' → ');
      throw new ImportError(
        `the modules import each other in a circle (${circle}), which cannot be loaded in a browser`,
      );
    }
    const text = files.get(path)!;
    const javascript = /\.m?ts$/.test(path) ? withoutTypes(text, path) : text;
    this.#texts.set(path, javascript);
    let [written, position] = ['', 0];
    for (const { n: specifier, s: start, e: end, d: dynamic } of importsOf(javascript)) {
      if (dynamic !== -1 || specifier === undefined) continue;
      const imported = this.#publish(resolveImport(specifier, url, files), files, [...importers, path]);
      written += javascript.slice(position, start) + imported;
      position = end;
    }
    const made = blob(written + javascript.slice(position), url);
    this.#urls.set(url, made);
    return made;
  }
}

function importsOf(javascript: string): ReturnType<typeof parse>[0] {
  try {
    return parse(javascript)[0];
  } catch {
    // The browser says better what is wrong with it.
    return [];
  }
}

/** A browser does not say where a module that it imports is wrong. @throws SyntaxError with the place. */
function locateSyntaxError(text: string, path: string): void {
  try {
    parseScript(text, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /^(.*) \((\d+):(\d+)\)$/.exec(message);
    // Columns are counted from 1 here, and with the types gone they are near, not exact.
    throw new SyntaxError(place ? `${path}:${place[2]}:${Number(place[3]) + 1}: ${place[1]}` : `${path}: ${message}`);
  }
}

/** The name at the end is what stack traces say. */
function blob(text: string, url: string): string {
  return URL.createObjectURL(new Blob([text, `\n//# sourceURL=${url}`], { type: 'text/javascript' }));
}

/** JavaScript on the same lines; columns may differ. */
function withoutTypes(text: string, path: string): string {
  try {
    return transform(text, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: false }).code;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /\((\d+):(\d+)\)$/.exec(message);
    throw new SyntaxError(
      `${path}${place ? `:${place[1]}:${place[2]}` : ''}: ${message.replace(/^Error transforming .*?: /, '')}`,
    );
  }
}
