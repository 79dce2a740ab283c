/** What another library has in the place of one of ours. */
export interface Counterpart {
  /** The expression that computes the same. It is evaluated in that library, and compared. */
  readonly call: string;
  /** What is not the same: names, layouts, defaults. */
  readonly differs?: string;
  /** Statements before the expression, where a layer has to be made and given its weights. */
  readonly setup?: string;
  /** An expression over `result` that brings the result into the order of ours, where the layout differs. */
  readonly arrange?: string;
  /**
   * Why the expression is not evaluated: the numbers are random, say, or it is a whole program. The names in it are still
   * looked up.
   */
  readonly notRun?: string;
  /** The version from which on the library has it: with an older one it is not evaluated. */
  readonly since?: string;
}

/** The libraries compared with. */
export const peers = ['torch', 'tfjs', 'jax'] as const;
export type Peer = (typeof peers)[number];

/** The published packages whose exports are compared. */
export const packages = [
  'core-ops',
  'autograd',
  'optim',
  'normalization',
  'layers-conv',
  'layers-recurrent',
  'layers-attention',
  'decoding',
] as const;
export type PackageName = (typeof packages)[number];

/** One use of an export beside the same in other libraries: a string is an expression and nothing else; left out, the library has none. */
export interface Row {
  /** The export. */
  readonly name: string;
  /** The expression, over the inputs of inputs.ts. It is evaluated in float64. */
  readonly ours: string;
  /** Statements before it. */
  readonly setup?: string;
  /** Why it is not evaluated, and with it none of the others. */
  readonly notRun?: string;
  /** What the row is about where the export has several: an option. */
  readonly about?: string;
  readonly torch?: string | Counterpart;
  readonly tfjs?: string | Counterpart;
  readonly jax?: string | Counterpart;
}

/** The exports of a package: those that others have too, and those that nobody has, each with the reason. */
export interface PackageTable {
  readonly package: PackageName;
  readonly rows: readonly Row[];
  readonly own: Readonly<Record<string, string>>;
  /** What holds of the package as a whole. */
  readonly note?: string;
  /** Options of the rows' functions that nobody else has, `function.option`, each with the reason. */
  readonly ownOptions?: Readonly<Record<string, string>>;
}

/** A counterpart with its expression, whichever way it is written. */
export function counterpart(row: Row, peer: Peer): Counterpart | undefined {
  const written = row[peer];
  return typeof written === 'string' ? { call: written } : written;
}
