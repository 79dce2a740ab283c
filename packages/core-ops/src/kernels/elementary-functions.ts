import { exponential, sigmoids } from '../table/kernels/functions.ts';

/**
 * WGSL for a kernel's source: `accurateExp`, `accurateExpm1`, `accurateTanh`, `accurateSigmoid` of f32, with the errors that the
 * table's operations of these names have; `isnan(x)`, by bits; `opaque(x)`, x itself by a route that no compiler sees
 * through.
 *
 * @example
 * elementaryFunctions.includes('fn accurateTanh(x: f32) -> f32'); // true
 */
export const elementaryFunctions: string = `
fn isnan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn opaque(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ u32(uniforms.zero)); }
${exponential}${sigmoids}`;
