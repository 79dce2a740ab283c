import { type Float64Tensor, ShapeError } from '@gradbook/core-ops';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';

/**
 * The largest magnitude of a matrix' eigenvalues, and how far it may be from the true one.
 *
 * @example
 * const radius: SpectralRadius = { value: 0.5, error: 1e-15 };
 */
export interface SpectralRadius {
  readonly value: number;
  /** A bound on |value − ρ(W)|; infinite where the eigenvectors do not span the space (Jordan blocks). */
  readonly error: number;
}

/** Half the distance from 1 to the next float64 number. */
const u = 2 ** -53;

/**
 * The spectral radius ρ(W) = max |λ| of a square matrix.
 *
 * The decomposition W V ≈ V D, D block-diagonal and normal, is exact for W + E with E = (V D − W V) V⁻¹. By Bauer and
 * Fike's theorem every eigenvalue of W lies in a disc of radius r = κ(V) ‖E‖ around one in D, and discs that touch hold as
 * many of the one as of the other: so the radii differ by at most (2n − 1) r. The error is that bound, from the residual as
 * computed and the rounding of computing it.
 *
 * @throws ShapeError for a value that is no square matrix; RangeError for one that is not finite.
 * @example
 * spectralRadius(float64([[0, -2], [2, 0]])).value; // 2, of the eigenvalues ±2i
 */
export function spectralRadius(weight: Float64Tensor): SpectralRadius {
  const matrix = squareMatrix('spectralRadius', weight);
  const n = matrix.rows;
  const { realEigenvalues, imaginaryEigenvalues, diagonalMatrix, eigenvectorMatrix } = new EigenvalueDecomposition(
    matrix,
  );
  const value = realEigenvalues.reduce(
    (most, real, i) => Math.max(most, Math.hypot(real, imaginaryEigenvalues[i]!)),
    0,
  );
  const vectors = balanced(eigenvectorMatrix, imaginaryEigenvalues);
  const size = vectors.norm();
  const residual = Matrix.sub(matrix.mmul(vectors), vectors.mmul(diagonalMatrix)).norm();
  const rounding = 2 * (n + 1) * u * size * (matrix.norm() + diagonalMatrix.norm());
  const { diagonal } = new SingularValueDecomposition(vectors);
  const [largest, smallest] = [diagonal[0]!, diagonal.at(-1)!];
  // The singular values themselves are off by a few roundings of the largest.
  const least = smallest - 10 * n * u * largest;
  const error = least > 0 ? ((2 * n - 1) * (largest / least) * (residual + rounding)) / least : Infinity;
  return { value, error };
}

/**
 * The spectral norm ‖W‖₂ = √λ₁(WᵀW), the largest singular value: how much W can lengthen a vector.
 *
 * @throws ShapeError for a value that is no matrix; RangeError for one that is not finite.
 * @example
 * spectralNorm(float64([[0, 3], [0, 0]])); // 3, though all eigenvalues are 0
 */
export function spectralNorm(weight: Float64Tensor): number {
  return new SingularValueDecomposition(matrixOf('spectralNorm', weight)).norm2;
}

/**
 * What the recurrent weight alone says about gradients over many steps.
 *
 * @example
 * const { verdict }: Outlook = gradientOutlook(float64([[0.5]]));
 * verdict; // 'vanishes'
 */
export interface Outlook {
  readonly verdict: 'vanishes' | 'explodes' | 'undecided';
  /** Why, with the numbers. */
  readonly reason: string;
  readonly spectralRadius: number;
  /** ‖W‖₂ */
  readonly spectralNorm: number;
  /** γ = sup |σ′|. */
  readonly slope: number;
}

/** sup |σ′| of each nonlinearity. */
const slopes = { tanh: 1, relu: 1, sigmoid: 1 / 4, linear: 1 } as const;

/**
 * Whether the gradient ∂h_T/∂h_0 of h_t = σ(W h_{t−1} + …) vanishes or explodes as T grows, as far as W decides it.
 *
 * - Vanishes, for every σ with |σ′| ≤ γ, if γ‖W‖ ≤ δ < 1: ‖∂h_T/∂h_0‖ ≤ Π ‖W‖ |σ′| ≤ δᵀ. The condition in terms of
 *   eigenvalues: λ₁(WᵀW) ≤ δ²/γ².
 * - Without nonlinearity ∂h_T/∂h_0 = Wᵀ (T times): it vanishes if ρ(W) < 1, though it may grow at first where ‖W‖ > 1, and
 *   explodes if ρ(W) > 1.
 * - With one, γ‖W‖ > 1 is necessary for it to explode, not sufficient: σ′ may be far below γ (saturation), and the states'
 *   directions need not be the ones that W lengthens. Then W alone does not decide; `gradientFlow` measures.
 *
 * @param weight the recurrent weight, `weight_hh_l{k}` of {@link rnn}: [H, H] in float64.
 * @throws ShapeError for a value that is no square matrix; RangeError for one that is not finite.
 * @example
 * gradientOutlook(float64([[1.5]]), 'linear').verdict; // 'explodes'
 * gradientOutlook(float64([[1.5]]), 'tanh').verdict; // 'undecided'
 * gradientOutlook(float64([[1.5]]), 'sigmoid').verdict; // 'vanishes', since σ′ ≤ 1/4
 */
