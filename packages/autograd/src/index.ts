export { checkGradients, type CheckOptions } from './check/check-gradients.ts';
export { GradientError, type GradientFinding, type GradientReport } from './check/report.ts';
export {
  type Argument,
  type Chosen,
  grad,
  type GradOptions,
  hessian,
  jacobian,
  valueAndGrad,
  vjp,
  type Vjp,
} from './derivatives.ts';
export { TraceError } from './errors.ts';
export type { Graph, GraphEdge, GraphNode, Jacobian } from './graph/graph.ts';
export { name } from './graph/name.ts';
export { type Path, paths, type PathsOptions, total } from './graph/paths.ts';
export { trace, type TraceOptions } from './graph/trace.ts';
export type { InputCotangent, Recorded, Rule } from './rule.ts';
export { defineRule } from './rules/registry.ts';
export type { Watched } from './trees.ts';
