export { beamTree, type BeamTreeOptions } from './beam-tree/beam-tree.ts';
export type { BeamTreeCandidate, BeamTreeOverlay, BeamTreeTrace } from './beam-tree/trace.ts';
export {
  computationGraph,
  type ComputationGraphData,
  type ComputationGraphEdge,
  type ComputationGraphNode,
  type ComputationGraphOptions,
} from './computation-graph/computation-graph.ts';
export { traceGraph, type TracedGraph, type TraceGraphOptions } from './computation-graph/trace-graph.ts';
export { errorMap, type ErrorMapData } from './error-map/error-map.ts';
export { type FlowRun, gradientFlowChart } from './gradient-flow/gradient-flow-chart.ts';
export { lineChart, type LineChartData, type LineChartOptions, type LineSeries } from './line-chart/line-chart.ts';
export type { FigureOptions, Theme } from './svg/figure.ts';
