/** Tells from what was done so far how long the rest takes. */
export class TimeLeft {
  readonly #now: () => number;
  readonly #began: number;

  /** @param now the clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#began = now();
  }

  /** Words for the time that `left` pieces of work take when `done` took the time until now; none while nothing is known. */
  words(done: number, left: number): string | undefined {
    if (done <= 0 || left < 0) return undefined;
    return durationWords(((this.#now() - this.#began) / done) * left);
  }
}

/** A duration as people say it, as in `40 s`, `3 min` or `1 h 20 min`. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
