import type { Expr, Scope } from '../expr.ts';
import type { Comparison, Renaming } from './compare.ts';
import { parts } from './measure.ts';
import type { Node } from './node.ts';

interface Attempt {
  /** The answer under the renaming. */
  readonly node: Node;
  readonly equal: () => Comparison;
}

/** More readings than this are not tried. */
const mostReadings = 400;

/**
 * Tries to read the names that a part does not know as names that it knows and that the answer does not use.
 *
 * A renaming is accepted where it is forced: it makes the expressions equal, every name is spelled like the one it is read as
 * (the same base letter but for its case, and the same indices or none on one side while no other name of the part has that base),
 * and no other reading of that kind does the same with another value. In every other case a person decides: a wrong index
 * is an error and not a way of writing, and a letter of one's own must be explained by the text around it.
 */
export function renamings(
  given: Expr,
  scope: Scope,
  unknown: readonly string[],
  policy: 'accept' | 'review',
  excluded: readonly string[],
  attempt: (renamed: ReadonlyMap<string, string>) => Attempt,
): Comparison {
  // prettier-ignore
  const names = scopeNames(scope);
  const used = namesIn(given);
  const aliases = new Map(
    Object.entries(scope.variables).flatMap(([name, about]) => (about.aliases ?? []).map((alias) => [alias, name])),
  );
  const canonical = new Set([...used].map((name) => aliases.get(name) ?? name));
  const candidates = names.filter((name) => !canonical.has(name) && !excluded.includes(name));

  const equal: { readonly renamed: readonly Renaming[]; readonly node: Node; readonly comparison: Comparison }[] = [];
  for (const renamed of readings(unknown, candidates, names)) {
    const { node, equal: compare } = attempt(new Map(renamed.map(({ from, to }) => [from, to])));
    const comparison = compare();
    if (comparison.outcome === 'equal') equal.push({ renamed, node, comparison });
  }
  const listed = unknown.map((name) => `\`${name}\``).join(', ');
  const refused = { outcome: 'undecided', method: 'identity', unknown } as const;
  // Readings with one value, as two names for the same node of a graph, are one reading.
  const values = new Set(equal.map(({ node }) => node));
  if (values.size > 1)
    return { ...refused, reason: `The part does not know ${listed}, which could be read in ${values.size} ways.` };
  const only = equal[0];
  if (only === undefined || policy === 'review')
    return { ...refused, reason: `The part does not know ${listed}: a person has to say what is meant.` };
  return { ...only.comparison, renamed: only.renamed };
}

/** The one-to-one readings by spelling: no other is ever accepted, so no other is tried. */
function readings(
  unknown: readonly string[],
  candidates: readonly string[],
  names: readonly string[],
): readonly (readonly Renaming[])[] {
  let found: readonly (readonly Renaming[])[] = [[]];
  for (const from of unknown) {
    found = found.flatMap((before) =>
      candidates
        .filter((to) => areRelated(from, to, names) && before.every((each) => each.to !== to))
        .map((to) => [...before, { from, to }]),
    );
    if (found.length > mostReadings) return [];
  }
  return found;
}

interface Spelling {
  readonly base: string;
  readonly accent: string;
  readonly indices: string;
}

function spelling(name: string): Spelling {
  const {
    accent = '',
    inner = name,
    rest = '',
  } = /^(?<accent>[a-z]+)\((?<inner>[^()]*)\)(?<rest>.*)$/u.exec(name)?.groups ?? {};
  const { base = inner, own = '' } = /^(?<base>\p{L}+)(?<own>.*)$/u.exec(inner)?.groups ?? {};
  const indices = `${own}${rest}`.match(/[\p{L}\p{N}+-]+/gu) ?? [];
  return { base: base.toLowerCase(), accent, indices: indices.toSorted().join(' ') };
}

function areRelated(from: string, to: string, names: readonly string[]): boolean {
  const [a, b] = [spelling(from), spelling(to)];
  if (a.base !== b.base || a.accent !== b.accent) return false;
  if (a.indices === b.indices) return true;
  if (a.indices !== '' && b.indices !== '') return false;
  return names.filter((name) => spelling(name).base === b.base && spelling(name).accent === b.accent).length === 1;
}

/** The names that may stand in an expression of the part. */
function scopeNames(scope: Scope): readonly string[] {
  return [...new Set([...Object.keys(scope.variables), ...Object.keys(scope.definitions ?? {})])].filter(
    (name) => !name.includes('/'),
  );
}

/** Every name that is written in an expression. */
function namesIn(expr: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  const open: Expr[] = [expr];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === 'symbol') names.add(next.name);
    open.push(...parts(next));
  }
  return names;
}

/** Whether a name, or a derivative written `∂a/∂b`, stands in an expression. */
export function mentions(expr: Expr, name: string): boolean {
  const plain = derivativeName(name);
  const open: Expr[] = [expr];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === 'symbol' && next.name === name) return true;
    if (
      next.type === 'derivative' &&
      next.of.type === 'symbol' &&
      next.by.type === 'symbol' &&
      plain === `${next.of.name}/${next.by.name}`
    )
      return true;
    open.push(...parts(next));
  }
  return false;
}

/** `y/w` for `∂y/∂w` and `dy/dw`. */
function derivativeName(name: string): string | undefined {
  const { of, by } = /^[∂d](?<of>[^/]+)\/[∂d](?<by>.+)$/u.exec(name)?.groups ?? {};
  return of === undefined ? undefined : `${of}/${by}`;
}
