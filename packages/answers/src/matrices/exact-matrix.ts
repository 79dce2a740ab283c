/** A prime whose residues multiply exactly in float64. */
export const modulus = 67_108_859;

/** Residues modulo {@link modulus} in rows. A number is a matrix of one row and one column that scales any other. */
export interface ExactMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: readonly number[];
  /** A number, and no matrix that happens to have one entry. */
  readonly scalar: boolean;
}

/** Sizes that do not fit together. */
export class SizeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SizeError';
  }
}

/** The residue of a whole number. */
export function residue(value: bigint | number): number {
  const rest = Number(BigInt(value) % BigInt(modulus));
  return rest < 0 ? rest + modulus : rest;
}

/** A number as a matrix. */
export function scalar(value: number): ExactMatrix {
  return { rows: 1, columns: 1, data: [value], scalar: true };
}

/** What divides one: Fermat's little theorem. Zero has none. */
export function inverse(value: number): number {
  if (value === 0) throw new SizeError('Something is divided by zero.');
  let [result, base, exponent] = [1, value, modulus - 2];
  while (exponent > 0) {
    if (exponent % 2 === 1) result = (result * base) % modulus;
    base = (base * base) % modulus;
    exponent = Math.floor(exponent / 2);
  }
  return result;
}

/** a + b, entry by entry; zero alone is a matrix of any size. */
export function add(a: ExactMatrix, b: ExactMatrix): ExactMatrix {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  return entrywise(a, b, 'added', (x, y) => (x + y) % modulus);
}

/** a ∘ b, entry by entry. */
export function hadamard(a: ExactMatrix, b: ExactMatrix): ExactMatrix {
  return a.scalar || b.scalar
    ? multiply(a, b)
    : entrywise(a, b, 'multiplied entry by entry', (x, y) => (x * y) % modulus);
}

function isZero(of: ExactMatrix): boolean {
  return of.scalar && of.data[0] === 0;
}

function entrywise(a: ExactMatrix, b: ExactMatrix, verb: string, join: (x: number, y: number) => number): ExactMatrix {
  if (a.rows !== b.rows || a.columns !== b.columns) throw new SizeError(`${sizeOf(a)} and ${sizeOf(b)} are ${verb}.`);
  return { ...a, scalar: a.scalar && b.scalar, data: a.data.map((x, index) => join(x, b.data[index]!)) };
}

/** The product of matrices, or a multiple. */
export function multiply(a: ExactMatrix, b: ExactMatrix): ExactMatrix {
  if (a.scalar) return { ...b, data: b.data.map((x) => (x * a.data[0]!) % modulus) };
  if (b.scalar) return { ...a, data: a.data.map((x) => (x * b.data[0]!) % modulus) };
  if (a.columns !== b.rows) throw new SizeError(`${sizeOf(a)} is multiplied by ${sizeOf(b)}.`);
  const data: number[] = [];
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++)
        sum = (sum + a.data[i * a.columns + k]! * b.data[k * b.columns + j]!) % modulus;
      data.push(sum);
    }
  return { rows: a.rows, columns: b.columns, data, scalar: false };
}

/** A square matrix times itself; the power 0 is the identity. */
export function power(base: ExactMatrix, exponent: number): ExactMatrix {
  if (base.rows !== base.columns) throw new SizeError(`A power is taken of ${sizeOf(base)}, which is not square.`);
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 64)
    throw new SizeError(`The power ${exponent} is not one that is multiplied out.`);
  let result: ExactMatrix = base.scalar ? scalar(1) : identity(base.rows);
  for (let count = 0; count < exponent; count++) result = multiply(result, base);
  return result;
}

function identity(size: number): ExactMatrix {
  const data = Array.from({ length: size * size }, (_, index) => (index % (size + 1) === 0 ? 1 : 0));
  return { rows: size, columns: size, data, scalar: false };
}

/** Rows and columns exchanged. */
export function transpose(of: ExactMatrix): ExactMatrix {
  const data = Array.from(
    { length: of.data.length },
    (_, index) => of.data[(index % of.rows) * of.columns + Math.floor(index / of.rows)]!,
  );
  return { ...of, rows: of.columns, columns: of.rows, data };
}

/** Whether two are the same; a number and a matrix of one entry are. */
export function equal(a: ExactMatrix, b: ExactMatrix): boolean {
  return a.rows === b.rows && a.columns === b.columns && a.data.every((x, index) => x === b.data[index]);
}

function sizeOf({ rows, columns, scalar: isScalar }: ExactMatrix): string {
  return isScalar ? 'a number' : `a matrix of ${rows} × ${columns}`;
}
