import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { HostOrder, HostReport } from '@gradbook/server/testing/host';

const entry = fileURLToPath(import.meta.resolve('@gradbook/server/testing/host'));

/** A grading server in a process of its own, on the loopback address, with an assignment and a student. */
export class Host implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #report: Exclude<HostReport, { absent: string }>;
  #sent = 0;

  private constructor(child: ChildProcess, report: Exclude<HostReport, { absent: string }>) {
    this.#child = child;
    this.#report = report;
  }

  /** Starts one; or says why there is none. */
  static async start(order: HostOrder): Promise<Host | { readonly absent: string }> {
    const child = fork(entry, [], { stdio: ['ignore', 2, 2, 'ipc'] });
    child.send(order);
    const report = await new Promise<HostReport>((resolve, reject) => {
      child.once('message', (said) => resolve(said as HostReport));
      child.once('exit', (code) => reject(new Error(`bench server: the server ended with code ${code}`)));
    });
    if (!('absent' in report)) return new Host(child, report);
    child.disconnect();
    return report;
  }

  /** Hands a submission in that nobody has handed in before. @returns its id. */
  async upload(): Promise<string> {
    const number = ++this.#sent;
    const module = `export const twice = (x) => Array.from(x.data, (value) => value * ${number + 2} - value * ${number});\n`;
    const { url, token, assignment } = this.#report;
    const response = await fetch(`${url}/api${assignment}/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requestKey: `bench-${number}`, files: [{ path: 'twice.js', text: module }] }),
    });
    const { id } = (await checked(response).json()) as { readonly id: string };
    return id;
  }

  /** The student's page of the assignment, with everything that was handed in. */
  async page(): Promise<void> {
    const { url, cookie, assignment } = this.#report;
    await checked(await fetch(`${url}${assignment}`, { headers: { cookie }, redirect: 'error' })).text();
  }

  /** What the API says of a submission. */
  async status(submission: string): Promise<void> {
    const { url, token } = this.#report;
    const headers = { authorization: `Bearer ${token}` };
    await checked(await fetch(`${url}/api/submissions/${submission}`, { headers })).text();
  }

  /** Submissions that are not graded yet. */
  async left(): Promise<number> {
    const response = checked(await fetch(`${this.#report.url}/api/health`));
    const { queue } = (await response.json()) as {
      readonly queue: { readonly waiting: number; readonly atWork: number };
    };
    return queue.waiting + queue.atWork;
  }

  /** Waits until at most so many are not graded. */
  async untilLeft(most: number): Promise<void> {
    while ((await this.left()) > most) {
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exit = new Promise((resolve) => {
      this.#child.once('exit', resolve);
    });
    this.#child.disconnect();
    await exit;
  }
}

function checked(response: Response): Response {
  if (response.ok) return response;
  throw new Error(`bench server: ${response.url} was answered with status ${response.status}`);
}
