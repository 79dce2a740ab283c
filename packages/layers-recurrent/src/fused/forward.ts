import { sizeOf } from '@gradbook/core-ops';
import {
  emptyTensor,
  type Kernel,
  type KernelBuffer,
  type KernelCommand,
  runCommands,
} from '@gradbook/core-ops/kernels';

import type { DeviceTensor } from './device-tensor.ts';
import { fusedCells } from './cells.ts';
import { type FusedAttributes, type Plan, planFor, type SequenceSizes } from './plan.ts';
import { expand, type PhaseFunction, prelude, products, scanKernel, stepKernel } from './shader.ts';

/** Weights that a thread loads at once. */
const lanes = ['.x', '.y', '.z', '.w'] as const;

/** What the forward kernels take. */
export interface ForwardInputs {
  /** W_ih x + b for all steps, [T, N, D · gates · H]. */
  readonly z: DeviceTensor;
  /** W_hh, [D, gates · H, H]. */
  readonly weight: DeviceTensor;
  /** [D, gates · H] */
  readonly bias: DeviceTensor | undefined;
  /** [states, D, N, H] */
  readonly initial: DeviceTensor;
  /** [N], int32. */
  readonly lengths: DeviceTensor | undefined;
}

/** What they give. */
export interface ForwardOutputs {
  /** [T, N, D · H] */
  readonly output: DeviceTensor;
  /** [states, D, N, H] */
  readonly final: DeviceTensor;
  /** h_{t−1} for every step, [D, T, N, H], and what else the derivative needs: sections of [D, T, N, H]. */
  readonly saved: { readonly previous: DeviceTensor; readonly memory: DeviceTensor } | undefined;
}

/** How a phase's weights lie in memory: for every k a vector of lanes, unit by unit and gate by gate. */
interface Packing {
  readonly first: number;
  readonly gates: number;
  /** Units that share a vector. */
  readonly units: number;
  readonly tiles: number;
  /** In vectors. */
  readonly offset: number;
}

/** Runs a cell over all steps of a sequence, in one submission. */
export function runForward(
  { z, weight, bias, initial, lengths }: ForwardInputs,
  attributes: FusedAttributes,
  sizes: SequenceSizes,
): ForwardOutputs {
  const { steps, batch, hidden } = sizes;
  const cell = fusedCells[attributes.cell];
  const directions = attributes.directions.length;
  const packings: Packing[] = [];
  let vectors = 0;
  for (const { rows } of cell.forward) {
    const units = Math.floor(lanes.length / rows[1]);
    const tiles = Math.ceil(hidden / units);
    packings.push({ first: rows[0], gates: rows[1], units, tiles, offset: vectors });
    vectors += directions * (hidden + 1) * tiles;
  }
  const plan = planFor(attributes, sizes, cell.forwardSections, Math.max(...packings.map(({ tiles }) => tiles)));

  const section = directions * steps * batch * hidden;
  const packed = emptyTensor([4 * vectors]);
  const output = emptyTensor([steps, batch, directions * hidden]);
  const final = emptyTensor([cell.states, directions, batch, hidden]);
  const saved = attributes.saved
    ? { previous: emptyTensor([directions, steps, batch, hidden]), memory: emptyTensor([cell.saved * section]) }
    : undefined;
  const scan = plan.schedule === 'scan';
  const state = scan ? undefined : emptyTensor([directions * plan.tiles * plan.rows * cell.forwardSections * hidden]);

  const buffers: KernelBuffer[] = [
    { name: 'packed', tensor: packed, element: 'vec4<f32>', access: 'read' },
    { name: 'inputs', tensor: z, element: 'f32', access: 'read' },
    { name: 'output', tensor: output, element: 'f32', access: 'read_write' },
    { name: 'final_', tensor: final, element: 'f32', access: 'read_write' },
  ];
  if (lengths) buffers.push({ name: 'lengths', tensor: lengths, element: 'i32', access: 'read' });
  if (saved) {
    buffers.push(
      { name: 'previous', tensor: saved.previous, element: 'f32', access: 'read_write' },
      { name: 'memory', tensor: saved.memory, element: 'f32', access: 'read_write' },
    );
  }
  if (state) buffers.push({ name: 'state', tensor: state, element: vectorType(plan.rows), access: 'read_write' });
  const uniforms = { steps, batch, tiles: plan.tiles, section };
  const name = `recurrence forward ${plan.key}${saved ? ' saved' : ''}`;
  const { begin, phases, source } = functionsOf(plan, packings, attributes.saved);
  const kernel = (part: string, body: string): Kernel => ({
    name: `${name} ${part}`,
    source: source + body,
    buffers,
    uniforms,
    workgroupSize: plan.workgroupSize,
  });

  const commands: KernelCommand[] = [
    { copy: initial, into: final },
    { run: packKernel(weight, bias, packed, packings, plan), groups: Math.ceil((4 * vectors) / 64) },
  ];
  if (scan) {
    const memory = `var<workgroup> state: array<V, ${cell.forwardSections * hidden}>;`;
    commands.push({
      run: kernel('scan', memory + scanKernel(begin, phases, undefined, plan.workgroupSize)),
      groups: directions * plan.tiles,
    });
  } else {
    const all = [begin, ...phases].map((phase) => ({
      run: kernel(phase.name, stepKernel(phase, cell.forwardSections)),
      groups: Math.ceil((directions * plan.tiles * phase.tiles) / plan.workgroupSize),
    }));
    commands.push(all[0]!);
    for (let step = 0; step < steps; step++) for (const phase of all.slice(1)) commands.push({ ...phase, step });
  }
  runCommands(commands);
  packed.dispose();
  state?.dispose();
  return { output, final, saved };
}

