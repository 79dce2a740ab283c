import type { CodeOutcome, CodeRunner, CodeSession } from '@gradbook/assignments';
import { describe, expect, test } from 'vitest';

import { OneProcess } from './one-process.ts';

const modules = { files: { 'm.js': 'x' }, entry: 'm.js' };

/** A runner whose processes end at a call named `end`, and say how often they were called. */
class Runner implements CodeRunner {
  opened = 0;
  closed = 0;
  readonly #failure: CodeSession['failure'];

  constructor(failure?: CodeSession['failure']) {
    this.#failure = failure;
  }

  async open(): Promise<CodeSession> {
    this.opened += 1;
    let [calls, failure, printed] = [0, this.#failure, ''];
    const closed = (): number => (this.closed += 1);
    return {
      exports: failure ? [] : ['f', 'end'],
      get failure() {
        return failure;
      },
      get console() {
        return printed;
      },
      call: async (name, _args, { timeoutMs = 0 } = {}): Promise<CodeOutcome> => {
        if ((name === 'slow' && timeoutMs <= 100) || name === 'endless')
          return (failure = { kind: 'violation', violation: 'timeout', message: `longer than ${timeoutMs} ms` });
        if (name === 'end' || (name === 'fragile' && calls > 0))
          return (failure = { kind: 'violation', violation: 'memory', message: 'gone' });
        printed += `${name} ${++calls}\n`;
        return { kind: 'value', value: calls, milliseconds: 0 };
      },
      close: async () => {
        closed();
      },
    };
  }
}

describe('OneProcess', () => {
  test('functions of one submission share a process, and each sees what was printed in its turn', async () => {
    const runner = new Runner();
    {
      await using one = new OneProcess(runner);
      const first = await one.open(modules);
      await first.call('f', []);
      await first.close();
      const second = await one.open({ files: { ...modules.files }, entry: 'm.js' });
      expect(await second.call('f', [])).toMatchObject({ value: 2 });
      expect(second.console).toBe('f 2\n');
      expect(second.exports).toEqual(['f', 'end']);
      await second.close();
      expect(runner).toMatchObject({ opened: 1, closed: 0 });
    }
    expect(runner.closed).toBe(1);
  });

  test('other modules get another process', async () => {
    const runner = new Runner();
    await using one = new OneProcess(runner);
    await one.open(modules);
    await one.open({ files: { 'm.js': 'y' }, entry: 'm.js' });
    await one.open({ files: { 'm.js': 'y', 'n.js': 'z' }, entry: 'm.js' });
    await one.open({ files: { 'm.js': 'y', 'n.js': 'z' }, entry: 'n.js' });
    await one.open({ files: { 'm.js': 'y', 'n.js': 'z' }, entry: 'n.js', withheld: ['matmul'] });
    expect(runner).toMatchObject({ opened: 5, closed: 4 });
  });

  test('a process that was ended is replaced for the next function', async () => {
    const runner = new Runner();
    await using one = new OneProcess(runner);
    const first = await one.open(modules);
    expect(await first.call('end', [])).toMatchObject({ kind: 'violation' });
    const second = await one.open(modules);
    expect(second.failure).toBeUndefined();
    expect(await second.call('f', [])).toMatchObject({ value: 1 });
    expect(runner.opened).toBe(2);
  });

  test('a call that ends a process which others have used is made again in a fresh one, once', async () => {
    const runner = new Runner();
    await using one = new OneProcess(runner);
    await (await one.open(modules)).call('f', []);
    const second = await one.open(modules);
    expect(await second.call('fragile', [])).toMatchObject({ kind: 'value', value: 1 });
    expect(second.console).toBe('fragile 1\n');
    expect(await second.call('fragile', [])).toMatchObject({ kind: 'violation' });
    expect(runner.opened).toBe(2);
  });

  test('the first call that takes too long gets more time, later ones do not', async () => {
    const runner = new Runner();
    await using one = new OneProcess(runner);
    const first = await one.open(modules);
    expect(await first.call('slow', [], { timeoutMs: 100 })).toMatchObject({ kind: 'value' });
    const second = await one.open(modules);
    // In the process that the first function has used, then in a fresh one; never with more time.
    expect(await second.call('endless', [], { timeoutMs: 100 })).toMatchObject({ message: 'longer than 100 ms' });
    const third = await one.open(modules);
    expect(await third.call('slow', [], { timeoutMs: 100 })).toMatchObject({ message: 'longer than 100 ms' });
    expect(runner.opened).toBe(4);
  });

  test('a module that does not load is tried once', async () => {
    const failure = { kind: 'violation', violation: 'timeout', message: 'loading took too long' } as const;
    const runner = new Runner(failure);
    await using one = new OneProcess(runner);
    for (let k = 0; k < 3; k += 1) expect((await one.open(modules)).failure).toBe(failure);
    expect(runner.opened).toBe(1);
  });
});
