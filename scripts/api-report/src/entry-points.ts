import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A module that a published package exports. */
export interface EntryPoint {
  /** What it is imported from, with its condition where there are several: `@gradbook/sandbox (browser)`. */
  readonly name: string;
  /** The package's folder. */
  readonly folder: string;
  /** Its declaration file, built. */
  readonly types: string;
  /** The name of its report. */
  readonly file: string;
}

type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, Target>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, Target>> };
}

/**
 * The entry points of all published packages; a module that has two names is one.
 *
 * @throws Error where a package is not built.
 */
export function entryPoints(root: string): readonly EntryPoint[] {
  const folders = readdirSync(join(root, 'packages')).sort();
  return folders.flatMap((name) => {
    const folder = join(root, 'packages', name);
    if (!existsSync(join(folder, 'package.json'))) return [];
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    if (manifest.private === true) return [];
    const seen = new Set<string>();
    return Object.entries(manifest.publishConfig?.exports ?? manifest.exports).flatMap(([path, target]) =>
      typesOf(target).flatMap(({ condition, types }) => {
        if (seen.has(types)) return [];
        seen.add(types);
        const file = join(folder, types);
        if (!existsSync(file)) throw new Error(`${manifest.name}: there is no ${types}; run \`pnpm build\` first`);
        const part = path === '.' ? condition : path.slice('./'.length).replaceAll('/', '-');
        return [
          {
            name: `${manifest.name}${path.slice(1)}${condition === '' ? '' : ` (${condition})`}`,
            folder,
            types: file,
            file: `${name}${part === '' ? '' : `.${part}`}`,
          },
        ];
      }),
    );
  });
}

/** The declaration files of a target, each with the condition under which it is found. */
function typesOf(target: Target, condition = ''): readonly { readonly condition: string; readonly types: string }[] {
  if (typeof target === 'string') return [];
  return Object.entries(target).flatMap(([name, inner]) => {
    if (name === 'types' && typeof inner === 'string') return [{ condition, types: inner }];
    return typesOf(inner, condition === '' ? name : `${condition}-${name}`);
  });
}
