import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { Refusal } from './refusal.ts';
import type { Rates } from './settings.ts';

/** Counts what people and addresses do, in this process's memory. */
export class Limits {
  readonly #limiters: Readonly<Record<keyof Rates, RateLimiterMemory>>;

  constructor(rates: Rates) {
    const limiter = (kind: keyof Rates): RateLimiterMemory =>
      new RateLimiterMemory({ keyPrefix: kind, points: rates[kind].points, duration: rates[kind].seconds });
    this.#limiters = {
      person: limiter('person'),
      address: limiter('address'),
      upload: limiter('upload'),
      signIn: limiter('signIn'),
      signInEmail: limiter('signInEmail'),
      signInAddress: limiter('signInAddress'),
    };
  }

  /**
   * Counts one.
   *
   * @throws Refusal 429 that says how long to wait when it was one too many.
   */
  async take(kind: keyof Rates, key: string): Promise<void> {
    try {
      await this.#limiters[kind].consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext);
      throw error;
    }
  }

  /**
   * Counts nothing.
   *
   * @throws Refusal 429 when none is left.
   */
  async check(kind: keyof Rates, key: string): Promise<void> {
    const state = await this.#limiters[kind].get(key);
    if (state && state.remainingPoints <= 0) throw tooMany(state.msBeforeNext);
  }
}

function tooMany(milliseconds: number): Refusal {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return new Refusal(429, 'too many requests in a short time', 'fewer', `wait ${wait} and try again`, {
    'retry-after': String(seconds),
  });
}
