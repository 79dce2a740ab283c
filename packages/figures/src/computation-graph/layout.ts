import { Graphviz } from '@hpcc-js/wasm-graphviz';

import type { Box } from '../svg/text.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LayoutInput {
  readonly nodes: readonly { readonly width: number; readonly height: number; readonly round: boolean }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly labelWidth: number;
    readonly labelHeight: number;
  }[];
  readonly direction: 'right' | 'down';
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Box[];
  /** A cubic Bézier spline (a start, then three points a segment), the tip of its arrow, and the place of its label. */
  readonly edges: readonly { readonly spline: readonly Point[]; readonly tip: Point; readonly label: Box | null }[];
}

/** What Graphviz answers in its JSON format, as far as it is read. */
interface GraphvizOutput {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

/**
 * Places a directed graph with Graphviz's layered layout (Gansner, Koutsofios, North, Vo, 1993). Graphviz sees numbers and
 * sizes only: no name ever gets into its input language.
 */
export async function layoutGraph(input: LayoutInput): Promise<GraphLayout> {
  const graphviz = await Graphviz.load();
  const lines = [
    `rankdir=${input.direction === 'right' ? 'LR' : 'TB'};nodesep=0.42;ranksep=0.5;node[shape=box,fixedsize=true,label=""];`,
    // An ellipse lies within a box with round ends: an edge that starts on it never starts outside the box.
    ...input.nodes.map(
      ({ width, height, round }, index) =>
        `n${index}[width=${inches(width)},height=${inches(height)}${round ? ',shape=ellipse' : ''}];`,
    ),
    ...input.edges.map(({ from, to, labelWidth, labelHeight }, index) => {
      const label =
        labelWidth === 0
          ? ''
          : `,label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" ` +
            `WIDTH="${Math.ceil(labelWidth)}" HEIGHT="${Math.ceil(labelHeight)}"></TD></TR></TABLE>>`;
      return `n${from}->n${to}[id="e${index}"${label}];`;
    }),
  ];
  const output = JSON.parse(graphviz.layout(`digraph{${lines.join('\n')}}`, 'json', 'dot')) as GraphvizOutput;
  const [, , width = 0, height = 0] = output.bb.split(',').map(Number);
  const point = (text: string): Point => {
    const [x = 0, y = 0] = text.split(',').map(Number);
    return { x, y: height - y };
  };
  const nodes = new Map(output.objects?.map((item) => [item.name, point(item.pos)]));
  const edges = new Map(output.edges?.map((item) => [item.id, item]));
  return {
    width,
    height,
    nodes: input.nodes.map((size, index) => centred(nodes.get(`n${index}`)!, size.width, size.height)),
    edges: input.edges.map(({ labelWidth, labelHeight }, index) => {
      const { pos, lp } = edges.get(`e${index}`)!;
      // The form is "e,x,y x,y x,y …": the arrow's tip, then the spline.
      const [tip, ...spline] = pos.split(' ');
      return {
        spline: spline.map(point),
        tip: point(tip!.replace(/^e,/, '')),
        label: lp === undefined ? null : centred(point(lp), labelWidth, labelHeight),
      };
    }),
  };
}

function inches(units: number): string {
  return (units / 72).toFixed(4);
}

function centred(centre: Point, width: number, height: number): Box {
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}
