export { attentionMap, type AttentionMapData, type AttentionMapOptions } from './attention-map/attention-map.ts';
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
export { convolutionStep, type ConvolutionStepOptions } from './convolution-step/convolution-step.ts';
export type { ConvolutionArray, ConvolutionSteps, ConvolutionTap } from './convolution-step/trace.ts';
export { errorMap, type ErrorMapData } from './error-map/error-map.ts';
export { type FlowRun, gradientFlowChart } from './gradient-flow/gradient-flow-chart.ts';
export {
  lineChart,
  type LineChartData,
  type LineChartOptions,
  type LineMark,
  type LineSeries,
} from './line-chart/line-chart.ts';
export {
  type CurveRemarks,
  lossCurveChart,
  type LossCurveOptions,
  type LossCurves,
} from './loss-curve/loss-curve-chart.ts';
export { normalizationAxes, type NormalizationAxesData } from './normalization-axes/normalization-axes.ts';
export type { FigureOptions, Theme } from './svg/figure.ts';
