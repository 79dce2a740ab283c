/**
 * Elementary functions in WGSL. The language guarantees little here (sin to 2⁻¹¹, tanh to 10⁻⁵, log to 2⁻²¹ near 1,
 * exp to 3 + 2|x| units in the last place), and drivers use that freedom. These are accurate to a few units in the last
 * place on every device; `error-bounds.ts` derives by how much.
 *
 * Method: the argument is reduced exactly (Cody and Waite 1980: the constant is split so that its multiples are exact),
 * then a truncated series is evaluated whose remainder is far below float32's roundoff.
 */

/** Sums and products together with their rounding errors (Knuth's and Dekker's). */
export const errorFree = `
fn upper(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }
// (p, e) with p + e = a b, by 12-bit halves whose products are exact.
fn twoProduct(a: f32, b: f32) -> vec2<f32> {
  let p = opaque(a * b);
  let ah = upper(a); let al = a - ah;
  let bh = upper(b); let bl = b - bh;
  let e = ((opaque(ah * bh) - p) + opaque(ah * bl) + opaque(al * bh)) + al * bl;
  return vec2<f32>(p, e);
}
// (s, e) with s + e = a + b.
fn twoSum(a: f32, b: f32) -> vec2<f32> {
  let s = opaque(a + b);
  let t = opaque(s - a);
  return vec2<f32>(s, (a - opaque(s - t)) + (b - t));
}
`;

/** exp and expm1: x = k ln 2 + r, |r| ≤ ln 2 / 2, Taylor to r⁸ (remainder below 6·10⁻¹⁰ of the result). */
export const exponential = `
fn powerOfTwo(k: i32) -> f32 { return bitcast<f32>(u32(k + 127) << 23u); }
fn scaleByPower(x: f32, k: i32) -> f32 {
  let half = k >> 1u;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}
fn reducedExpm1(r: f32) -> f32 {
  let p = 0.5 + r * (0.16666667 + r * (0.041666667 + r * (0.0083333333 + r * (0.0013888889 + r * (1.9841270e-4 + r * 2.4801587e-5)))));
  return r + r * r * p;
}
// e^(x + tail) for a tail far smaller than 1.
fn expWithTail(x: f32, tail: f32) -> f32 {
  if (x > 89.0) { return uniforms.INFINITY; }
  if (x < -104.0) { return 0.0; }
  let k = round(x * 1.44269504);
  let r = opaque(x - k * 0.693145751953125) - k * 1.42860677e-6 + tail;
  return scaleByPower(1.0 + reducedExpm1(r), i32(k));
}
fn accurateExp(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  return expWithTail(x, 0.0);
}
fn accurateExpm1(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  if (x > 89.0) { return uniforms.INFINITY; }
  if (x < -17.5) { return -1.0; }
  let k = round(x * 1.44269504);
  let e = reducedExpm1(opaque(x - k * 0.693145751953125) - k * 1.42860677e-6);
  if (k == 0.0) { return e; }
  if (k > 30.0) { return scaleByPower(1.0 + e, i32(k)); }
  return scaleByPower(e + (1.0 - powerOfTwo(-i32(k))), i32(k));
}
`;

/**
 * log and log1p: x = 2ᵏ (1 + f), log(1 + f) = 2 artanh(s), s = f / (2 + f), arranged so that only small terms are
 * rounded: f − (f²/2 − s (f²/2 + R)), R = Σ 2 s²ʲ / (2j + 1).
 */
export const logarithm = `
struct Binary { power: i32, significand: f32 }
// x = significand · 2^power with the significand in [√½, √2).
fn decompose(x: f32) -> Binary {
  var value = x;
  var power = 0;
  if (x < 1.17549435e-38) { value = x * 8388608.0; power = -23; }
  let bits = bitcast<u32>(value);
  power += i32(bits >> 23u) - 127;
  var significand = bitcast<f32>((bits & 0x7fffffu) | 0x3f800000u);
  if (significand > 1.41421354) { significand *= 0.5; power += 1; }
  return Binary(power, significand);
}
fn artanhSeries(z: f32) -> f32 {
  return z * (0.66666667 + z * (0.4 + z * (0.28571429 + z * (0.22222222 + z * (0.18181818 + z * 0.15384615)))));
}
// k ln 2 + log(1 + f) + correction
fn logOfParts(k: f32, f: f32, correction: f32) -> f32 {
  let s = f / (2.0 + f);
  let h = 0.5 * f * f;
  return k * 0.693145751953125 - ((h - (s * (h + artanhSeries(s * s)) + (k * 1.42860677e-6 + correction))) - f);
}
fn accurateLog(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  if (x < 0.0) { return uniforms.NAN; }
  if (x == 0.0) { return -uniforms.INFINITY; }
  if (x == uniforms.INFINITY) { return x; }
  let parts = decompose(x);
  return logOfParts(f32(parts.power), parts.significand - 1.0, 0.0);
}
fn accurateLog1p(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  if (x < -1.0) { return uniforms.NAN; }
  if (x == -1.0) { return -uniforms.INFINITY; }
  if (x == uniforms.INFINITY) { return x; }
  if (x > -0.29289 && x < 0.41421) { return logOfParts(0.0, x, 0.0); }
  let u = opaque(1.0 + x);
  let lost = select(x - opaque(u - 1.0), 1.0 - opaque(u - x), x > 1.0);
  let parts = decompose(u);
  return logOfParts(f32(parts.power), parts.significand - 1.0, lost / u);
}
`;

