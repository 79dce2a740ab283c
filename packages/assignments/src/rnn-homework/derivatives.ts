import {
  type Blank,
  type Expr,
  type ExpressionSpec,
  judgeBlanks,
  judgeDerivation,
  judgeExpression,
  mapExpr,
  parseExpression,
  readBlanks,
  type Scope,
} from '@gradbook/answers';
import type { Graph, GraphEdge } from '@gradbook/autograd';

import type { Evidence, JudgeOptions, Part } from '../definition/assignment.ts';
import type { EarlierAnswer, FollowThrough } from '../definition/follow-through.ts';
import { rnnGraph, rnnScope } from './rnn-graph.ts';

const inputs = ['w', 'u_1', 'u_2', 'u_3'];
const values = ['p', 'q', 'r', 's', 't'];

const setting =
  'The recurrence $h_t = w\\,(u_t + h_{t-1})$, $h_0 = 0$, is unrolled for three steps: $p = u_1$, $q = wp$, $r = u_2 + q$, $s = wr$, $t = s + u_3$, $y = wt$.';

/** 1(a): the values of the graph, as the traced operations define them. */
async function valueBlanks(): Promise<readonly Blank[]> {
  return [...values, 'y'].map((name) => ({
    label: name,
    asked: name,
    expected: { type: 'symbol', name },
    terms: { symbols: inputs },
  }));
}

/** 1(c): ∂y/∂t, ∂y/∂s, …: each may use the values of the graph and the derivatives nearer to the output. */
function derivativeBlanks(): readonly Blank[] {
  const order = ['t', 's', 'r', 'q', 'p'];
  return order.map((name, index) => ({
    label: `\\frac{\\partial y}{\\partial ${name}}`,
    asked: { of: 'y', by: name },
    expected: derivative(name),
    terms: {
      symbols: [...inputs, ...values, 'y'],
      derivatives: order.slice(0, index).map((later) => ['y', later] as const),
    },
  }));
}

function derivative(by: string): Blank['expected'] {
  return { type: 'derivative', of: { type: 'symbol', name: 'y' }, by: { type: 'symbol', name: by }, partial: true };
}

/** The edges out of w in the traced graph: what y gains through each is the edge's partial times ∂y/∂(its end). */
function contributions(graph: Graph, scope: Scope): { readonly label: string; readonly expr: Blank['expected'] }[] {
  const from = graph.inputs['w']!;
  return graph.edges
    .filter((edge) => edge.from === from)
    .map((edge) => {
      const end = graph.nodes[edge.to]!.name!;
      const source = graph.nodes[otherOperand(edge)]!.name!;
      const through = end === 'y' ? source : `${source} \\cdot \\frac{\\partial y}{\\partial ${end}}`;
      return { label: `the contribution of the edge from $w$ to $${end}$`, expr: parseExpression(through, scope) };
    });
}

/** The partials of the products that w enters, with everything else held: ∂s/∂w = r where s = w r. */
function directPartials(graph: Graph): readonly { of: string; by: string; expr: Blank['expected'] }[] {
  const from = graph.inputs['w']!;
  return graph.edges
    .filter((edge) => edge.from === from)
    .map((edge) => ({
      of: graph.nodes[edge.to]!.name!,
      by: 'w',
      expr: { type: 'symbol', name: graph.nodes[otherOperand(edge)]!.name! },
    }));
}

/** ∂(a·b)/∂a = b: the partial of a product by one operand is the other. */
function otherOperand(edge: GraphEdge): number {
  if (edge.operation !== 'mul')
    throw new RangeError(`the edge ${edge.id} out of w belongs to ${edge.operation}; a product is expected`);
  return edge.operands[1 - edge.argument]!;
}

/** The names of 1(a) as the student has them; undefined where one that is needed was not read, or is no such value. */
async function ownScope(
  earlier: ReadonlyMap<string, EarlierAnswer>,
  options: JudgeOptions,
  needed: readonly string[],
): Promise<Scope | undefined> {
  const answer = earlier.get('1(a)');
  if (!answer) return undefined;
  const scope = await rnnScope();
  const blanks = await valueBlanks();
  const read = readBlanks(answer.content, { scope, blanks }, options);
  const own = Object.fromEntries(blanks.flatMap(({ label }, index) => (read[index] ? [[label, read[index]]] : [])));
  const isValue = needed.every((name) => own[name] !== undefined && (name !== 'y' || dependsOnMost(name, own)));
  return isValue ? { ...scope, definitions: { ...scope.definitions, ...own } } : undefined;
}

/** Whether a value still holds w and all but one of the inputs: a derivative of less than that is another question. */
function dependsOnMost(name: string, own: Readonly<Record<string, Expr>>): boolean {
  const seen = new Set<string>();
  const visit = (expr: Expr): void => {
    mapExpr(expr, (part) => {
      if (part.type === 'symbol' && !seen.has(part.name)) {
        seen.add(part.name);
        if (own[part.name]) visit(own[part.name]!);
      }
      return part;
    });
  };
  visit(own[name]!);
  return seen.has('w') && inputs.filter((input) => seen.has(input)).length >= inputs.length - 1;
}

