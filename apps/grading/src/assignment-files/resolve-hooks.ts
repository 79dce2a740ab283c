import { createHash, type Hash } from 'node:crypto';
import { registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * An assignment file lies anywhere, and imports `@gradbook/…` as if it lay here: what its own folder does not have is
 * taken from this program's packages, so that file and grader share one device and one set of classes.
 */
const packages = /^@(?:gradbook|tensorflow)\//;

/** Modules of one assignment file, as they were loaded. */
export interface Watched {
  /** Paths of the modules in the file's folder. */
  readonly files: ReadonlySet<string>;
  /** A hash over their sources, in the order in which they were loaded. */
  readonly sha256: string;
}

let generation = 0;

/**
 * Imports an assignment file and the modules beside it afresh, whatever was imported before.
 *
 * @returns the module's exports, and which files it was made of.
 */
export async function importAfresh(
  url: URL,
): Promise<{ readonly module: Record<string, unknown>; readonly watched: Watched }> {
  const folder = dirname(fileURLToPath(url)) + sep;
  const version = String(++generation);
  const files = new Set<string>();
  const hash: Hash = createHash('sha256');
  const isOwn = (candidate: string): boolean =>
    candidate.startsWith('file:') &&
    fileURLToPath(candidate).startsWith(folder) &&
    !candidate.includes('/node_modules/');
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (packages.test(specifier) && context.parentURL !== undefined && isOwn(context.parentURL)) {
        // The grader's own copy comes first: two copies of tfjs would not know each other's tensors.
        try {
          return next(specifier, { ...context, parentURL: import.meta.url });
        } catch {
          return next(specifier, context);
        }
      }
      const resolved = next(specifier, context);
      if (!isOwn(resolved.url)) return resolved;
      const versioned = new URL(resolved.url);
      versioned.searchParams.set('version', version);
      return { ...resolved, url: versioned.href };
    },
    load(loaded, context, next) {
      const result = next(loaded, context);
      if (isOwn(loaded) && new URL(loaded).searchParams.get('version') === version) {
        files.add(fileURLToPath(loaded));
        hash.update(
          typeof result.source === 'string'
            ? result.source
            : new Uint8Array((result.source as ArrayBuffer | undefined) ?? new ArrayBuffer(0)),
        );
      }
      return result;
    },
  });
  try {
    const module = (await import(url.href)) as Record<string, unknown>;
    return { module, watched: { files, sha256: hash.digest('hex') } };
  } finally {
    hooks.deregister();
  }
}
