import { canonicalName, elementaryFunctions, type Expr, mapExpr, parsePlain, type Scope } from '@gradbook/answers';

/** One definition, as in h_1 = tanh(w h_0 + u_1), with its indices put in. */
interface Definition {
  readonly name: string;
  readonly value: Expr;
}

/** What was typed, read and unrolled: definitions in their order, and the names that nothing defines. */
export interface Definitions {
  readonly definitions: readonly Definition[];
  readonly inputs: readonly string[];
}

/** What was typed cannot be read or does not make sense, in words for whoever typed it. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

const mostDefinitions = 40;
const mostCharacters = 2_000;

/**
 * Reads definitions, one a line, as in `h_t = tanh(w h_{t-1} + u_t)`: with the reader of `@gradbook/answers`, in LaTeX or as people type.
 * Those with an index t are a recurrence: together they are unrolled for t = 1 … steps, and T in an index is the last step.
 *
 * @throws DefinitionError that names the line.
 */
export function readDefinitions(text: string, steps: number): Definitions {
  if (text.length > mostCharacters) {
    throw new DefinitionError(`The text has ${text.length} characters; at most ${mostCharacters} are read.`);
  }
  const lines = text
    .split(/\n|;/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
  if (lines.length === 0) {
    throw new DefinitionError('Nothing is defined. Type one definition a line, as in: h_t = tanh(w h_{t-1} + u_t)');
  }
  const scope = scopeOf(text);
  const read = lines.map(({ line, number }) => ({ ...definitionOf(line, number, scope), number }));
  const first = read.findIndex(({ name }) => isIndexed(name));
  const last = read.findLastIndex(({ name }) => isIndexed(name));
  const unrolled = [
    ...read.slice(0, Math.max(0, first)),
    ...(first < 0
      ? []
      : Array.from({ length: steps }, (_, t) =>
          read.slice(first, last + 1).map((each) => at(each, t + 1, steps)),
        ).flat()),
    ...read.slice(last + 1),
  ].map((each) => at(each, undefined, steps));
  return checked(unrolled);
}

type Numbered = Definition & { readonly number: number };

function definitionOf(line: string, number: number, scope: Scope): Definition {
  const { statements, problems } = parsePlain(line.replaceAll('$', ''), scope);
  const [problem] = problems;
  if (problem) throw new DefinitionError(`Line ${number}: ${problem.message} It stands in: ${problem.source}`);
  const [statement] = statements;
  if (!statement || statements.length > 1) {
    throw new DefinitionError(
      `Line ${number} holds ${statements.length} statements; one definition a line is expected: ${line}`,
    );
  }
  const [left, right] = statement.members;
  if (statement.members.length !== 2 || statement.relations[0] !== '=' || !left || !right) {
    throw new DefinitionError(`Line ${number} is no definition; expected is a name, = and an expression: ${line}`);
  }
  if (left.type !== 'symbol') {
    throw new DefinitionError(
      `Line ${number}: left of = a single name is expected, as in h_t; given is: ${statement.sources[0]}`,
    );
  }
  return { name: left.name, value: right };
}

/**
 * The names in a text: what the reader has to know to take wh apart. Letters with their subscript, words that stand alone left of
 * an = as a whole, other words letter by letter.
 */
function scopeOf(text: string): Scope {
  const names = new Set<string>();
  const heads = new Set([...text.matchAll(/^\s*([A-Za-z]{2,})\s*=/gm)].map(([, word]) => word!));
  for (const [whole, slash, word = '', index = ''] of text.matchAll(
    /(\\?)([A-Za-z]+)((?:_(?:\{[^{}]*\}|[A-Za-z0-9]))?)/g,
  )) {
    if (elementaryFunctions.includes(word) || ['frac', 'cdot', 'times', 'left', 'right'].includes(word)) continue;
    const parts = slash || heads.has(word) ? [whole] : [...word.slice(0, -1), `${word.at(-1)!}${index}`];
    for (const part of parts) {
      const name = canonicalName(part);
      if (name !== undefined) names.add(name);
    }
  }
  return { variables: Object.fromEntries([...names].map((name) => [name, {}])) };
}

const index = /_\{?t(?:([+-])(\d+))?\}?$/;

function isIndexed(name: string): boolean {
  return index.test(name);
}

/** A definition with t, or where it has none the last step T, put into the indices. */
function at(definition: Numbered, t: number | undefined, steps: number): Numbered {
  const put = (name: string): string => {
    const last = name.replace(/_T$/, `_${steps}`);
    const found = index.exec(last);
    if (!found) return last;
    if (t === undefined) {
      throw new DefinitionError(
        `Line ${definition.number}: ${name} has the index t, but ${definition.name} has none; write T for the last step.`,
      );
    }
    const [whole, sign, by = '0'] = found;
    const step = t + (sign === '-' ? -1 : 1) * Number(by);
    return `${last.slice(0, -whole.length)}_${step < 0 ? `{${step}}` : step}`;
  };
  return {
    ...definition,
    name: put(definition.name),
    value: mapExpr(definition.value, (expr) => (expr.type === 'symbol' ? { ...expr, name: put(expr.name) } : expr)),
  };
}

/** That every name is defined once, and before it is used. */
function checked(definitions: readonly Numbered[]): Definitions {
  if (definitions.length > mostDefinitions) {
    throw new DefinitionError(
      `Unrolled there are ${definitions.length} definitions; at most ${mostDefinitions} can be drawn: take fewer steps.`,
    );
  }
  const all = new Set(definitions.map(({ name }) => name));
  const done = new Set<string>();
  const inputs = new Set<string>();
  for (const { name, value, number } of definitions) {
    mapExpr(value, (expr) => {
      if (expr.type !== 'symbol') return expr;
      if (all.has(expr.name) && !done.has(expr.name)) {
        throw new DefinitionError(
          `Line ${number}: ${name} uses ${expr.name}, which is defined only by it or after it.`,
        );
      }
      if (!all.has(expr.name)) inputs.add(expr.name);
      return expr;
    });
    if (done.has(name))
      throw new DefinitionError(`Line ${number}: ${name} is defined twice; give each value a name of its own.`);
    done.add(name);
  }
  if (inputs.size === 0) {
    throw new DefinitionError(
      'Nothing can be differentiated: no name stands for an input. Use one that is not defined.',
    );
  }
  return { definitions: definitions.map(({ name, value }) => ({ name, value })), inputs: [...inputs] };
}
