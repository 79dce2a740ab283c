import type { Scope } from '../expr.ts';
import { type Node, topological } from './node.ts';
import { isInteger, toNumber } from './rational.ts';

/** What is known of the sign of a node at every point of the scope's domains. */
export type Sign = 'positive' | 'nonnegative' | 'negative' | 'nonpositive' | 'zero' | 'any';

interface Interval {
  readonly low: number;
  readonly high: number;
  /** The end itself is not reached. */
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

const everything: Interval = { low: -Infinity, high: Infinity, lowOpen: true, highOpen: true };
const positive: Interval = { low: 0, high: Infinity, lowOpen: true, highOpen: true };

/**
 * Decides signs by interval arithmetic over the declared domains.
 * Ends of sums that may have been rounded are moved outwards, so a sign that is told is true.
 */
export function signs(scope: Scope): (node: Node) => Sign {
  const known = new Map<Node, Interval>();
  const interval = (root: Node): Interval => {
    const ready = known.get(root);
    if (ready !== undefined) return ready;
    for (const node of topological([root]))
      if (!known.has(node))
        known.set(
          node,
          intervalOf(node, scope, (operand) => known.get(operand) ?? everything),
        );
    return known.get(root) ?? everything;
  };
  return (node) => {
    const { low, high, lowOpen, highOpen } = interval(node);
    if (low > 0 || (low === 0 && lowOpen)) return 'positive';
    if (high < 0 || (high === 0 && highOpen)) return 'negative';
    if (low === 0 && high === 0) return 'zero';
    if (low >= 0) return 'nonnegative';
    return high <= 0 ? 'nonpositive' : 'any';
  };
}

function intervalOf(node: Node, scope: Scope, at: (operand: Node) => Interval): Interval {
  switch (node.kind) {
    case 'number': {
      const value = toNumber(node.value);
      return { low: value - node.slack, high: value + node.slack, lowOpen: false, highOpen: false };
    }
    case 'constant': {
      const value = node.name === 'e' ? Math.E : Math.PI;
      return { low: value, high: value, lowOpen: false, highOpen: false };
    }
    case 'variable': {
      const domain = Object.hasOwn(scope.variables, node.name) ? scope.variables[node.name]?.domain : undefined;
      if (domain === undefined) return everything;
      const { above, below, integer } = domain;
      // An integer above 0 is at least 1.
      if (integer === true)
        return {
          low: above === undefined ? -Infinity : Math.floor(above) + 1,
          high: below === undefined ? Infinity : Math.ceil(below) - 1,
          lowOpen: false,
          highOpen: false,
        };
      return { low: above ?? -Infinity, high: below ?? Infinity, lowOpen: true, highOpen: true };
    }
    case 'sum':
      return node.terms.map(at).reduce((a, b) => {
        const [low, lowOpen] = end(a.low + b.low, a.lowOpen || b.lowOpen, -1);
        const [high, highOpen] = end(a.high + b.high, a.highOpen || b.highOpen, 1);
        return { low, high, lowOpen, highOpen };
      });
    case 'product':
      return node.factors.map(at).reduce(multiply);
    case 'power':
      return power(node.base, at(node.base), node.exponent);
    case 'function':
      return applied(node.name, node.arguments.map(at));
  }
}

/** The end of a sum: kept where doubles are exact, moved outwards where they may have rounded. */
function end(value: number, open: boolean, outwards: 1 | -1): readonly [number, boolean] {
  if (!Number.isFinite(value) || Number.isSafeInteger(value * 1024)) return [value, open];
  return [value + outwards * (Math.abs(value) * 1e-12 + 1e-12), false];
}

/** Only signs are needed of products, so the ends are kept where both are positive and reduced to signs elsewhere. */
function multiply(a: Interval, b: Interval): Interval {
  if (a.low >= 0 && b.low >= 0)
    return {
      low: a.low * b.low,
      high: a.high === 0 || b.high === 0 ? 0 : a.high * b.high,
      lowOpen:
        a.low === 0 && b.low === 0
          ? a.lowOpen && b.lowOpen
          : a.low === 0
            ? a.lowOpen
            : b.low === 0
              ? b.lowOpen
              : a.lowOpen || b.lowOpen,
      highOpen: a.highOpen || b.highOpen,
    };
  if (a.high <= 0 && b.high <= 0) return multiply(flip(a), flip(b));
  if (a.high <= 0 && b.low >= 0) return flip(multiply(flip(a), b));
  if (a.low >= 0 && b.high <= 0) return flip(multiply(a, flip(b)));
  return everything;
}

function flip(a: Interval): Interval {
  return { low: -a.high, high: -a.low, lowOpen: a.highOpen, highOpen: a.lowOpen };
}

function power(node: Node, base: Interval, exponent: Node): Interval {
  const definitelyPositive = base.low > 0 || (base.low === 0 && base.lowOpen);
  if (exponent.kind === 'number' && isInteger(exponent.value) && exponent.value.numerator % 2n === 0n) {
    if (definitelyPositive || base.high < 0) return positive;
    return node.kind === 'number' ? everything : { ...everything, low: 0, lowOpen: false };
  }
  if (definitelyPositive) return positive;
  return base.low >= 0 ? { ...everything, low: 0, lowOpen: false } : everything;
}

function applied(name: string, given: readonly Interval[]): Interval {
  const x = given[0] ?? everything;
  switch (name) {
    case 'exp':
    case 'softplus':
    case 'sigmoid':
    case 'sech':
      return name === 'sigmoid' ? { low: 0, high: 1, lowOpen: true, highOpen: true } : positive;
    case 'tanh':
      return {
        low: x.low >= 0 ? 0 : -1,
        high: x.high <= 0 ? 0 : 1,
        lowOpen: x.low >= 0 ? x.lowOpen || x.low > 0 : true,
        highOpen: x.high <= 0 ? x.highOpen || x.high < 0 : true,
      };
    case 'cosh':
      return { low: 1, high: Infinity, lowOpen: false, highOpen: true };
    case 'absolute':
    case 'relu':
      if (x.low > 0 || (x.low === 0 && x.lowOpen)) return x;
      return name === 'absolute' && x.high < 0 ? flip(x) : { ...everything, low: 0, lowOpen: false };
    case 'log':
      return x.low >= 1 ? { low: 0, high: Infinity, lowOpen: x.lowOpen || x.low > 1, highOpen: true } : everything;
    case 'max': {
      const best = given.reduce((a, b) => (a.low > b.low || (a.low === b.low && a.lowOpen) ? a : b));
      return { ...everything, low: best.low, lowOpen: best.lowOpen };
    }
    case 'min': {
      const worst = given.reduce((a, b) => (a.low < b.low || (a.low === b.low && !a.lowOpen) ? a : b));
      return { ...everything, low: worst.low, lowOpen: worst.lowOpen };
    }
    default:
      return everything;
  }
}
