import {
  emptyTensor,
  type Kernel,
  type KernelBuffer,
  type KernelCommand,
  runCommands,
} from '@gradbook/core-ops/kernels';

import { fusedCells } from './cells.ts';
import type { DeviceTensor } from './device-tensor.ts';
import { vectorType } from './forward.ts';
import { type FusedAttributes, type Plan, planFor, type SequenceSizes } from './plan.ts';
import { expand, type PhaseFunction, prelude, products, scanKernel, stepKernel } from './shader.ts';

/** What the backward kernels take: what the forward kernels took and gave, and the cotangents, undefined for zeros. */
export interface BackwardInputs {
  readonly weight: DeviceTensor;
  readonly lengths: DeviceTensor | undefined;
  readonly memory: DeviceTensor;
  /** ∂L/∂output, [T, N, D · H]. */
  readonly output: DeviceTensor | undefined;
  /** ∂L/∂final, [states, D, N, H]. */
  readonly final: DeviceTensor | undefined;
}

/** What they give. */
export interface BackwardOutputs {
  /** ∂L/∂z, [T, N, D · gates · H]. */
  readonly z: DeviceTensor;
  /** ∂L/∂(W_hh h + b), [D, T, N, gates · H]. */
  readonly products: DeviceTensor;
  /** ∂L/∂initial, [states, D, N, H]. */
  readonly initial: DeviceTensor;
  /** ∂L/∂h_t and, where probed, ∂L/∂c_t: [1 or states, T, N, D · H]. */
  readonly states: DeviceTensor;
}

/** Runs the steps of a sequence backwards, in one submission. */
export function runBackward(
  { weight, lengths, memory, output, final }: BackwardInputs,
  attributes: FusedAttributes,
  sizes: SequenceSizes,
): BackwardOutputs {
  const { steps, batch, hidden } = sizes;
  const cell = fusedCells[attributes.cell];
  const directions = attributes.directions.length;
  const copies = cell.backward[0]!.rows[1];
  const sections = 2 * copies + cell.backwardSections;
  const plan = planFor(attributes, sizes, sections, hidden);
  const scan = plan.schedule === 'scan';
  // Threads of one workgroup read neighbouring weights one by one; elsewhere four at a time serve more products.
  const lanes = scan ? [''] : ['.x', '.y', '.z', '.w'];
  const unitTiles = Math.ceil(hidden / lanes.length);
  const twoStates = attributes.probed && cell.states === 2;

  const z = emptyTensor([steps, batch, directions * cell.inputGates * hidden]);
  const initial = emptyTensor([cell.states, directions, batch, hidden]);
  const states = emptyTensor([twoStates ? 2 : 1, steps, batch, directions * hidden]);
  // With one direction z's layout is that of the products.
  const apart =
    directions > 1 || cell.ownCotangents
      ? emptyTensor([directions, steps, batch, cell.hiddenGates * hidden])
      : undefined;
  const padded = !scan && hidden % lanes.length !== 0;
  const weights = padded ? emptyTensor([directions * cell.hiddenGates * hidden * unitTiles * 4]) : weight;
  const state = scan ? undefined : emptyTensor([directions * plan.tiles * plan.rows * sections * hidden]);

  const buffers: KernelBuffer[] = [
    { name: 'weights', tensor: weights, element: scan ? 'f32' : 'vec4<f32>', access: 'read' },
    { name: 'memory', tensor: memory, element: 'f32', access: 'read' },
    { name: 'cotangents', tensor: states, element: 'f32', access: 'read_write' },
    { name: 'carried', tensor: initial, element: 'f32', access: 'read_write' },
    { name: 'zs', tensor: z, element: 'f32', access: 'read_write' },
  ];
  if (apart) buffers.push({ name: 'apart', tensor: apart, element: 'f32', access: 'read_write' });
  if (lengths) buffers.push({ name: 'lengths', tensor: lengths, element: 'i32', access: 'read' });
  if (state) buffers.push({ name: 'state', tensor: state, element: vectorType(plan.rows), access: 'read_write' });
  const section = directions * steps * batch * hidden;
  const name = `recurrence backward ${plan.key}${twoStates ? ' probed' : ''}`;
  const { begin, phases, end, source } = functionsOf(plan, lanes, apart !== undefined, twoStates);
  const kernel = (part: string, body: string): Kernel => ({
    name: `${name} ${part}`,
    source: source + body,
    buffers,
    uniforms: { steps, batch, tiles: plan.tiles, section },
    workgroupSize: plan.workgroupSize,
  });

  const commands: KernelCommand[] = [
    ...(twoStates || !output ? [{ clear: states }] : []),
    ...(output ? [{ copy: output, into: states }] : []),
    final ? { copy: final, into: initial } : { clear: initial },
  ];
  if (padded) {
    commands.push({ run: padKernel(weight, weights, plan, unitTiles), groups: Math.ceil(weights.size / 64) });
  }
  if (scan) {
    const memory_ = `var<workgroup> state: array<V, ${sections * hidden}>;`;
    commands.push({
      run: kernel('scan', memory_ + scanKernel(begin, phases, end, plan.workgroupSize)),
      groups: directions * plan.tiles,
    });
  } else {
    const all = [begin, ...phases, end].map((phase) => ({
      run: kernel(phase.name, stepKernel(phase, sections)),
      groups: Math.ceil((directions * plan.tiles * phase.tiles) / plan.workgroupSize),
    }));
    commands.push(all[0]!);
    for (let step = 0; step < steps; step++) for (const phase of all.slice(1, -1)) commands.push({ ...phase, step });
    commands.push({ ...all.at(-1)!, step: steps });
  }
  runCommands(commands);
  state?.dispose();
  if (padded) weights.dispose();
  return { z, products: apart ?? z, initial, states };
}

