import { rational } from './rational.ts';
import { type Graph, type Node, topological, Undecidable } from './node.ts';

/** The derivative of `root` by the variable `name`. */
export function derivative(graph: Graph, root: Node, name: string): Node {
  const results = new Map<Node, Node>();
  const at = (node: Node): Node => results.get(node) ?? graph.zero;
  for (const node of topological([root])) {
    const result = step(graph, node, name, at);
    if (result !== graph.zero) results.set(node, result);
  }
  return at(root);
}

function step(graph: Graph, node: Node, name: string, at: (operand: Node) => Node): Node {
  switch (node.kind) {
    case 'number':
    case 'constant':
      return graph.zero;
    case 'variable':
      return node.name === name ? graph.one : graph.zero;
    case 'sum':
      return graph.sum(node.terms.map(at));
    case 'product':
      return graph.sum(
        node.factors.flatMap((factor, index) =>
          at(factor) === graph.zero
            ? []
            : [graph.product([at(factor), ...node.factors.filter((_, other) => other !== index)])],
        ),
      );
    case 'power': {
      const { base, exponent } = node;
      const terms: Node[] = [];
      if (at(base) !== graph.zero) {
        const lowered = graph.power(base, graph.sum([exponent, graph.minusOne]));
        terms.push(graph.product([exponent, lowered, at(base)]));
      }
      if (at(exponent) !== graph.zero) terms.push(graph.product([node, graph.apply('log', base), at(exponent)]));
      return graph.sum(terms);
    }
    case 'function':
      return graph.sum(
        node.arguments.flatMap((argument, index) =>
          at(argument) === graph.zero ? [] : [graph.product([partial(graph, node, index), at(argument)])],
        ),
      );
  }
}

/** The derivative of a function by its argument number `index`, at its arguments. */
function partial(graph: Graph, node: Node & { kind: 'function' }, index: number): Node {
  const x = node.arguments[index]!;
  const apply = (name: string): Node => graph.apply(name, x);
  const square = (of: Node): Node => graph.power(of, graph.integer(2));
  const oneMinus = (of: Node): Node => graph.sum([graph.one, graph.negate(of)]);
  switch (node.name) {
    case 'exp':
      return node;
    case 'log':
      return graph.reciprocal(x);
    case 'sigmoid':
      return graph.product([node, oneMinus(node)]);
    case 'tanh':
      return oneMinus(square(node));
    case 'relu':
      return apply('step');
    case 'softplus':
      return apply('sigmoid');
    case 'absolute':
      return apply('sign');
    case 'sin':
      return apply('cos');
    case 'cos':
      return graph.negate(apply('sin'));
    case 'tan':
      return graph.sum([graph.one, square(node)]);
    case 'sinh':
      return apply('cosh');
    case 'cosh':
      return apply('sinh');
    case 'sech':
      return graph.negate(graph.product([node, apply('tanh')]));
    case 'asin':
      return graph.power(oneMinus(square(x)), graph.number(rational(-1, 2)));
    case 'acos':
      return graph.negate(graph.power(oneMinus(square(x)), graph.number(rational(-1, 2))));
    case 'atan':
      return graph.reciprocal(graph.sum([graph.one, square(x)]));
    case 'atanh':
      return graph.reciprocal(oneMinus(square(x)));
    case 'erf':
      return graph.product([
        graph.integer(2),
        graph.power(graph.constant('pi'), graph.number(rational(-1, 2))),
        graph.apply('exp', graph.negate(square(x))),
      ]);
    // Zero wherever they have a derivative; the steps are branch points, which sampling never hits.
    case 'sign':
    case 'step':
    case 'floor':
    case 'ceil':
      return graph.zero;
    case 'max':
    case 'min': {
      // The derivative by one argument is 1 where it is chosen: step of its distance from the best of the others.
      const others = node.arguments.filter((_, other) => other !== index);
      const best = graph.apply(node.name, ...others);
      const ahead = graph.sum([x, graph.negate(best)]);
      return graph.apply('step', node.name === 'max' ? ahead : graph.negate(ahead));
    }
  }
  const called = /^call:(?<name>.*?)(?:#(?<orders>[\d,]+))?$/u.exec(node.name)?.groups;
  if (called === undefined) throw new Undecidable(`The derivative of ${node.name} is not known.`);
  const orders = called['orders']?.split(',').map(Number) ?? node.arguments.map(() => 0);
  orders[index] = (orders[index] ?? 0) + 1;
  return graph.apply(`call:${called['name']}#${orders.join(',')}`, ...node.arguments);
}
