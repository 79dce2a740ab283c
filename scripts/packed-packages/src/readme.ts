import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Packed } from './pack.ts';

/** The blocks marked ts of a package's README, as the one program that they are. */
export function readmeExample({ source, name }: Packed): string {
  const readme = readFileSync(join(source, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
  if (blocks.length === 0) throw new Error(`the README of ${name} has no example (a block marked ts)`);
  return withoutRepeatedImports(blocks.join('\n'));
}

/** The blocks of a README each say what they import; in one program every name is imported once. */
function withoutRepeatedImports(program: string): string {
  const imports = new Map<string, Set<string>>();
  const rest = program.replaceAll(/^import \{([^}]*)\} from '([^']+)';\n/gm, (_, names: string, module: string) => {
    const known = imports.get(module) ?? new Set<string>();
    for (const name of names.split(',').map((each) => each.trim())) if (name !== '') known.add(name);
    imports.set(module, known);
    return '';
  });
  const lines = [...imports].map(([module, names]) => `import { ${[...names].join(', ')} } from '${module}';`);
  return `${lines.join('\n')}\n${rest}\nexport {};\n`;
}
