import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { compatibilityDocument, compatibilityMarkdown, root } from './document.ts';
import { optionsOf } from './options.ts';
import { jaxNames, ours, tfjsModule } from './peers.ts';
import { counterpart, packages, type PackageTable, peers } from './row.ts';
import { table } from './table/index.ts';

const names = ({ rows, own }: PackageTable): Set<string> =>
  new Set([...rows.map(({ name }) => name), ...Object.keys(own)]);

/** What another package of the table exports too: layers-conv hands on the pooling of core-ops. */
const isHandedOn = (name: string, exported: unknown): boolean =>
  table.some((other) => names(other).has(name) && ours[other.package][name] === exported);

test('every package that the table promises is in it, once', () => {
  expect(table.map((each) => each.package)).toEqual(packages);
});

test.each(table)('$package: every export is in the table or has a reason, and nothing else is', (each) => {
  const exported = ours[each.package];
  const missing = Object.keys(exported).filter((name) => !names(each).has(name) && !isHandedOn(name, exported[name]));
  expect(missing, 'exports without a row and without a reason').toEqual([]);
  const gone = [...names(each)].filter((name) => !(name in exported));
  expect(gone, 'names that the package does not export').toEqual([]);
  const twice = Object.keys(each.own).filter((name) => each.rows.some((row) => row.name === name));
  expect(twice, 'exports that have a counterpart and are said to have none').toEqual([]);
});

test.each(table)('$package: every option is used in a row or has a reason', (each) => {
  const text = each.rows.map(({ ours: call, setup = '', about = '' }) => `${call} ${setup} ${about}`).join(' ');
  const reasons = each.ownOptions ?? {};
  const options = optionsOf(join(root, 'packages', each.package));
  const missing = options.filter((option) => {
    const [type, property] = option.split('.') as [string, string];
    return !(option in reasons || type in reasons || new RegExp(`\\b${property}\\b`).test(text));
  });
  expect(missing, 'options in no row and without a reason').toEqual([]);
  const known = new Set(options.flatMap((option) => [option, option.split('.')[0]!]));
  expect(
    Object.keys(reasons).filter((reason) => !known.has(reason)),
    'reasons for options that are not there',
  ).toEqual([]);
});

test('every row names at least one counterpart, and uses what it is about', () => {
  const rows = table.flatMap((each) => each.rows);
  const alone = rows.filter((row) => peers.every((peer) => row[peer] === undefined));
  expect(alone.map(({ name }) => name)).toEqual([]);
  const elsewhere = rows.filter(({ name, ours, setup = '' }) => !new RegExp(`\\b${name}\\b`).test(`${setup} ${ours}`));
  expect(elsewhere.map(({ name }) => name)).toEqual([]);
});

/** The names `tf.layers.lstm`, `np.add` in an expression. */
const dotted = (code: string, roots: readonly string[]): string[] =>
  code.match(new RegExp(`(?<![\\w.])(?:${roots.join('|')})(?:\\.\\w+)+`, 'g')) ?? [];

/** Whether the name leads to something; what comes behind a value (a result's methods) is not looked up. */
function exists(name: string, scope: Readonly<Record<string, unknown>>): boolean {
  let value: unknown = scope;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' && typeof value !== 'function') return true;
    if (value === null || !(part in value)) return false;
    value = (value as Record<string, unknown>)[part];
  }
  return value !== undefined;
}

test.each([
  ['tfjs', { tf: tfjsModule }],
  ['jax', jaxNames],
] as const)('every name of %s is exported by the pinned version', (peer, scope) => {
  const unknown = table.flatMap(({ rows }) =>
    rows.flatMap((row) => {
      const { call = '', setup = '', arrange = '' } = counterpart(row, peer) ?? {};
      return dotted(`${setup}\n${call}\n${arrange}`, Object.keys(scope)).filter((name) => !exists(name, scope));
    }),
  );
  expect(unknown).toEqual([]);
});

/** The exports of a library by their names in small letters without marks: `matMul` and `matmul` are one. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
const exportsOf = (...modules: readonly unknown[]): Set<string> =>
  new Set(modules.flatMap((each) => Object.keys(each as object)).map(plain));

test('what tfjs and jax-js are said not to have, they do not export under our name', () => {
  const has = {
    tfjs: exportsOf(
      tfjsModule,
      tfjsModule['layers'],
      tfjsModule['train'],
      tfjsModule['losses'],
      tfjsModule['initializers'],
    ),
    jax: exportsOf(...Object.values(jaxNames)),
  };
  const wrong = (['tfjs', 'jax'] as const).flatMap((peer) =>
    table.flatMap(({ rows, own }) => {
      const claimed = new Set(rows.filter((row) => row[peer] !== undefined).map(({ name }) => name));
      const denied = new Set(
        [...rows.map(({ name }) => name), ...Object.keys(own)].filter((name) => !claimed.has(name)),
      );
      return [...denied]
        .filter((name) => has[peer].has(plain(name)) && !otherThings[peer].has(name))
        .map((name) => `${peer}: ${name}`);
    }),
  );
  expect(wrong).toEqual([]);
});

/** Exports of theirs that only share the name, and what they are. */
const otherThings = {
  tfjs: new Map([
    ['maxPool', 'the pooling function; ours of that name is the row of the table behind it'],
    ['constant', 'an initializer, not a schedule'],
  ]),
  jax: new Map<string, string>(),
};

test('docs/compatibility.json and docs/compatibility.md are what the tables say: else `pnpm compatibility`', () => {
  const document = compatibilityDocument();
  expect(JSON.parse(readFileSync(join(root, 'docs/compatibility.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(document)),
  );
  expect(readFileSync(join(root, 'docs/compatibility.md'), 'utf8')).toBe(compatibilityMarkdown(document));
});
