import type { Assignment, Evidence } from '@gradbook/assignments';
import { beamTree, computationGraph, traceGraph } from '@gradbook/figures';

/** A picture with its caption. */
export interface Figure {
  readonly title: string;
  readonly svg: string;
}

/** The figures of an assignment's references, by part. */
export async function figuresOf(assignment: Assignment): Promise<Map<string, readonly Figure[]>> {
  const figures = new Map<string, readonly Figure[]>();
  for (const part of assignment.parts) {
    const evidence = (await part.evidence?.()) ?? [];
    if (evidence.length > 0) figures.set(part.id, await Promise.all(evidence.map(draw)));
  }
  return figures;
}

async function draw(evidence: Evidence): Promise<Figure> {
  const { title } = evidence;
  if (evidence.kind === 'beam') return { title, svg: beamTree(evidence.trace, { title }) };
  return { title, svg: await computationGraph(traceGraph(evidence.graph), { title }) };
}
