import type { Expr, Scope } from '../expr.ts';
import { derivative } from './derivative.ts';
import { writtenOut } from './indexed.ts';
import { type Graph, type Node, Undecidable } from './node.ts';

export interface ResolveOptions {
  /** Every name is a variable, whether the scope knows it or not. */
  readonly free?: boolean;
  /** Names that the scope does not know and that stand for themselves, as a free variable. */
  readonly opaque?: ReadonlySet<string>;
  /** What a name that the scope does not know stands for. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** Names that stay variables although the scope defines them. */
  readonly held?: ReadonlySet<string>;
  /** Decimals in this expression claim their digits alone: 0.33 is anything in [0.325, 0.335]. */
  readonly claimed?: boolean;
}

export interface Resolver {
  readonly resolve: (expression: Expr) => Node;
  /** The names met so far that the scope does not know. */
  readonly unknown: ReadonlySet<string>;
  /** The functions met so far that are neither elementary nor declared. */
  readonly unknownFunctions: ReadonlySet<string>;
}

/** Other spellings of the elementary functions. */
const functionNames: Readonly<Record<string, string>> = {
  ln: 'log', log: 'log', exp: 'exp', sqrt: 'sqrt', abs: 'absolute', absolute: 'absolute', sigma: 'sigmoid', sigmoid: 'sigmoid', logistic: 'sigmoid',
  tanh: 'tanh', th: 'tanh', relu: 'relu', softplus: 'softplus', sin: 'sin', cos: 'cos', tan: 'tan', tg: 'tan', sinh: 'sinh', cosh: 'cosh', sech: 'sech',
  arcsin: 'asin', asin: 'asin', arccos: 'acos', acos: 'acos', arctan: 'atan', atan: 'atan', arctanh: 'atanh', artanh: 'atanh', atanh: 'atanh',
  step: 'step',
  heaviside: 'step',
  cot: 'cot', sec: 'sec', csc: 'csc', coth: 'coth', erf: 'erf', sign: 'sign', sgn: 'sign', floor: 'floor', ceil: 'ceil', max: 'max', min: 'min',
}; // prettier-ignore

/** Functions that are one over another. */
const reciprocals: Readonly<Record<string, string>> = { cot: 'tan', sec: 'cos', csc: 'sin', coth: 'tanh' };

/** The canonical name of an elementary function, or undefined. */
function elementary(name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(functionNames, key) ? functionNames[key] : undefined;
}