export function gradientOutlook(
  weight: Float64Tensor,
  nonlinearity: 'tanh' | 'relu' | 'sigmoid' | 'linear' = 'tanh',
): Outlook {
  const matrix = squareMatrix('gradientOutlook', weight);
  const norm = spectralNorm(weight);
  const { value: radius, error } = spectralRadius(weight);
  const slope = slopes[nonlinearity];
  const numbers = { spectralRadius: radius, spectralNorm: norm, slope };
  // A computed singular value is off by a few roundings of the largest.
  const margin = 10 * matrix.rows * u * norm;
  if (slope * (norm + margin) < 1) {
    const reason = `γ‖W‖ = ${shown(slope * norm)} < 1, so ‖∂h_T/∂h_0‖ ≤ ${shown(slope * norm)}^T → 0`;
    return { verdict: 'vanishes', reason, ...numbers };
  }
  if (nonlinearity !== 'linear') {
    const reason =
      `γ‖W‖ = ${shown(slope * norm)} is not below 1: necessary for the gradient to explode, not sufficient, for σ′ may be far ` +
      `below γ = ${slope} and the states need not lie where W lengthens; gradientFlow() measures it`;
    return { verdict: 'undecided', reason, ...numbers };
  }
  if (radius - error > 1) {
    return { verdict: 'explodes', reason: `ρ(W) = ${shown(radius)} > 1 and ∂h_T/∂h_0 is W to the power T`, ...numbers };
  }
  if (radius + error < 1) {
    const reason = `ρ(W) = ${shown(radius)} < 1, so W to the power T → 0, though ‖W‖ = ${shown(norm)} may let it grow at first`;
    return { verdict: 'vanishes', reason, ...numbers };
  }
  const power = contractingPower(matrix);
  if (power !== undefined) {
    const reason = `‖W^${power}‖ < 1, so W to the power T → 0, though ‖W‖ = ${shown(norm)} may let it grow at first`;
    return { verdict: 'vanishes', reason, ...numbers };
  }
  const reason = Number.isFinite(error)
    ? `ρ(W) = ${radius} cannot be told from 1 (it is known to ±${shown(error)}): the gradient neither vanishes nor explodes exponentially if it is 1`
    : `ρ(W) ≈ ${shown(radius)}, but the eigenvectors do not span the space, so that it is not known well enough`;
  return { verdict: 'undecided', reason, ...numbers };
}

/**
 * Eigenvectors of length 1, which brings κ(V) down. The two columns of a pair of complex eigenvalues, a block of D, are
 * scaled alike, so that W V = V D still holds.
 */
function balanced(vectors: Matrix, imaginary: readonly number[]): Matrix {
  const scaled = vectors.clone();
  for (let column = 0; column < scaled.columns; column++) {
    const pair = imaginary[column] !== 0 && column + 1 < scaled.columns;
    const columns = pair ? [column, column + 1] : [column];
    const length = Math.hypot(...columns.flatMap((each) => scaled.getColumn(each)));
    if (length > 0) for (const each of columns) scaled.mulColumn(each, 1 / length);
    if (pair) column++;
  }
  return scaled;
}

/** A power of 2 up to 1024 for which ‖W^k‖ < 1 even after the rounding of the products. */
function contractingPower(matrix: Matrix): number | undefined {
  const n = matrix.rows;
  let power = matrix;
  let error = 0;
  for (let k = 2; k <= 1024; k *= 2) {
    const size = power.norm();
    // (P + E)² − P² is at most 2‖P‖‖E‖ + ‖E‖²; the product rounds by at most γₙ‖P‖².
    error = error * (2 * size + error) + (n + 1) * u * (size + error) ** 2;
    power = power.mmul(power);
    const norm = power.norm();
    if (!Number.isFinite(norm)) return undefined;
    if (norm + error < 1) return k;
  }
  return undefined;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function matrixOf(operation: string, { shape, data }: Float64Tensor): Matrix {
  const [rows, columns] = shape;
  if (shape.length !== 2 || !rows || !columns) throw new ShapeError(operation, [shape], 'it takes a matrix');
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) throw new RangeError(`${operation}: the matrix holds ${data[index]}; its elements must be finite`);
  return Matrix.from1DArray(rows, columns, data);
}

function squareMatrix(operation: string, weight: Float64Tensor): Matrix {
  const matrix = matrixOf(operation, weight);
  if (matrix.rows === matrix.columns) return matrix;
  throw new ShapeError(operation, [weight.shape], 'it takes a square matrix, a recurrent weight without projection');
}
