import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseSync } from 'oxc-parser';

/**
 * Modules that do something when they are loaded, and why a bundler that follows `sideEffects: false` may still leave them
 * out: where nothing of them is used, what they do is not needed.
 */
const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@gradbook/autograd': {
    'dist/derivatives.js': 'hands vjp to the rules; whoever records imports it from here',
    'dist/rules/index.js': 'registers the rules; whoever records imports ruleOf from here',
  },
  '@gradbook/figures': { 'dist/svg/math.js': 'fills a table of its own' },
  '@gradbook/optim': {
    'dist/clipping/backward-normalization.js': 'registers the rule of the operation that it exports',
  },
  '@gradbook/sandbox': {
    'dist/harness/deno.js': 'a program that is started, not imported',
    'dist/harness/deno-bundle.js': 'a program that is started, not imported',
    'dist/harness/worker.js': 'a program that is started, not imported',
    'dist/node/start.js': 'ends the processes that it started',
  },
};

/**
 * What contradicts `sideEffects: false`: a module that is imported for what it does alone, which a bundler would drop, and
 * modules that do something when they are loaded and are not known to be harmless.
 */
export function moduleEffects(name: string, target: string, files: readonly string[]): readonly string[] {
  const allowed = known[name] ?? {};
  const found = new Set<string>();
  const problems = files
    .filter((file) => /^dist\/.*\.js$/.test(file))
    .flatMap((file) => {
      const { program } = parseSync(file, readFileSync(join(target, file), 'utf8'));
      const bare = program.body.flatMap((statement) =>
        statement.type === 'ImportDeclaration' && statement.specifiers.length === 0 ? [statement.source.value] : [],
      );
      const acts = program.body.some(({ type }) => !/^(?:Import|Export|Function|Class|Variable|TS)/.test(type));
      if (acts) found.add(file);
      return [
        ...(file in allowed ? [] : bare).map(
          (from) => `${file} imports '${from}' for its effects alone: bundlers drop it`,
        ),
        ...(acts && !(file in allowed) ? [`${file} does something when it is loaded, against sideEffects: false`] : []),
      ];
    });
  const gone = Object.keys(allowed).filter((file) => !found.has(file));
  return [
    ...problems,
    ...gone.map((file) => `${file} is listed in side-effects.ts and does nothing when it is loaded`),
  ];
}
