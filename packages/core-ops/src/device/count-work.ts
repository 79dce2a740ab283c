import { openDevice } from './open-device.ts';

/** What a device was given to do. */
export interface DeviceWork {
  /** Compute shaders started. */
  readonly dispatches: number;
  /** Compute pipelines compiled: none where the same work was done before. */
  readonly pipelines: number;
  /** Buffers of data sent to the device, and their bytes; the few numbers that go with a dispatch do not count. */
  readonly uploads: number;
  readonly uploadedBytes: number;
  /** Times that data was read back, and its bytes. */
  readonly readbacks: number;
  readonly readBytes: number;
}

type Counts = { -readonly [K in keyof DeviceWork]: number };
type Restore = () => void;

const usageMapRead = 0x1;
const usageMapWrite = 0x2;
const usageStorage = 0x80;

const counting = new Set<Counts>();
let restore: Restore | undefined;

/**
 * Counts what a function gives the device to do: dispatches, pipelines compiled, bytes sent and read. Whoever else uses the
 * device meanwhile is counted as well. A tensor is sent when it is first computed with, not when it is made.
 *
 * @param run may be asynchronous.
 * @returns what it returned, and the counts.
 * @throws DeviceError before `init()`, and whatever `run` throws.
 *
 * @example
 * await init();
 * const x = tensor([1, 2, 3, 4], [2, 2]);
 * const { result, work } = await countWork(() => matmul(x, x));
 * result.shape; // [2, 2]
 * work.dispatches; // 1
 * work.uploadedBytes; // 16
 * work.readbacks; // 0
 */
export async function countWork<R>(
  run: () => R | Promise<R>,
): Promise<{ readonly result: R; readonly work: DeviceWork }> {
  const { device } = openDevice();
  const counts: Counts = { dispatches: 0, pipelines: 0, uploads: 0, uploadedBytes: 0, readbacks: 0, readBytes: 0 };
  restore ??= watch(device);
  counting.add(counts);
  try {
    return { result: await run(), work: counts };
  } finally {
    counting.delete(counts);
    if (counting.size === 0) {
      restore();
      restore = undefined;
    }
  }
}

function count(change: Partial<Counts>): void {
  for (const counts of counting) {
    for (const [name, by] of Object.entries(change)) counts[name as keyof Counts] += by;
  }
}

/**
 * Stands between everybody and the methods that give a device work, whoever made the encoder or the buffer: on their
 * prototypes, which objects of all devices share.
 */
function watch(device: GPUDevice): Restore {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  const passMethods = Object.getPrototypeOf(pass) as GPUComputePassEncoder;
  pass.end();
  encoder.finish();
  const buffer = device.createBuffer({ size: 4, usage: usageStorage });
  const bufferMethods = Object.getPrototypeOf(buffer) as GPUBuffer;
  buffer.destroy();
  const deviceMethods = Object.getPrototypeOf(device) as GPUDevice;
  const queueMethods = Object.getPrototypeOf(device.queue) as GPUQueue;
  const undo = [
    before(passMethods, 'dispatchWorkgroups', () => count({ dispatches: 1 })),
    before(passMethods, 'dispatchWorkgroupsIndirect', () => count({ dispatches: 1 })),
    before(deviceMethods, 'createComputePipeline', () => count({ pipelines: 1 })),
    before(deviceMethods, 'createComputePipelineAsync', () => count({ pipelines: 1 })),
    // Memory that the processor had is given to the device, or back: the moment when data moves.
    before(bufferMethods, 'unmap', (mapped) => {
      if (mapped.mapState !== 'mapped') return;
      if (mapped.usage & usageMapRead) count({ readbacks: 1, readBytes: mapped.size });
      else if (mapped.usage & (usageStorage | usageMapWrite)) count({ uploads: 1, uploadedBytes: mapped.size });
    }),
    before(queueMethods, 'writeBuffer', (_queue, target, _offset, data, start = 0, size = undefined) => {
      if (!(target.usage & usageStorage)) return;
      // Of typed arrays start and size are elements.
      const bytes = 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
      count({ uploads: 1, uploadedBytes: size === undefined ? data.byteLength - start * bytes : size * bytes });
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}

/** Calls a function before a method, until it is undone. */
function before<O extends object, K extends keyof O>(
  methods: O,
  name: K,
  listener: (self: O, ...args: O[K] extends (...args: infer A) => unknown ? A : never) => void,
): Restore {
  const original = methods[name];
  if (typeof original !== 'function') return () => undefined;
  const replacement = function (this: O, ...args: unknown[]): unknown {
    listener(this, ...(args as O[K] extends (...args: infer A) => unknown ? A : never));
    return Reflect.apply(original, this, args);
  };
  methods[name] = replacement as O[K];
  return () => {
    methods[name] = original;
  };
}
