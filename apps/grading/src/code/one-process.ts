import type { CodeRunner, CodeSession } from '@gradbook/assignments';

type Modules = Parameters<CodeRunner['open']>[0];

/**
 * Lends one process to all functions that a submission is asked for, where each would start its own: starting one takes longer
 * than all calls of a right solution. A process that was ended is replaced, and a call that ends a process which
 * earlier functions have used is made once more in a fresh one, so that no function pays for what another left behind. So is
 * the first call that takes too long, with more time: the machine may have been busy, which is not the student's fault.
 */
export class OneProcess implements CodeRunner, AsyncDisposable {
  readonly #runner: CodeRunner;
  #open: { readonly modules: Modules; readonly session: CodeSession } | undefined;
  #patient = true;

  constructor(runner: CodeRunner) {
    this.#runner = runner;
  }

  async open(modules: Modules): Promise<CodeSession> {
    const open = this.#open;
    // Modules that do not load fail the same way again, and may take seconds for it.
    if (open && sameModules(open.modules, modules)) {
      const { session } = open;
      if (session.failure === undefined || session.exports.length === 0)
        return new Lent(session, true, this.#means(modules));
    }
    return new Lent(await this.#renew(modules), false, this.#means(modules));
  }

  #means(modules: Modules): Means {
    return {
      renew: () => this.#renew(modules),
      // Once a submission: whoever loops for ever gets this time once, not in every call.
      grantTime: () => {
        const granted = this.#patient;
        this.#patient = false;
        return granted;
      },
    };
  }

  async #renew(modules: Modules): Promise<CodeSession> {
    await this.#open?.session.close();
    this.#open = undefined;
    const session = await this.#runner.open(modules);
    this.#open = { modules, session };
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.session.close();
    this.#open = undefined;
  }
}

function sameModules(a: Modules, b: Modules): boolean {
  const names = Object.keys(a.files);
  return (
    a.entry === b.entry &&
    // A process that was offered more operations than a function allows is not lent to it.
    (a.withheld ?? []).join() === (b.withheld ?? []).join() &&
    names.length === Object.keys(b.files).length &&
    names.every((name) => a.files[name] === b.files[name])
  );
}

/** What a session can ask of whoever lends it. */
interface Means {
  /** A fresh process with the same modules. */
  readonly renew: () => Promise<CodeSession>;
  /** Whether a call that took too long gets more time. */
  readonly grantTime: () => boolean;
}

/** How much longer such a call may take. */
const moreTime = 3;

/** The session as one function sees it: with what was printed since it has it. Closing it gives it back. */
class Lent implements CodeSession {
  #session: CodeSession;
  #used: boolean;
  #printedBefore: number;
  readonly #means: Means;

  constructor(session: CodeSession, used: boolean, means: Means) {
    this.#session = session;
    this.#used = used;
    this.#printedBefore = used && session.failure === undefined ? session.console.length : 0;
    this.#means = means;
  }

  get exports(): readonly string[] {
    return this.#session.exports;
  }

  get failure(): CodeSession['failure'] {
    return this.#session.failure;
  }

  get console(): string {
    return this.#session.console.slice(this.#printedBefore);
  }

  async call(...[name, args, options]: Parameters<CodeSession['call']>): ReturnType<CodeSession['call']> {
    const outcome = await this.#session.call(name, args, options);
    if (outcome.kind !== 'violation') return outcome;
    const late = outcome.violation === 'timeout' && options?.timeoutMs !== undefined && this.#means.grantTime();
    if (!late && !this.#used) return outcome;
    this.#session = await this.#means.renew();
    this.#used = false;
    this.#printedBefore = 0;
    return this.#session.call(name, args, late ? { timeoutMs: moreTime * options.timeoutMs } : options);
  }

  async close(): Promise<void> {
    // Lent to the next function; whoever lends it ends it.
  }
}
