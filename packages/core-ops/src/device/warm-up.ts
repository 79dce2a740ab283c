import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, env } from '@tensorflow/tfjs-core';

import { scope } from '../values/scope.ts';
import { collectPipelines } from './compile-ahead.ts';
import { DeviceError, messageOf } from './device-error.ts';
import { openDevice } from './open-device.ts';

/** What {@link warmUp} has done. */
export interface WarmedUp {
  /** Pipelines compiled: none where the same work was done before. */
  readonly pipelines: number;
}

/** The part of tfjs's backend that holds its pipelines: a promise while one is being compiled. */
interface Pipelines {
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
}

/**
 * Compiles ahead the pipelines that a function needs, while the program goes on with something else: the function runs once at once,
 * but its operations compute nothing, and what it made is freed. Compilation is most of the time of a first call; afterwards the
 * function, and any other whose operations are of the same kinds, has nothing to compile.
 *
 * Who computes meanwhile compiles what he needs himself, as without this.
 *
 * @param run synchronous, and without reading from the device: its tensors hold nothing. Pipelines depend on sizes here and there (on
 * whether lines are whole fours, on the number of hidden units), so it should have the sizes to come.
 * @returns when all are ready.
 * @throws DeviceError before `init()`, and when the device does not take a pipeline. TypeError for an asynchronous function. What `run`
 * throws.
 * @example
 * await init();
 * await warmUp(() => matmul(tensor([[1, 2]]), tensor([[3], [4]])));
 * const { work } = await countWork(() => matmul(tensor([[1, 2]]), tensor([[3], [4]])));
 * work.pipelines; // 0
 */
export async function warmUp(run: () => unknown): Promise<WarmedUp> {
  openDevice();
  const { pipelineCache: cache } = engine().backend as WebGPUBackend as unknown as Pipelines;
  const flag = 'WEBGPU_ENGINE_COMPILE_ONLY';
  env().set(flag, true);
  const pending: Promise<void>[] = [];
  try {
    pending.push(
      ...collectPipelines(() => {
        scope(() => {
          refusePromise(run());
          return [];
        });
      }),
    );
  } finally {
    env().set(flag, false);
    pending.push(...takeOut(cache));
  }
  await Promise.all(pending).catch((error: unknown) => {
    throw new DeviceError('warmUp: the device did not take a pipeline.', [
      { what: 'createComputePipelineAsync', failure: messageOf(error) },
    ]);
  });
  return { pipelines: pending.length };
}

function refusePromise(result: unknown): void {
  if (!(result instanceof Promise)) return;
  // Nobody waits for what it still does.
  result.catch(() => undefined);
  throw new TypeError('warmUp: got an async function; only what runs at once can be compiled ahead');
}

/**
 * Takes the pipelines that are not ready out of tfjs's cache, which would refuse to compute with them, and puts each back when it is
 * ready and nobody has compiled it meanwhile.
 */
function takeOut(cache: Pipelines['pipelineCache']): Promise<void>[] {
  return Object.entries(cache).flatMap(([key, pipeline]) => {
    if (!(pipeline instanceof Promise)) return [];
    delete cache[key];
    const kept = pipeline.then((ready) => {
      cache[key] ??= ready;
      return undefined;
    });
    // Whoever waits is told of a failure; nobody else has to be.
    kept.catch(() => undefined);
    return [kept];
  });
}
