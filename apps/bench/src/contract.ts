/** Numbers of one output of a computation, in row-major order. */
export type Numbers = ArrayLike<number>;

/** One implementation of a case. All implementations of a case give the same outputs in the same order. */
export interface Contestant {
  /** `ours`, or the peer's name as it stands in the results: `tfjs`, `jax-js`, `pytorch`. */
  readonly name: string;
  /** Computes once, and returns when the device has finished: not when it has been told what to do. */
  readonly run: () => Promise<void>;
  /** Computes once and reads the outputs back, to be compared. */
  readonly outputs: () => Promise<readonly Numbers[]>;
  /** Frees what was made for it. */
  readonly dispose?: () => void;
}

/** A peer that cannot take part here, and why. */
export interface Absent {
  readonly name: string;
  readonly absent: string;
}

/** A case ready to be measured. */
interface PreparedCase {
  readonly ours: Contestant;
  readonly peers: readonly (Contestant | Absent)[];
  /**
   * How far a peer's outputs may be from ours, in units of the largest element of ours: what the roundings of the two
   * can make of it. `null` where there is nothing to compare, such as times to start.
   */
  readonly tolerance: number | null;
}

/** What is being done with a case, for whoever watches. */
export type Stage = 'preparing' | 'comparing' | 'warming up' | 'measuring';

/** What is measured: sizes stand in the name. */
export interface BenchCase {
  readonly name: string;
  readonly prepare: (peers: PeerHosts) => Promise<PreparedCase>;
  /** What one run does, where people count how many a minute are done, as in `submissions`. */
  readonly counted?: string;
  /** Overrides of the harness's settings, for work that is too long or too short for them. */
  readonly settings?: Partial<MeasureSettings>;
}

/** A case that measures itself: it has no peers. */
export interface OwnCase {
  readonly name: string;
  /** @param at told how much is done, from 0 to 1. */
  readonly measure: (at: (done: number) => void) => Promise<CaseResult>;
}

/** Benchmarks that belong together, `pnpm bench NAME`. */
export interface Suite {
  readonly name: string;
  readonly description: string;
  /** Where it can run: a suite that starts processes cannot run in a page. */
  readonly runtimes: readonly Runtime[];
  readonly load: () => Promise<readonly (BenchCase | OwnCase)[]>;
}

type Runtime = 'node' | 'browser';

/** How often things are repeated. */
export interface MeasureSettings {
  /** Runs of each before the clock is used: shaders are compiled and memory is allocated in them. */
  readonly warmUp: number;
  /** Rounds, in each of which every contestant runs once; at least these … */
  readonly minRounds: number;
  /** … and more, up to these, until the time is used. */
  readonly maxRounds: number;
  /** Milliseconds for the rounds of a case. */
  readonly budget: number;
}

/** Where peers that need more than an import come from. */
export interface PeerHosts {
  readonly runtime: Runtime;
  /** Makes a contestant of Python code, or says why there is none. */
  readonly torch: (work: TorchWork) => Promise<Contestant | Absent>;
}

/** The same work for PyTorch. */
export interface TorchWork {
  /** Python that defines `run()`, which returns a list of tensors; it finds its inputs, float32 tensors, in `inputs`. */
  readonly code: string;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> }[];
}

/** Times of one contestant in milliseconds. */
export interface Times {
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  /** Nineteen of twenty are at most so long; where requests were measured. */
  readonly p95_ms?: number;
}

/** The result of one case, as `--json` prints it. */
export interface CaseResult {
  readonly name: string;
  readonly ours: Times & { readonly runs: number };
  /** `ratio` is the peer's median over ours: above 1 we are faster. */
  readonly peers: Readonly<Record<string, Times & { readonly ratio: number }>>;
  /** Peers that did not take part, and why; left out where there are none. */
  readonly absent?: Readonly<Record<string, string>>;
  /** How many runs a minute are done, by contestant, where they are counted; `unit` says of what. */
  readonly per_minute?: { readonly unit: string; readonly of: Readonly<Record<string, number>> };
  /** Where labelled answers were judged: what became of them. */
  readonly answers?: AnswerFigures;
  /** Where answers were judged: milliseconds of one answer by the kind of its part. */
  readonly kinds?: Readonly<Record<string, Times & { readonly runs: number }>>;
  /** Where hostile answers were judged: those that took more than two seconds. */
  readonly slow?: readonly string[];
}

/** How many of some answers something befell. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly percent: number;
}

/** What became of the labelled answers to an assignment. */
export interface AnswerFigures {
  readonly answers: number;
  /** Answers that are not right and got full marks, by part and note: there must be none. */
  readonly wrong_marked_right: readonly string[];
  readonly right_not_marked_right: Share;
  /** Answers that a rule settles, right, partly right or wrong, and that were sent to a person. */
  readonly decidable_sent_to_person: Share;
  /** By label, how many answers got which verdict. */
  readonly classes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What `--json` prints on the last line. */
export interface BenchReport {
  readonly machine: string;
  readonly adapter: string;
  readonly benchmarks: readonly CaseResult[];
}