/** The WGSL type of one number for each row. */
export function vectorType(rows: 1 | 2 | 4): 'f32' | 'vec2<f32>' | 'vec4<f32>' {
  return rows === 1 ? 'f32' : `vec${rows}<f32>`;
}

function functionsOf(
  plan: Plan,
  packings: readonly Packing[],
  saved: boolean,
): { readonly begin: PhaseFunction; readonly phases: readonly PhaseFunction[]; readonly source: string } {
  const { cell, hidden } = plan;
  const cellState = cell.states === 2;
  const begin = `
fn begin(d: i32, tile: i32, j: i32, s: i32, base: i32) {
  var h = V(0.0);
  ${cellState ? 'var c = V(0.0);' : ''}
  for (var r = 0; r < R; r++) {
    let n = tile * R + r;
    if (n >= uniforms.batch) { break; }
    put(&h, r, final_[(d * uniforms.batch + n) * H + j]);
    ${cellState ? 'put(&c, r, final_[((D + d) * uniforms.batch + n) * H + j]);' : ''}
  }
  state[base + j] = h;
  ${cellState ? 'state[base + 2 * H + j] = c;' : ''}
}`;
  const phases = cell.forward.map(({ source, sections, code }, p) => {
    const { gates, units, tiles, offset } = packings[p]!;
    const used = lanes.slice(0, units * gates);
    const keeps = code.includes('KEEP(');
    const macros = {
      z: (gate: string) => `inputs[zAt + ${gate} * H]`,
      SAVE: (part: string, x: string) => (saved ? `memory[${part} * uniforms.section + at] = ${x};` : ''),
      CELL: (x: string) => `
        let cell = select(old1, ${x}, own);
        put(&new1, r, cell);
        if (s == uniforms.steps - 1) { final_[((D + d) * uniforms.batch + n) * H + j] = cell; }`,
      KEEP: (x: string) => `
        let fresh_ = ${x};
        let kept = select(h, fresh_, own);
        put(&kept_, r, kept);
        output[((t * uniforms.batch + n) * D + d) * H + j] = select(0.0, fresh_, own);
        ${saved ? 'previous[at] = h;' : ''}
        if (s == uniforms.steps - 1) { final_[(d * uniforms.batch + n) * H + j] = kept; }`,
    };
    return `
fn phase${p}(d: i32, tile: i32, unit: i32, s: i32, base: i32) {
  let t = timeOf(d, s);
  let now = base + (s & 1) * H;
  let next = base + H - (s & 1) * H;
  let start_ = ${offset} + d * ${(hidden + 1) * tiles} + unit;
  let from_ = packed[start_ + H * ${tiles}];
  ${products(
    used,
    (lane) => `V(from_${lane})`,
    hidden,
    (k) => `packed[start_ + ${k} * ${tiles}]`,
    (k) => (source === 'hidden' ? `state[now + ${k}]` : `state[base + ${source} * H + ${k}]`),
  )}
  for (var q = 0; q < ${units}; q++) {
    let j = unit * ${units} + q;
    if (j >= H) { break; }
    let before = state[now + j];
    ${keeps ? 'var kept_ = before;' : ''}
    ${sections.map((section, i) => `var new${i + 1} = state[base + ${section} * H + j];`).join(' ')}
    for (var r = 0; r < R; r++) {
      let n = tile * R + r;
      if (n >= uniforms.batch) { break; }
      let own = within(t, n);
      let h = part(before, r);
      let zAt = ((t * uniforms.batch + n) * D + d) * ${cell.inputGates} * H + j;
      let at = ((d * uniforms.steps + t) * uniforms.batch + n) * H + j;
      ${sections.map((_, i) => `let old${i + 1} = part(new${i + 1}, r);`).join(' ')}
      ${Array.from({ length: gates }, (_, g) => `let a${g} = part(totals[q * ${gates} + ${g}], r);`).join(' ')}
      ${expand(code, macros)}
    }
    ${keeps ? 'state[next + j] = kept_;' : ''}
    ${sections.map((section, i) => `state[base + ${section} * H + j] = new${i + 1};`).join(' ')}
  }
}`;
  });
  return {
    begin: { name: 'begin', tiles: hidden },
    phases: packings.map(({ tiles }, p) => ({ name: `phase${p}`, tiles })),
    source: prelude(plan) + begin + phases.join(''),
  };
}