function functionsOf(
  plan: Plan,
  lanes: readonly string[],
  apart: boolean,
  twoStates: boolean,
): {
  readonly begin: PhaseFunction;
  readonly phases: readonly PhaseFunction[];
  readonly end: PhaseFunction;
  readonly source: string;
} {
  const { cell, hidden } = plan;
  const copies = cell.backward[0]!.rows[1];
  const direct = 2 * copies;
  const cellState = cell.states === 2;
  const unitTiles = Math.ceil(hidden / lanes.length);
  const productsOf = (rows: readonly [number, number], source: 'cotangents' | number): string =>
    products(
      lanes,
      () => 'V(0.0)',
      rows[1] * hidden,
      (k) => `weights[(d * ${cell.hiddenGates} * H + ${rows[0]} * H + ${k}) * ${unitTiles} + unit]`,
      (k) => (source === 'cotangents' ? `state[seen + ${k}]` : `state[base + ${direct + source} * H + ${k}]`),
    );
  const eachUnit = (body: string): string => `
  for (var q = 0; q < ${lanes.length}; q++) {
    let j = unit * ${lanes.length} + q;
    if (j >= H) { break; }
    ${body}
  }`;
  const slots = `
  let seen = base + (s & 1) * ${copies} * H;
  let written = base + (1 - (s & 1)) * ${copies} * H;`;
  // `carried` holds ∂L/∂final when the kernels begin and ∂L/∂initial when they end.
  const begin = `
fn begin(d: i32, tile: i32, j: i32, s: i32, base: i32) {
  var h = V(0.0);
  ${cellState ? 'var c = V(0.0);' : ''}
  for (var r = 0; r < R; r++) {
    let n = tile * R + r;
    if (n >= uniforms.batch) { break; }
    put(&h, r, carried[(d * uniforms.batch + n) * H + j]);
    ${cellState ? 'put(&c, r, carried[((D + d) * uniforms.batch + n) * H + j]);' : ''}
  }
  for (var g = 0; g < ${copies}; g++) { state[base + g * H + j] = V(0.0); }
  state[base + ${direct} * H + j] = h;
  ${cellState ? `state[base + ${direct + 1} * H + j] = c;` : ''}
}`;
  const end = `
fn end(d: i32, tile: i32, unit: i32, s: i32, base: i32) {
  ${slots}
  ${productsOf(cell.backward[0]!.rows, 'cotangents')}
  ${eachUnit(`
    let h = totals[q] + state[base + ${direct} * H + j];
    ${cellState ? `let c = state[base + ${direct + 1} * H + j];` : ''}
    for (var r = 0; r < R; r++) {
      let n = tile * R + r;
      if (n >= uniforms.batch) { break; }
      carried[(d * uniforms.batch + n) * H + j] = part(h, r);
      ${cellState ? 'carried[((D + d) * uniforms.batch + n) * H + j] = part(c, r);' : ''}
    }`)}
}`;
  const phases = cell.backward.map(({ rows, source, writes, sections, code }, p) => {
    const first = p === 0;
    const tensorOf = (gate: string, x: string): string =>
      apart ? `apart[(at * ${cell.hiddenGates} + ${gate}) * H + j] = select(0.0, ${x}, own);` : '';
    const macros = {
      SAVED: (part: string) => `memory[${part} * uniforms.section + at * H + j]`,
      DZ: (gate: string, x: string) => `zs[zAt + ${gate} * H] = select(0.0, ${x}, own);`,
      DA: (gate: string, x: string) => `put(&da${gate}, r, select(0.0, ${x}, own)); ${tensorOf(gate, x)}`,
      DTENSOR: tensorOf,
      DIRECT: (x: string) => `put(&direct_, r, select(${first ? 'dh' : 'direct'}, ${x}, own));`,
      DCELL: (x: string) => (twoStates ? `cotangents[uniforms.section + outputAt] = select(old1, ${x}, own);` : ''),
    };
    const totalOfState = `
      let before_ = product + direct;
      let dh = select(before_, before_ + cotangents[outputAt], own);
      cotangents[outputAt] = dh;`;
    return `
fn phase${p}(d: i32, tile: i32, unit: i32, s: i32, base: i32) {
  let t = timeOf(d, uniforms.steps - 1 - s);
  ${slots}
  ${productsOf(rows, source)}
  ${eachUnit(`
    var direct_ = state[base + ${direct} * H + j];
    ${writes.map((gate) => `var da${gate} = V(0.0);`).join(' ')}
    ${sections.map((part, i) => `var new${i + 1} = state[base + ${direct + part} * H + j];`).join(' ')}
    for (var r = 0; r < R; r++) {
      let n = tile * R + r;
      if (n >= uniforms.batch) { break; }
      let own = within(t, n);
      let at = (d * uniforms.steps + t) * uniforms.batch + n;
      let outputAt = ((t * uniforms.batch + n) * D + d) * H + j;
      let zAt = ((t * uniforms.batch + n) * D + d) * ${cell.inputGates} * H + j;
      let product = part(totals[q], r);
      let direct = part(direct_, r);
      ${sections.map((_, i) => `let old${i + 1} = part(new${i + 1}, r);`).join(' ')}
      ${first ? totalOfState : ''}
      ${expand(code, macros)}
    }
    state[base + ${direct} * H + j] = direct_;
    ${writes.map((gate) => `state[written + ${gate} * H + j] = da${gate};`).join(' ')}
    ${sections.map((part, i) => `state[base + ${direct + part} * H + j] = new${i + 1};`).join(' ')}`)}
}`;
  });
  return {
    begin: { name: 'begin', tiles: hidden },
    phases: cell.backward.map((_, p) => ({ name: `phase${p}`, tiles: unitTiles })),
    end: { name: 'end', tiles: unitTiles },
    source: prelude(plan) + begin + phases.join('') + end,
  };
}

/** Rows of weights, each padded to a whole number of vectors. */
function padKernel(weight: DeviceTensor, padded: DeviceTensor, { hidden, key }: Plan, unitTiles: number): Kernel {
  return {
    name: `recurrence pad ${key}`,
    source: `
fn compute(thread: i32, local: i32, group: i32) {
  if (thread >= uniforms.count) { return; }
  let j = thread % ${4 * unitTiles};
  padded[thread] = select(0.0, weight[(thread / ${4 * unitTiles}) * ${hidden} + min(j, ${hidden - 1})], j < ${hidden});
}`,
    buffers: [
      { name: 'weight', tensor: weight, element: 'f32', access: 'read' },
      { name: 'padded', tensor: padded, element: 'f32', access: 'read_write' },
    ],
    uniforms: { count: padded.size },
    workgroupSize: 64,
  };
}
