import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { Absent, Contestant, TorchWork } from '../contract.ts';

type Answer = Readonly<Record<string, unknown>>;

/** A Python process with PyTorch that does work on request. */
export interface TorchHost {
  readonly contestant: (work: TorchWork) => Promise<Contestant | Absent>;
  readonly stop: () => void;
}

/**
 * Starts Python, once it is first needed. Where it has no PyTorch, every contestant is absent and says why.
 *
 * @param python the interpreter; the environment variable GRADBOOK_PYTHON names another one.
 */
export function torchHost(python: string = process.env['GRADBOOK_PYTHON'] ?? 'python3'): TorchHost {
  let started: ReturnType<typeof start> | undefined;
  let works = 0;
  return {
    contestant: async (work) => {
      const name = 'pytorch';
      started ??= start(python);
      const host = await started;
      if ('absent' in host) return { name, absent: host.absent };
      const id = String(works++);
      const inputs = work.inputs.map(({ shape, data }) => ({
        shape,
        data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      }));
      await host.ask({ do: 'prepare', work: id, code: work.code, inputs });
      return {
        name,
        run: async () => {
          await host.ask({ do: 'run', work: id });
        },
        outputs: async () => {
          const { outputs } = (await host.ask({ do: 'read', work: id })) as { outputs: readonly string[] };
          return outputs.map((text) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer));
        },
        dispose: () => {
          // The next question waits for this one's answer, and an error of it would come up there.
          void host.ask({ do: 'forget', work: id }).catch(() => undefined);
        },
      };
    },
    stop: () => {
      void started?.then((host) => ('stop' in host ? host.stop() : undefined));
    },
  };
}

async function start(
  python: string,
): Promise<{ ask: (question: Answer) => Promise<Answer>; stop: () => void } | { absent: string }> {
  const child = spawn(python, [`${import.meta.dirname}/torch-host.py`], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<undefined>((resolve) => child.once('error', () => resolve(undefined)));
  const nextLine = async (): Promise<Answer | undefined> => {
    const line = await Promise.race([lines.next(), failed]);
    return line === undefined || line.done ? undefined : (JSON.parse(line.value) as Answer);
  };
  // A process that has ended takes no questions; that is told by the answer that does not come.
  child.stdin.on('error', () => undefined);
  const hello = await nextLine();
  if (!hello) {
    const reason = complaint.includes('No module named')
      ? `${python} has no module torch (on Debian: apt install python3-torch)`
      : `${python} could not be started${complaint ? `: ${complaint.trim().split('\n').at(-1)}` : ''}`;
    return { absent: reason };
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (question) => {
      const asked = last.then(async () => {
        child.stdin.write(`${JSON.stringify(question)}\n`);
        const answer = await nextLine();
        if (!answer) throw new Error(`PyTorch's process has ended: ${complaint.trim()}`);
        if ('error' in answer) throw new Error(`PyTorch: ${String(answer['error'])}`);
        return answer;
      });
      last = asked.catch(() => undefined);
      return asked;
    },
    stop: () => child.stdin.end(),
  };
}
