import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { publicSymbols } from '@gradbook/doc-examples/surface';
import { parseSync } from 'oxc-parser';

interface Named {
  readonly type: string;
  readonly key?: { readonly name?: string };
}
interface Statement {
  readonly type: string;
  readonly id?: { readonly name: string } | null;
  readonly body?: { readonly body: readonly Named[] };
  readonly declaration?: Statement | null;
}

/**
 * The options of a package's functions: the properties of its exported interfaces that are named …Options or …Filters,
 * as `Type.property`.
 */
export function optionsOf(packageFolder: string): readonly string[] {
  return publicSymbols(join(packageFolder, 'src/index.ts'))
    .filter(({ name, kind }) => kind === 'type' && /(?:Options|Filters)$/.test(name))
    .flatMap(({ name, file }) => propertiesOf(file, name).map((property) => `${name}.${property}`));
}

function propertiesOf(file: string, name: string): readonly string[] {
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  const statements = program.body.map((statement) => {
    const { declaration } = statement as Statement;
    return declaration ?? (statement as Statement);
  });
  const found = statements.find(({ type, id }) => type === 'TSInterfaceDeclaration' && id?.name === name);
  return (found?.body?.body ?? []).flatMap(({ type, key }) =>
    type === 'TSPropertySignature' && key?.name !== undefined ? [key.name] : [],
  );
}