/** Weights in the order in which threads walk through them; the bias is row H. */
function packKernel(
  weight: DeviceTensor,
  bias: DeviceTensor | undefined,
  packed: DeviceTensor,
  packings: readonly Packing[],
  { hidden, cell, directions, key }: Plan,
): Kernel {
  const parts = packings.map(({ first, gates, units, tiles, offset }) => {
    const size = directions.length * (hidden + 1) * tiles;
    return `
  if (vector >= ${offset} && vector < ${offset + size}) {
    let rest = vector - ${offset};
    let k = (rest / ${tiles}) % ${hidden + 1};
    let j = (rest % ${tiles}) * ${units} + lane / ${gates};
    if (lane < ${units * gates} && j < ${hidden}) {
      let row = ((rest / ${(hidden + 1) * tiles}) * ${cell.hiddenGates} + ${first} + lane % ${gates}) * ${hidden} + j;
      if (k < ${hidden}) { x = weight[row * ${hidden} + k]; } ${bias ? 'else { x = bias[row]; }' : ''}
    }
  }`;
  });
  return {
    name: `recurrence pack ${key} ${bias ? 'bias' : ''}`,
    source: `
fn compute(thread: i32, local: i32, group: i32) {
  if (thread >= ${sizeOf(packed.shape)}) { return; }
  let vector = thread / 4;
  let lane = thread % 4;
  var x = 0.0;
  ${parts.join('')}
  packed[thread] = x;
}`,
    buffers: [
      { name: 'weight', tensor: weight, element: 'f32', access: 'read' },
      ...(bias ? [{ name: 'bias', tensor: bias, element: 'f32', access: 'read' } as const] : []),
      { name: 'packed', tensor: packed, element: 'f32', access: 'read_write' },
    ],
    uniforms: {},
    workgroupSize: 64,
  };
}
