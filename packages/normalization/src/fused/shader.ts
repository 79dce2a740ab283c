import { block, type Plan, type Sums } from './plan.ts';

/** What all kernels of a plan begin with: V holds `lanes` numbers. Sums carry what their additions have lost (Knuth). */
export function prelude({ lanes }: Plan, together: number): string {
  const [V, U, B] = lanes === 4 ? ['vec4<f32>', 'vec4<u32>', 'vec4<bool>'] : ['f32', 'u32', 'bool'];
  return `
alias V = ${V};
struct Total { sum: V, lost: V }
fn opaque(x: V) -> V { return bitcast<V>(bitcast<${U}>(x) ^ ${U}(u32(uniforms.zero))); }
fn opaque1(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ u32(uniforms.zero)); }
fn isnan(x: V) -> ${B} { return (bitcast<${U}>(x) & ${U}(0x7fffffffu)) > ${U}(0x7f800000u); }
fn plus(a: Total, x: V) -> Total {
  let s = opaque(a.sum + x);
  let t = opaque(s - a.sum);
  return Total(s, a.lost + ((a.sum - opaque(s - t)) + (x - t)));
}
// Where the sum is infinite what it has lost is undefined, and the sum alone is right.
fn settled(a: Total) -> V {
  let corrected = a.sum + a.lost;
  return select(corrected, a.sum, isnan(corrected));
}
fn lanesOf(v: V) -> f32 { return ${lanes === 4 ? '(v.x + v.y) + (v.z + v.w)' : 'v'}; }
fn firstOf(v: V) -> f32 { return ${lanes === 4 ? 'v.x' : 'v'}; }
fn asFloat(bits: i32) -> f32 { return bitcast<f32>(bits); }
${
  together === 1
    ? 'fn everybody(local: i32, own: vec2<f32>) -> vec2<f32> { return own; }'
    : `var<workgroup> exchanged: array<vec2<f32>, ${together}>;
// The sum over the threads of the workgroup.
fn everybody(local: i32, own: vec2<f32>) -> vec2<f32> {
  exchanged[local] = own;
  workgroupBarrier();
  for (var half = ${together / 2}; half > 0; half /= 2) {
    if (local < half) { exchanged[local] += exchanged[local + half]; }
    workgroupBarrier();
  }
  let total = exchanged[0];
  workgroupBarrier();
  return total;
}`
}`;
}

/** The uniforms that {@link partOf} and {@link addUp} read. */
export function sumUniforms(sums: Sums): Readonly<Record<string, number>> {
  const { count, runs, run, own, stride, parts, lengthParts, runChunk, lengthChunk, across, runBlock } = sums;
  return { items: count * parts, runs, run, own, stride, parts, lengthParts, runChunk, lengthChunk, across, runBlock };
}

/** Threads or workgroups that are needed for all parts. */
export function groupsFor({ count, parts }: Sums, together: number, workgroupSize: number): number {
  return together === 1 ? Math.ceil((count * parts) / workgroupSize) : count * parts;
}

/** WGSL that finds this thread's part: `q` the sum, `part` which of its parts, `r0` to `r1` its runs, `i0` to `i1` their stretch. */
export function partOf(together: number): string {
  return `
  let item = ${together === 1 ? 'thread' : 'group'};
  if (item >= uniforms.items) { return; }
  let q = item / uniforms.parts;
  let part = item % uniforms.parts;
  let base = q * uniforms.own;
  let r0 = (part / uniforms.lengthParts) * uniforms.runChunk;
  let r1 = min(r0 + uniforms.runChunk, uniforms.runs);
  let i0 = (part % uniforms.lengthParts) * uniforms.lengthChunk;
  let i1 = min(i0 + uniforms.lengthChunk, uniforms.run);
  ${
    together === 1
      ? 'const across = 1; const down = 1; const x0 = 0; const y0 = 0; const leads = true;'
      : `let across = uniforms.across; let down = ${together} / across; let x0 = local % across; let y0 = local / across;
  let leads = local == 0;`
  }`;
}

/** What to do along the runs. */
interface Walk {
  /** WGSL before a run: sees `r` and `start`, where it begins. */
  readonly perRun?: string;
  /** WGSL for every place: sees `i`, and `at` the place of the element. */
  readonly each: string;
}

/**
 * WGSL that sets `names[k]`, of type V, to the sum of what `each` adds to `add0`, `add1`, …, over this thread's elements of the
 * part: in blocks, whose sums are added with compensation.
 */
export function addUp(names: readonly string[], { perRun = '', each }: Walk): string {
  return `
  ${names.map((name) => `var ${name} = V(0.0);`).join(' ')}
  {
    ${names.map((_, k) => `var total${k} = Total(V(0.0), V(0.0));`).join(' ')}
    for (var rows = r0 + y0; rows < r1; rows += uniforms.runBlock * down) {
      let rowsEnd = min(rows + uniforms.runBlock * down, r1);
      for (var from_ = i0 + x0; from_ < i1; from_ += ${block} * across) {
        let end = min(from_ + ${block} * across, i1);
        ${names.map((_, k) => `var add${k} = V(0.0);`).join(' ')}
        for (var r = rows; r < rowsEnd; r += down) {
          let start = base + r * uniforms.stride;
          ${perRun}
          for (var i = from_; i < end; i += across) {
            let at = start + i;
            ${each}
          }
        }
        ${names.map((_, k) => `total${k} = plus(total${k}, add${k});`).join(' ')}
      }
    }
    ${names.map((name, k) => `${name} = settled(total${k});`).join(' ')}
  }`;
}

/** WGSL that walks over this thread's elements of the part. */
export function walk({ perRun = '', each }: Walk): string {
  return `
  for (var r = r0 + y0; r < r1; r += down) {
    let start = base + r * uniforms.stride;
    ${perRun}
    for (var i = i0 + x0; i < i1; i += across) {
      let at = start + i;
      ${each}
    }
  }`;
}

/**
 * WGSL of the number (`perRun`, or `each` where they differ along a run) that a parameter has for an element, named as the parameter is.
 */
export function parameter({ along, attributes: { over } }: Plan, name: string): { perRun: string; each: string } {
  if (along) return { perRun: '', each: `let ${name} = all_${name}[(q % uniforms.groups) * uniforms.run + i];` };
  const place = over === 'batch' ? 'q' : '(q % uniforms.groups) * uniforms.channels + r';
  return { perRun: `let ${name} = V(all_${name}[${place}]);`, each: '' };
}
