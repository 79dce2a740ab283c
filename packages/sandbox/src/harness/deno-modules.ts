import { registerHooks, stripTypeScriptTypes } from 'node:module';

import { parse } from 'es-module-lexer/minimal/js';

import { submissionRoot } from '../protocol/data.ts';
import { ImportError, resolveImport, studentModuleUrl } from './paths.ts';

/** How modules are loaded. */
export interface LoaderOptions {
  /** The source of the module of operations. */
  readonly studentModule: string;
  /** Lets modules import Node's: to test that the layers below hold without this one. */
  readonly builtins: boolean;
}

/**
 * Loads the modules of a submission from memory. Every import of every module that is loaded from here on goes through
 * resolveImport(), static or dynamic, with whatever attributes. Deno asks its hooks about all but static imports of Node's
 * modules (which it gives no permissions either); these are looked for in the text, for the sake of the message.
 */
export class ModuleLoader {
  readonly #options: LoaderOptions;
  #files: ReadonlyMap<string, string> = new Map();

  constructor(options: LoaderOptions) {
    this.#options = options;
    registerHooks({
      resolve: (specifier, { parentURL }) => ({
        url:
          parentURL?.startsWith(submissionRoot) === true || !specifier.startsWith(submissionRoot)
            ? resolveImport(specifier, parentURL ?? '', this.#files)
            : specifier,
        format: 'module',
        shortCircuit: true,
      }),
      load: (url) => ({ format: 'module', source: this.#source(url), shortCircuit: true }),
    });
  }

  /** Loads the entry module; all else follows from its imports. */
  async load(files: ReadonlyMap<string, string>, entry: string): Promise<Readonly<Record<string, unknown>>> {
    this.#files = files;
    return (await import(submissionRoot + entry)) as Readonly<Record<string, unknown>>;
  }

  #source(url: string): string {
    if (url === studentModuleUrl) return this.#options.studentModule;
    const path = url.slice(submissionRoot.length);
    const text = url.startsWith(submissionRoot) ? this.#files.get(path) : undefined;
    if (text === undefined) throw new ImportError(`${url} is no file of the submission`);
    const javascript = /\.m?ts$/.test(path) ? withoutTypes(text, path) : text;
    if (!this.#options.builtins) this.#checkImports(javascript, url);
    return javascript;
  }

  #checkImports(javascript: string, url: string): void {
    let specifiers: (string | undefined)[];
    try {
      specifiers = parse(javascript)[0]
        .filter(({ d }) => d === -1)
        .map(({ n }) => n);
    } catch {
      // Whoever compiles it says better what is wrong with it.
      return;
    }
    for (const specifier of specifiers) if (specifier !== undefined) resolveImport(specifier, url, this.#files);
  }
}

/** JavaScript on the same lines and columns; where the types cannot just be blanked out (enums, parameter properties), with a source map. */
function withoutTypes(text: string, path: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } catch {
    // The other mode reads more of the language, and says better what is wrong.
  }
  try {
    return withSource(stripTypeScriptTypes(text, { mode: 'transform', sourceMap: true }), submissionRoot + path);
  } catch (error) {
    throw new SyntaxError(syntaxMessage(error, path));
  }
}

/** The compiler's message with the place in the student's file in front: `model.ts:3:9: Expression expected`. */
function syntaxMessage(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = /stripTypeScriptTypes\.ts:(\d+:\d+)/.exec(message)?.[1];
  const text = message
    .replace(/\s*at file:\/\/\/stripTypeScriptTypes\.ts:\d+:\d+\s*$/, '')
    .replace(/^SyntaxError: /, '');
  return `${path}${place === undefined ? '' : `:${place}`}: ${text}`;
}

/** Names the file that a source map at the end of a text leads to, so that stack traces do. */
function withSource(text: string, source: string): string {
  return text.replace(
    /(\/\/# sourceMappingURL=data:application\/json;base64,)([\w+/=]+)\s*$/,
    (_, start: string, data: string) => {
      const map = { ...(JSON.parse(atob(data)) as object), sources: [source] };
      return start + btoa(JSON.stringify({ ...map, sourcesContent: undefined }));
    },
  );
}