/** tanh and sigmoid through expm1 and exp: no cancellation near zero, no overflow far from it. */
export const sigmoids = `
fn accurateTanh(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  let a = abs(x);
  if (a > 9.2) { return sign(x); }
  let e = accurateExpm1(-2.0 * a);
  let t = -e / (2.0 + e);
  return select(t, -t, x < 0.0);
}
fn accurateSigmoid(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  let e = accurateExp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}
`;

/** softplus through log1p and exp. */
export const softplusFunction = `
fn accurateSoftplus(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  return max(x, 0.0) + accurateLog1p(accurateExp(-abs(x)));
}
`;

/** sin and cos: x = k π/2 + r, |r| ≤ π/4, π/2 in three parts whose first two have exact multiples up to |x| ≈ 12,000. */
export const trigonometric = `
fn sineSeries(r: f32) -> f32 {
  let z = r * r;
  return r + r * z * (-0.16666667 + z * (0.0083333333 + z * (-1.9841270e-4 + z * (2.7557319e-6 - z * 2.5052108e-8))));
}
fn cosineSeries(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * (0.041666667 - z * (0.0013888889 - z * (2.4801587e-5 - z * 2.7557319e-7))));
}
// sin(x + quarters π/2)
fn sineOfQuarters(x: f32, quarters: i32) -> f32 {
  if (isnan(x) || abs(x) == uniforms.INFINITY) { return uniforms.NAN; }
  let k = round(x * 0.63661977);
  let r = opaque(opaque(x - k * 1.5703125) - k * 4.8375129699707031e-4) - k * 7.5497901e-8;
  let q = (i32(k) + quarters) & 3;
  let v = select(sineSeries(r), cosineSeries(r), (q & 1) == 1);
  return clamp(select(v, -v, q >= 2), -1.0, 1.0);
}
`;

/**
 * pow: sign · e^(b log |a|) with log |a| and the product carried in two floats each, because the absolute error of an
 * exponent is the relative error of the power.
 */
export const power = `
fn logInTwoParts(x: f32) -> vec2<f32> {
  let parts = decompose(x);
  let k = f32(parts.power);
  let f = parts.significand - 1.0;
  let d = opaque(2.0 + f);
  let dTail = f - opaque(d - 2.0);
  let s = opaque(f / d);
  let p = twoProduct(s, d);
  let sTail = (((f - p.x) - p.y) - s * dTail) / d;
  let tail = s * artanhSeries(s * s) + (2.0 * sTail + k * 1.42860677e-6);
  let whole = twoSum(k * 0.693145751953125, 2.0 * s);
  return twoSum(whole.x, whole.y + tail);
}
fn powerOfPositive(a: f32, b: f32) -> f32 {
  if (a == 1.0) { return 1.0; }
  if (a == 0.0) { return select(uniforms.INFINITY, 0.0, b > 0.0); }
  if (a == uniforms.INFINITY) { return select(0.0, uniforms.INFINITY, b > 0.0); }
  let l = logInTwoParts(a);
  let estimate = b * l.x;
  if (estimate > 89.0) { return uniforms.INFINITY; }
  if (estimate < -104.0) { return 0.0; }
  let p = twoProduct(b, l.x);
  return expWithTail(p.x, p.y + b * l.y);
}
fn accuratePow(a: f32, b: f32) -> f32 {
  if (b == 0.0 || (a == 1.0 && !isnan(a))) { return 1.0; }
  if (isnan(a) || isnan(b)) { return uniforms.NAN; }
  let whole = abs(b) >= 16777216.0 || b == trunc(b);
  let odd = abs(b) < 16777216.0 && whole && (i32(b) & 1) == 1;
  let negative = (bitcast<u32>(a) >> 31u) == 1u;
  if (negative && a != 0.0 && !whole) { return uniforms.NAN; }
  let magnitude = powerOfPositive(abs(a), b);
  return select(magnitude, -magnitude, negative && odd);
}
`;

/**
 * erf: x P(x²) below 1, 1 − e^(−x²) Q(x) from 1 to 4. P and Q are Chebyshev interpolants of erf(x)/x on [0, 1] and of
 * e^(x²) erfc(x) on [1, 4] in (x − 2)/(x + 2), both within 1.4·10⁻⁹ of what they stand for.
 */
export const errorFunction = `
fn accurateErf(x: f32) -> f32 {
  if (isnan(x)) { return x; }
  let a = abs(x);
  if (a >= 4.0) { return sign(x); }
  if (a < 1.0) {
    let t = 2.0 * x * x - 1.0;
    return x * (0.96546876 + t * (-0.14053610 + t * (0.019852497 + t * (-0.0022854195 + t * (2.1751355e-4 + t * (-1.7669068e-5 + t * 1.2306055e-6))))));
  }
  let t = 3.0 * (a - 2.0) / (a + 2.0);
  let q = 0.25539568 + t * (-0.14239529 + t * (0.026850913 + t * (-0.0029251305 + t * (4.6075820e-5 + t * (2.8785413e-5 + t * (-1.1475857e-6 - t * 4.3171445e-7))))));
  let v = 1.0 - accurateExp(-a * a) * q;
  return select(v, -v, x < 0.0);
}
`;
