import {
  type Blank,
  judgeBlanks,
  judgeDerivation,
  judgeExpression,
  parseExpression,
  type Scope,
} from '@gradbook/answers';
import type { Graph, GraphEdge } from '@gradbook/autograd';

import type { Evidence, Part } from '../definition/assignment.ts';
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
    judge: async (content, _part, options) =>
      judgeBlanks(content, { scope: await rnnScope(), blanks: await valueBlanks() }, options),
  },
  {
    id: '1(b)',
    title: 'The derivative of the output',
    kind: 'expression',
    points: 2,
    question: `${setting} What is $\\frac{dy}{dw}$ in terms of $w$ and the $u_i$?`,
    judge: async (content, _part, options) =>
      judgeExpression(
        content,
        {
          label: '$\\frac{dy}{dw}$',
          asked: [{ of: 'y', by: 'w' }, "y'"],
          scope: await rnnScope(),
          expected: derivative('w'),
          terms: { symbols: inputs },
          reveal: true,
        },
        options,
      ),
  },
  {
    id: '1(c)',
    title: 'Partial derivatives in the backward pass',
    kind: 'blanks',
    points: 3,
    question: `${setting} Write $\\frac{\\partial y}{\\partial t}, \\frac{\\partial y}{\\partial s}, \\frac{\\partial y}{\\partial r}, \\frac{\\partial y}{\\partial q}$ and $\\frac{\\partial y}{\\partial p}$ in terms of the values of the graph and of derivatives nearer to the output.`,
    judge: async (content, _part, options) =>
      judgeBlanks(content, { scope: await rnnScope(), blanks: derivativeBlanks() }, options),
  },
  {
    id: '1(d)',
    title: 'The three edges out of w',
    kind: 'derivation',
    points: 3,
    question: `${setting} What does $y$ gain through each of the three edges out of $w$? Add them up to $\\frac{dy}{dw}$.`,
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
    evidence,
  },
];