/** 1(b) by the student's own y. */
const fromOwnOutput: FollowThrough = {
  from: ['1(a)'],
  share: 0.5,
  judge: async (content, _part, options, earlier) => {
    const scope = await ownScope(earlier, options, ['y']);
    return scope && judgeExpression(content, outputDerivative(scope), options);
  },
};

/** 1(d) by the student's own p, r and t: the sum over the three edges is the same, what stands for them is not. */
const fromOwnValues: FollowThrough = {
  from: ['1(a)'],
  share: 0.5,
  judge: async (content, _part, options, earlier) => {
    const scope = await ownScope(earlier, options, ['p', 'r', 't', 'y']);
    if (!scope) return undefined;
    const graph = await rnnGraph();
    const terms = graph.edges
      .filter((edge) => edge.from === graph.inputs['w']!)
      .map((edge) => product(symbolOf(graph, otherOperand(edge)), downstream(graph, edge.to)));
    return judgeExpression(content, { ...outputDerivative(scope), expected: { type: 'sum', terms } }, options);
  },
};

function symbolOf(graph: Graph, id: number): Expr {
  return { type: 'symbol', name: graph.nodes[id]!.name! };
}

function product(...factors: readonly Expr[]): Expr {
  return { type: 'product', factors, style: 'juxtaposed' };
}

/** What y gains per unit of a value, along the edges of the graph: a product passes the other operand on, a sum one. */
function downstream(graph: Graph, id: number): Expr {
  const one: Expr = { type: 'number', value: { numerator: 1n, denominator: 1n }, written: '1' };
  if (graph.nodes[id]!.name === 'y') return one;
  const terms = graph.edges
    .filter((edge) => edge.from === id)
    .map((edge) =>
      product(edge.operation === 'mul' ? symbolOf(graph, otherOperand(edge)) : one, downstream(graph, edge.to)),
    );
  return terms.length === 1 ? terms[0]! : { type: 'sum', terms };
}

function outputDerivative(scope: Scope): ExpressionSpec {
  return {
    label: '$\\frac{dy}{dw}$',
    asked: [{ of: 'y', by: 'w' }, "y'"],
    scope,
    expected: derivative('w'),
    terms: { symbols: inputs },
    reveal: true,
  };
}

async function evidence(): Promise<readonly Evidence[]> {
  return [
    {
      kind: 'graph',
      title: 'The unrolled recurrence with the partial on each edge',
      graph: await rnnGraph(),
    },
  ];
}

/** Part 1: backpropagation through a small recurrence. */
export const derivativeParts: readonly Part[] = [
  {
    id: '1(a)',
    title: 'Values in the forward pass',
    kind: 'blanks',
    points: 3,
    question: `${setting} Write $p, q, r, s, t$ and $y$ in terms of $w$ and the $u_i$.`,
    warmUp: rnnGraph.warmUp,
    judge: async (content, _part, options) =>
      judgeBlanks(content, { scope: await rnnScope(), blanks: await valueBlanks() }, options),
  },
  {
    id: '1(b)',
    title: 'The derivative of the output',
    kind: 'expression',
    points: 2,
    question: `${setting} What is $\\frac{dy}{dw}$ in terms of $w$ and the $u_i$?`,
    warmUp: rnnGraph.warmUp,
    judge: async (content, _part, options) => judgeExpression(content, outputDerivative(await rnnScope()), options),
    followThrough: fromOwnOutput,
  },
  {
    id: '1(c)',
    title: 'Partial derivatives in the backward pass',
    kind: 'blanks',
    points: 3,
    question: `${setting} Write $\\frac{\\partial y}{\\partial t}, \\frac{\\partial y}{\\partial s}, \\frac{\\partial y}{\\partial r}, \\frac{\\partial y}{\\partial q}$ and $\\frac{\\partial y}{\\partial p}$ in terms of the values of the graph and of derivatives nearer to the output.`,
    warmUp: rnnGraph.warmUp,
    judge: async (content, _part, options) =>
      judgeBlanks(content, { scope: await rnnScope(), blanks: derivativeBlanks() }, options),
  },
  {
    id: '1(d)',
    title: 'The three edges out of w',
    kind: 'derivation',
    points: 3,
    question: `${setting} What does $y$ gain through each of the three edges out of $w$? Add them up to $\\frac{dy}{dw}$.`,
    warmUp: rnnGraph.warmUp,
    judge: async (content, _part, options) => {
      const scope = await rnnScope();
      return judgeDerivation(
        content,
        {
          scope,
          label: '$\\frac{dy}{dw}$',
          asked: { of: 'y', by: 'w' },
          expected: derivative('w'),
          contributions: contributions(await rnnGraph(), scope),
          direct: directPartials(await rnnGraph()),
          reveal: true,
        },
        options,
      );
    },
    followThrough: fromOwnValues,
    evidence,
  },
];
