import { elementaryFunctions } from '@gradbook/core-ops/kernels';

import type { Plan } from './plan.ts';

/** Terms of a product that are added before their sum joins the total, as in the table's matmul: the error is bounded so. */
const block = 32;

/** A macro of a cell's code: its name, and what a call becomes. */
type Macros = Readonly<Record<string, (...args: readonly string[]) => string>>;

/** Replaces the calls of macros; arguments have no commas outside parentheses. */
export function expand(code: string, macros: Macros): string {
  let result = '';
  let rest = code;
  for (;;) {
    const call = /\b([A-Z]+|z)\(/.exec(rest);
    const macro = call ? macros[call[1]!] : undefined;
    if (!call) return result + rest;
    const start = call.index + call[0].length;
    if (!macro) {
      result += rest.slice(0, start);
      rest = rest.slice(start);
      continue;
    }
    let [depth, end] = [1, start];
    const commas: number[] = [];
    for (; depth > 0; end++) {
      const character = rest[end];
      if (character === '(') depth++;
      else if (character === ')') depth--;
      else if (character === ',' && depth === 1) commas.push(end);
    }
    const cuts = [start - 1, ...commas, end - 1];
    const args = cuts.slice(1).map((cut, i) => expand(rest.slice(cuts[i]! + 1, cut).trim(), macros));
    result += rest.slice(0, call.index) + macro(...args);
    rest = rest.slice(end);
  }
}

/** What all kernels of a plan begin with: V holds one number for each of the rows that a thread computes. */
export function prelude({ rows, hidden, directions, masked }: Plan): string {
  const vector = rows === 1 ? 'f32' : `vec${rows}<f32>`;
  const reversed = directions.map((direction) => direction === 'reverse');
  return `
alias V = ${vector};
const R = ${rows};
const H = ${hidden};
const D = ${directions.length};
${elementaryFunctions}
fn part(v: V, r: i32) -> f32 { return ${rows === 1 ? 'v' : 'v[r]'}; }
fn put(v: ptr<function, V>, r: i32, x: f32) { ${rows === 1 ? '*v' : '(*v)[r]'} = x; }
// The index of x_t at the s-th step of a direction.
fn timeOf(d: i32, s: i32) -> i32 {
  return ${reversed.every((r) => !r) ? 's' : reversed.every((r) => r) ? 'uniforms.steps - 1 - s' : 'select(s, uniforms.steps - 1 - s, d == 1)'};
}
fn within(t: i32, n: i32) -> bool { return ${masked ? 't < lengths[n]' : 'true'}; }
`;
}

/**
 * WGSL that sets `totals[l] = from + Σ_k weight_k[l] · source_k` for l < lanes: weights as vectors of the lanes, the source as
 * vectors of the rows, so that one load of each serves lanes · rows products. Four terms at a time where their number allows:
 * a variable that is added to costs more than a product.
 *
 * @param length how many terms there are.
 * @param weight the expression of element k's lanes; `source` that of element k's rows.
 */
export function products(
  lanes: readonly string[],
  from: (lane: string) => string,
  length: number,
  weight: (k: string) => string,
  source: (k: string) => string,
): string {
  const terms = length % 4 === 0 ? [0, 1, 2, 3] : [0];
  return `
  var totals = array<V, ${lanes.length}>(${lanes.map(from).join(', ')});
  for (var start = 0; start < ${length}; start += ${block}) {
    ${lanes.map((_, l) => `var sum${l} = V(0.0);`).join(' ')}
    for (var k = start; k < min(start + ${block}, ${length}); k += ${terms.length}) {
      ${terms.map((i) => `let w${i} = ${weight(`(k + ${i})`)}; let v${i} = ${source(`(k + ${i})`)};`).join('\n      ')}
      ${lanes.map((lane, l) => `sum${l} += ${terms.map((i) => `w${i}${lane} * v${i}`).join(' + ')};`).join(' ')}
    }
    ${lanes.map((_, l) => `totals[${l}] += sum${l};`).join(' ')}
  }`;
}

/** One phase, as a function of (d, tile, unit, s, base). */
export interface PhaseFunction {
  readonly name: string;
  /** Tiles of units that it is called for. */
  readonly tiles: number;
}

/**
 * A kernel that is one phase of one step, for every direction, tile of rows and tile of units; the state is in a tensor.
 *
 * @param sections vectors of H that the state of a tile of rows has.
 */
export function stepKernel({ name, tiles }: PhaseFunction, sections: number): string {
  return `
fn compute(thread: i32, local: i32, group: i32) {
  let unit = thread % ${tiles};
  let part = thread / ${tiles};
  if (part >= D * uniforms.tiles) { return; }
  ${name}(part / uniforms.tiles, part % uniforms.tiles, unit, step, part * ${sections} * H);
}`;
}

/**
 * A kernel that is all steps: a workgroup for every direction and tile of rows, which keeps the state in its own memory and
 * waits after every phase.
 */
export function scanKernel(
  begin: PhaseFunction,
  phases: readonly PhaseFunction[],
  end: PhaseFunction | undefined,
  workgroupSize: number,
): string {
  const all = ({ name, tiles }: PhaseFunction, s: string): string => `
    for (var unit = local; unit < ${tiles}; unit += ${workgroupSize}) { ${name}(d, tile, unit, ${s}, 0); }
    workgroupBarrier();`;
  return `
fn compute(thread: i32, local: i32, group: i32) {
  if (group >= D * uniforms.tiles) { return; }
  let d = group / uniforms.tiles;
  let tile = group % uniforms.tiles;
  ${all(begin, '0')}
  for (var s = 0; s < uniforms.steps; s++) { ${phases.map((phase) => all(phase, 's')).join('')} }
  ${end ? all(end, 'uniforms.steps') : ''}
}`;
}
