import type { Judgement } from '@gradbook/answers';
import type { Assignment, Evidence } from '@gradbook/assignments';
import {
  beamTree,
  type BeamTreeOverlay,
  computationGraph,
  errorMap,
  gradientFlowChart,
  lineChart,
  traceGraph,
} from '@gradbook/figures';

/** A picture with its caption, or the reason why there is none. */
export interface Figure {
  readonly title: string;
  readonly svg?: string;
  readonly problem?: string;
}

/** What an assignment's references leave to draw, by part. Computed once for all submissions. */
export type EvidenceByPart = ReadonlyMap<string, readonly Evidence[]>;

/** The evidence of every part; a part whose reference fails here has none, and says so. */
export async function evidenceOf(assignment: Assignment): Promise<EvidenceByPart> {
  const all = new Map<string, readonly Evidence[]>();
  for (const part of assignment.parts) {
    const evidence = (await part.evidence?.()) ?? [];
    if (evidence.length > 0) all.set(part.id, evidence);
  }
  return all;
}

/** The figures of one part of one submission, with the student's sequences marked in the trees. */
export async function figuresOf(
  evidence: readonly Evidence[],
  judgement: Judgement,
  id: string,
): Promise<readonly Figure[]> {
  return Promise.all(
    evidence.map(async (each, index): Promise<Figure> => {
      try {
        return { title: each.title, svg: await draw(each, judgement, `${id}-f${index}`) };
      } catch (error) {
        // A picture is an addition: its failure must not cost the report.
        return { title: each.title, problem: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
}

async function draw(evidence: Evidence, judgement: Judgement, id: string): Promise<string> {
  const { title } = evidence;
  if (evidence.kind === 'gradient-flow') return gradientFlowChart(evidence.runs, { title, id });
  if (evidence.kind === 'curves') return lineChart(evidence, { title, id });
  if (evidence.kind === 'error-map') return errorMap(evidence, { title, id });
  if (evidence.kind === 'graph') return computationGraph(traceGraph(evidence.graph), { title, id });
  const overlay = overlayOf(evidence, judgement);
  return beamTree(evidence.trace, { title, id, ...(overlay ? { overlay } : {}) });
}

/** The sequences that were read, where all of their words are words of the tree. */
function overlayOf({ trace }: Extract<Evidence, { kind: 'beam' }>, { given }: Judgement): BeamTreeOverlay | undefined {
  const words = new Set(trace.steps.flatMap(({ candidates }) => candidates.map(({ token }) => String(token))));
  const sequences = given
    .slice(0, 2_000)
    .split(/[,;\n]/)
    .map((sequence) =>
      sequence
        .replace(/\(.*\)/, '')
        .trim()
        .split(/\s+/),
    )
    .filter((tokens) => tokens.length <= trace.steps.length && tokens.every((token) => words.has(token)));
  return sequences.length > 0 && sequences.length <= 8 ? { label: 'handed in', sequences } : undefined;
}
