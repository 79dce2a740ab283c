/** The cells that kernels for whole sequences know. */
export type FusedKind = 'tanh' | 'relu' | 'sigmoid' | 'linear' | 'lstm' | 'gru-after' | 'gru-before' | 'gated';

/** A part of a forward step between two points where all threads wait for each other. */
interface ForwardPhase {
  /** The blocks of H rows of W_hh whose products with the source are needed: the first, and how many. */
  readonly rows: readonly [first: number, count: number];
  /** The vector that is multiplied: h_{t−1}, or a section of the state that an earlier phase has written. */
  readonly source: 'hidden' | number;
  /** Sections of the state that the code reads as `old1`, … and writes as `new1`, …. */
  readonly sections: readonly number[];
  /** WGSL for one element: see {@link FusedCell}. */
  readonly code: string;
}

/** A part of a backward step. */
interface BackwardPhase {
  readonly rows: readonly [first: number, count: number];
  /** What the rows are multiplied with: the cotangents of the later step's products, or a section of the state. */
  readonly source: 'cotangents' | number;
  /** Gates whose cotangents the phase writes into the state, for the earlier step's products. */
  readonly writes: readonly number[];
  readonly sections: readonly number[];
  readonly code: string;
}

/**
 * A cell as its kernels need it. The forward code sees, for one sequence and one element j of H,
 *
 *     h              h_{t−1}
 *     a0, a1, …      the products of the phase's rows with its source, with their biases
 *     z(g)           W_ih x_t with its bias, for gate g
 *     old1, old2, …  sections of the state; `put(&new1, r, …)` writes them
 *     own            whether step t is within the sequence's length
 *     KEEP(x)        h_t is x within the sequence, h_{t−1} beyond it
 *     CELL(x)        the same for the cell state, in section 2
 *     SAVE(s, x)     what the derivative will need, read there as SAVED(s)
 *
 * and the backward code
 *
 *     dh             ∂L/∂h_t, total
 *     product        the products of the phase's rows, transposed
 *     DZ(g, x)       ∂L/∂z of gate g is x
 *     DA(g, x)       ∂L/∂a of gate g is x
 *     DIRECT(x)      ∂L/∂h_{t−1} but for what comes through products, in section `direct`
 *
 * Sections are numbered in vectors of H: forward 0 and 1 are h_t of even and odd steps.
 */
export interface FusedCell {
  readonly inputGates: number;
  readonly hiddenGates: number;
  readonly states: 1 | 2;
  /** Whether W_hh h has a bias of its own, because it is not simply added to W_ih x. */
  readonly hiddenBias: boolean;
  /** Whether ∂L/∂a differs from ∂L/∂z. */
  readonly ownCotangents: boolean;
  /** Sections of what the derivative needs; the first is c_{t−1} where there is a cell state. */
  readonly saved: number;
  /** The section of what is saved that the last block of rows multiplies instead of h_{t−1}. */
  readonly gatedRows?: number;
  readonly forwardSections: number;
  readonly forward: readonly ForwardPhase[];
  /** Sections beyond the two copies of the cotangents: 0 is `direct`, 1 that of the cell state. */
  readonly backwardSections: number;
  readonly backward: readonly BackwardPhase[];
}

function plain(value: string, slope: string): FusedCell {
  return {
    inputGates: 1,
    hiddenGates: 1,
    states: 1,
    hiddenBias: false,
    ownCotangents: false,
    saved: 1,
    forwardSections: 2,
    forward: [
      {
        rows: [0, 1],
        source: 'hidden',
        sections: [],
        code: `let x = z(0) + a0; let fresh = ${value}; SAVE(0, fresh) KEEP(fresh)`,
      },
    ],
    backwardSections: 1,
    backward: [
      {
        rows: [0, 1],
        source: 'cotangents',
        writes: [0],
        sections: [],
        code: `let y = SAVED(0); let dz0 = dh * ${slope}; DZ(0, dz0) DA(0, dz0) DIRECT(0.0)`,
      },
    ],
  };
}

const lstm: FusedCell = {
  inputGates: 4,
  hiddenGates: 4,
  states: 2,
  hiddenBias: false,
  ownCotangents: false,
  saved: 5,
  forwardSections: 3,
  forward: [
    {
      rows: [0, 4],
      source: 'hidden',
      sections: [2],
      code: `
        let i = accurateSigmoid(z(0) + a0); let f = accurateSigmoid(z(1) + a1);
        let g = accurateTanh(z(2) + a2); let o = accurateSigmoid(z(3) + a3);
        let c = f * old1 + i * g;
        SAVE(0, old1) SAVE(1, i) SAVE(2, f) SAVE(3, g) SAVE(4, o)
        CELL(c) KEEP(o * accurateTanh(c))`,
    },
  ],
  backwardSections: 2,
  backward: [
    {
      rows: [0, 4],
      source: 'cotangents',
      writes: [0, 1, 2, 3],
      sections: [1],
      code: `
        let before = SAVED(0); let i = SAVED(1); let f = SAVED(2); let g = SAVED(3); let o = SAVED(4);
        let y = accurateTanh(f * before + i * g);
        let dc = old1 + dh * o * (1.0 - y * y);
        let di = dc * g * (i * (1.0 - i)); let df = dc * before * (f * (1.0 - f));
        let dg = dc * i * (1.0 - g * g); let dO = dh * y * (o * (1.0 - o));
        DZ(0, di) DZ(1, df) DZ(2, dg) DZ(3, dO) DA(0, di) DA(1, df) DA(2, dg) DA(3, dO)
        DCELL(dc)
        put(&new1, r, select(old1, dc * f, own)); DIRECT(0.0)`,
    },
  ],
};