/** Makes a resolver: names looked up in the scope, definitions put in, derivatives carried out. */
export function resolver(graph: Graph, scope: Scope, options: ResolveOptions = {}): Resolver {
  const unknown = new Set<string>();
  const unknownFunctions = new Set<string>();
  const aliases = aliasesOf(scope);
  const definitions = scope.definitions ?? {};

  /** `held` are the names that a derivative holds as variables, `open` the definitions being put in. */
  const context = (held: ReadonlySet<string>, open: ReadonlySet<string>, claimed: boolean): ((expr: Expr) => Node) => {
    const cache = new Map<string, Node>();

    const name = (written: string): Node => {
      const known = cache.get(written);
      if (known !== undefined) return known;
      const found = lookUp(written);
      cache.set(written, found);
      return found;
    };

    const lookUp = (written: string): Node => {
      if (options.free === true) return constantOrVariable(graph, written);
      const replaced = options.renamed?.get(written) ?? written;
      const canonical = aliases.get(replaced) ?? replaced;
      if (held.has(canonical)) return graph.variable(canonical);
      const definition = Object.hasOwn(definitions, canonical) ? definitions[canonical] : undefined;
      if (definition !== undefined) {
        if (open.has(canonical)) throw new Undecidable(`The definition of \`${canonical}\` uses itself.`);
        return context(held, new Set([...open, canonical]), false)(definition);
      }
      if (Object.hasOwn(scope.variables, canonical)) {
        if (scope.variables[canonical]?.shape !== undefined && scope.variables[canonical].shape.length > 0)
          throw new Undecidable(`\`${canonical}\` is a vector or a matrix, and only scalars are compared here.`);
        return graph.variable(canonical);
      }
      if (canonical === 'infinity') throw new Undecidable('There is an infinity inside the expression.');
      if (canonical === 'e' || canonical === 'pi') return graph.constant(canonical);
      if (options.opaque?.has(canonical) !== true) unknown.add(canonical);
      return graph.variable(canonical);
    };

    const visit = (expr: Expr): Node => {
      switch (expr.type) {
        case 'number': {
          const decimals = /\.(?<digits>\d+)/u.exec(expr.written)?.groups?.['digits']?.length ?? 0;
          return graph.number(expr.value, claimed && decimals > 0 ? 0.5 * 10 ** -decimals : 0);
        }
        case 'symbol':
          return name(expr.name);
        case 'sum':
          return graph.sum(expr.terms.map(visit));
        case 'negate':
          return graph.negate(visit(expr.of));
        case 'product':
          if (expr.style === 'tensor' || expr.style === 'direct')
            throw new Undecidable('A product with ⊗ or ⊕ is not a scalar expression.');
          return graph.product(expr.factors.map(visit));
        case 'quotient':
          // ∂a/∂b written with both as quotient of symbols is the reader's to tell apart; here it divides.
          return graph.quotient(visit(expr.numerator), visit(expr.denominator));
        case 'power': {
          const base = visit(expr.base);
          const exponent = visit(expr.exponent);
          return base.kind === 'constant' && base.name === 'e'
            ? graph.apply('exp', exponent)
            : graph.power(base, exponent);
        }
        case 'apply':
          return call(expr);
        case 'derivative':
          return differential(expr);
        case 'absolute':
        case 'norm':
          return graph.absolute(visit(expr.of));
        case 'transpose':
          throw new Undecidable('A transpose needs shapes, and only scalars are compared here.');
        case 'list':
          if (expr.items.length === 1 && expr.bracket !== '{') return visit(expr.items[0]!);
          throw new Undecidable('A list stands where one expression is expected.');
        case 'matrix':
          throw new Undecidable('A matrix stands where one expression is expected.');
        case 'words':
          throw new Undecidable('There are words inside the expression.');
      }
    };

    const call = (expr: Expr & { type: 'apply' }): Node => {
      const full = expr.name === 'sum' || expr.name === 'prod' ? writtenOut(expr) : undefined;
      if (full !== undefined) return visit(full);
      const given = expr.arguments.map(visit);
      const declared = scope.functions?.includes(expr.name) === true;
      const known = elementary(expr.name);
      if (known !== undefined && arityFits(known, given.length)) {
        if (known === 'log' && expr.base !== undefined)
          return graph.quotient(graph.apply('log', given[0]!), graph.apply('log', visit(expr.base)));
        const inverted = reciprocals[known];
        return inverted === undefined
          ? graph.apply(known, ...given)
          : graph.reciprocal(graph.apply(inverted, ...given));
      }
      const primes = /^(?<name>[^']+)(?<primes>'+)$/u.exec(expr.name)?.groups;
      if (primes !== undefined && given.length === 1) {
        const plain = primes['name']!;
        const of = elementary(plain);
        const order = primes['primes']!.length;
        if (of !== undefined) {
          // f′(a) is the derivative of f by its own argument, taken before a is put in.
          const dummy = graph.variable('\u2022');
          let node = graph.apply(of, dummy);
          for (let count = 0; count < order; count++) node = derivative(graph, node, '\u2022');
          return substitute(graph, node, '\u2022', given[0]!);
        }
        if (scope.functions?.includes(plain) === true || options.free === true)
          return graph.apply(`call:${plain}#${order}`, ...given);
      }
      if (!declared && options.free !== true) unknownFunctions.add(expr.name);
      return graph.apply(`call:${expr.name}`, ...given);
    };

    const differential = (expr: Expr & { type: 'derivative' }): Node => {
      if (expr.by.type !== 'symbol')
        throw new Undecidable('A derivative is taken by something that is not a single name.');
      const written = aliases.get(expr.by.name) ?? options.renamed?.get(expr.by.name) ?? expr.by.name;
      const spellings = scope.spellings ?? {};
      const by = Object.hasOwn(spellings, written) ? spellings[written]! : written;
      if (expr.of.type === 'symbol') {
        const of = aliases.get(expr.of.name) ?? options.renamed?.get(expr.of.name) ?? expr.of.name;
        for (const spelled of [`∂${of}/∂${by}`, `d${of}/d${by}`]) {
          const canonical = aliases.get(spelled) ?? spelled;
          if (Object.hasOwn(scope.variables, canonical) || Object.hasOwn(definitions, canonical))
            return name(canonical);
        }
      }
      const known = options.free === true || Object.hasOwn(scope.variables, by) || Object.hasOwn(definitions, by);
      if (!known) {
        unknown.add(by);
        return graph.variable(`∂/∂${by}`);
      }
      const inner = context(new Set([...held, by]), open, claimed)(expr.of);
      const result = derivative(graph, inner, by);
      // What was held is put back: ∂y/∂s may still hold s, which means its definition outside.
      return held.has(by) || !Object.hasOwn(definitions, by) ? result : substitute(graph, result, by, name(by));
    };

    return visit;
  };

  return {
    resolve: context(options.held ?? new Set(), new Set(), options.claimed === true),
    unknown,
    unknownFunctions,
  };
}

function constantOrVariable(graph: Graph, name: string): Node {
  return name === 'e' || name === 'pi' ? graph.constant(name) : graph.variable(name);
}

function arityFits(name: string, count: number): boolean {
  return name === 'max' || name === 'min' ? count >= 1 : count === 1;
}

function aliasesOf(scope: Scope): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const [canonical, about] of Object.entries(scope.variables))
    for (const alias of about.aliases ?? []) aliases.set(alias, canonical);
  return aliases;
}

/** `root` with a node in place of every occurrence of a variable. */
export function substitute(graph: Graph, root: Node, name: string, replacement: Node): Node {
  const done = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const result = rebuild(graph, node, visit, name, replacement);
    done.set(node, result);
    return result;
  };
  return visit(root);
}

function rebuild(graph: Graph, node: Node, visit: (of: Node) => Node, name: string, replacement: Node): Node {
  switch (node.kind) {
    case 'number':
    case 'constant':
      return node;
    case 'variable':
      return node.name === name ? replacement : node;
    case 'sum':
      return graph.sum(node.terms.map(visit));
    case 'product':
      return graph.product(node.factors.map(visit));
    case 'power':
      return graph.power(visit(node.base), visit(node.exponent));
    case 'function':
      return graph.apply(node.name, ...node.arguments.map(visit));
  }
}