const gruAfter: FusedCell = {
  inputGates: 3,
  hiddenGates: 3,
  states: 1,
  hiddenBias: true,
  ownCotangents: true,
  saved: 5,
  forwardSections: 2,
  forward: [
    {
      rows: [0, 3],
      source: 'hidden',
      sections: [],
      code: `
        let reset = accurateSigmoid(z(0) + a0); let update = accurateSigmoid(z(1) + a1);
        let fresh = accurateTanh(z(2) + reset * a2);
        SAVE(0, h) SAVE(1, reset) SAVE(2, update) SAVE(3, fresh) SAVE(4, a2)
        KEEP(update * h + (1.0 - update) * fresh)`,
    },
  ],
  backwardSections: 1,
  backward: [
    {
      rows: [0, 3],
      source: 'cotangents',
      writes: [0, 1, 2],
      sections: [],
      code: `
        let h = SAVED(0); let reset = SAVED(1); let update = SAVED(2); let fresh = SAVED(3);
        let dn = dh * (1.0 - update) * (1.0 - fresh * fresh);
        let du = (dh * h - dh * fresh) * (update * (1.0 - update));
        let dr = dn * SAVED(4) * (reset * (1.0 - reset));
        DZ(0, dr) DZ(1, du) DZ(2, dn) DA(0, dr) DA(1, du) DA(2, dn * reset)
        DIRECT(dh * update)`,
    },
  ],
};

const gruBefore: FusedCell = {
  inputGates: 3,
  hiddenGates: 3,
  states: 1,
  hiddenBias: false,
  ownCotangents: false,
  saved: 5,
  gatedRows: 4,
  // 2 is r∘h, 3 is z.
  forwardSections: 4,
  forward: [
    {
      rows: [0, 2],
      source: 'hidden',
      sections: [2, 3],
      code: `
        let reset = accurateSigmoid(z(0) + a0); let update = accurateSigmoid(z(1) + a1);
        SAVE(0, h) SAVE(1, reset) SAVE(2, update) SAVE(4, reset * h)
        put(&new1, r, reset * h); put(&new2, r, update);`,
    },
    {
      rows: [2, 1],
      source: 2,
      sections: [3],
      code: `
        let fresh = accurateTanh(z(2) + a0);
        SAVE(3, fresh)
        KEEP(old1 * h + (1.0 - old1) * fresh)`,
    },
  ],
  // 1 is ∂L/∂a of n.
  backwardSections: 2,
  backward: [
    {
      rows: [0, 2],
      source: 'cotangents',
      writes: [1],
      sections: [1],
      code: `
        let h = SAVED(0); let update = SAVED(2); let fresh = SAVED(3);
        let dn = dh * (1.0 - update) * (1.0 - fresh * fresh);
        let du = (dh * h - dh * fresh) * (update * (1.0 - update));
        DZ(1, du) DZ(2, dn) DA(1, du) DTENSOR(2, dn)
        put(&new1, r, select(0.0, dn, own)); DIRECT(dh * update)`,
    },
    {
      rows: [2, 1],
      source: 1,
      writes: [0],
      sections: [],
      code: `
        let h = SAVED(0); let reset = SAVED(1);
        let dr = product * h * (reset * (1.0 - reset));
        DZ(0, dr) DA(0, dr) DIRECT(direct + product * reset)`,
    },
  ],
};

const gated: FusedCell = {
  inputGates: 2,
  hiddenGates: 1,
  states: 1,
  hiddenBias: true,
  ownCotangents: true,
  saved: 3,
  forwardSections: 2,
  forward: [
    {
      rows: [0, 1],
      source: 'hidden',
      sections: [],
      code: `
        let c = accurateSigmoid(z(0) + a0); let x = z(1);
        SAVE(0, h) SAVE(1, c) SAVE(2, x)
        KEEP(c * h + (1.0 - c) * x)`,
    },
  ],
  backwardSections: 1,
  backward: [
    {
      rows: [0, 1],
      source: 'cotangents',
      writes: [0],
      sections: [],
      code: `
        let c = SAVED(1);
        let dc = (dh * SAVED(0) - dh * SAVED(2)) * (c * (1.0 - c));
        DZ(0, dc) DZ(1, dh * (1.0 - c)) DA(0, dc)
        DIRECT(dh * c)`,
    },
  ],
};

/** Every cell. The functions' slopes are in their values; that of ReLU at 0 is 0. */
export const fusedCells: Readonly<Record<FusedKind, FusedCell>> = {
  tanh: plain('accurateTanh(x)', '(1.0 - y * y)'),
  relu: plain('select(select(0.0, x, x > 0.0), x, isnan(x))', 'select(0.0, 1.0, y > 0.0)'),
  sigmoid: plain('accurateSigmoid(x)', '(y * (1.0 - y))'),
  linear: plain('x', '1.0'),
  lstm,
  'gru-after': gruAfter,
  'gru-before': gruBefore,
  gated,
};
