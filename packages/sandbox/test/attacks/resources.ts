import { type Attack, body } from './attack.ts';

const endless = { violation: 'timeout', message: /took longer than \d+ ms and was ended/ } as const;
const memory = { violation: 'memory', message: /needed more memory than there is/ } as const;
const refused = {
  error:
    /allocation failed|out of memory|Invalid (?:array|typed array|string) length|could not allocate|Maximum call stack|Maximum BigInt size/i,
} as const;

/** Time, in every phase; memory, of every kind; floods; results that are too large. */
export const resourceAttacks: readonly Attack[] = [
  {
    name: 'an endless loop while loading',
    source: () => 'for (;;);\nexport const attack = () => 1;',
    expected: endless,
  },
  {
    name: 'a promise that never settles while loading',
    source: () => 'await new Promise(() => {});\nexport const attack = () => 1;',
    expected: [{ error: /never settles/ }, endless],
  },
  {
    name: 'timers that keep loading from ending',
    source: () => 'setInterval(() => {}, 10); await new Promise(() => {});\nexport const attack = () => 1;',
    expected: endless,
  },
  { name: 'an endless loop in a call', source: body('for (;;);'), timeoutMs: 300, expected: endless },
  {
    name: 'timers that keep a call from ending',
    source: body('setInterval(() => {}, 10); await new Promise(() => {});'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'microtasks without end',
    source: body('const again = () => Promise.resolve().then(again); await again();'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'an endless loop after the answer',
    source: body('setTimeout(() => { for (;;); }); return 1;'),
    calls: 50,
    timeoutMs: 1000,
    expected: endless,
  },
  {
    name: 'an endless loop in a getter of the result',
    source: body('return { get y() { for (;;); } };'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'an endless loop in a thenable',
    source: body('return { then() { for (;;); } };'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'an endless loop in the error',
    source: body('throw { get message() { for (;;); } };'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'an endless proxy',
    source: body('return new Proxy({}, { ownKeys() { for (;;); } });'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'a lock that is never opened',
    source: body('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'),
    timeoutMs: 300,
    expected: [endless, { error: /Atomics\.wait/ }],
  },
  {
    name: 'a regular expression that explodes',
    source: body('return /^(a+)+$/.test("a".repeat(40) + "b");'),
    timeoutMs: 300,
    expected: endless,
  },
  {
    name: 'recursion without end',
    source: body('const f = (x) => f(x) + 1; return f(0);'),
    expected: { error: /Maximum call stack size exceeded/ },
  },

  {
    name: 'a heap of objects',
    source: body('const all = []; for (;;) all.push({ a: all.length, b: [all.length] });'),
    timeoutMs: 60_000,
    expected: memory,
  },
  {
    name: 'strings that double',
    source: body('let all = []; for (let i = 0; ; i++) all.push(("x".repeat(2 ** 20) + i).split("").join("-"));'),
    timeoutMs: 60_000,
    expected: [memory, refused],
  },
  {
    name: 'array buffers',
    source: body('const all = []; for (;;) all.push(new Uint8Array(2 ** 26).fill(1));'),
    timeoutMs: 60_000,
    notAt: ['permissions'],
    expected: [memory, refused],
  },
  {
    name: 'shared array buffers',
    source: body('const all = []; for (;;) all.push(new Uint8Array(new SharedArrayBuffer(2 ** 26)).fill(1));'),
    timeoutMs: 60_000,
    notAt: ['permissions'],
    expected: [memory, refused],
  },
  {
    name: 'a growing buffer',
    source: body(
      'const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 32 }); for (let size = 2 ** 26; ; size += 2 ** 26) { buffer.resize(size); new Uint8Array(buffer).fill(1); }',
    ),
    timeoutMs: 60_000,
    notAt: ['permissions'],
    expected: [memory, refused, { error: /Invalid length|resize|invalid/i }],
  },
  {
    name: 'WebAssembly memory',
    source: body(
      'const all = []; for (;;) { const memory = new WebAssembly.Memory({ initial: 1024 }); new Uint8Array(memory.buffer).fill(1); all.push(memory); }',
    ),
    timeoutMs: 60_000,
    notAt: ['permissions'],
    expected: [memory, refused],
  },
  {
    name: 'blobs',
    source: body('const all = []; for (;;) all.push(new Blob([new Uint8Array(2 ** 26).fill(1)]));'),
    timeoutMs: 60_000,
    notAt: ['permissions'],
    expected: [memory, refused],
  },
  {
    name: 'a number of endless digits',
    source: body('return String(2n ** (2n ** 34n));'),
    timeoutMs: 2000,
    expected: [refused, endless],
  },

  {
    name: 'console output without end',
    source: body('for (;;) console.log("x".repeat(1000));'),
    timeoutMs: 500,
    expected: endless,
  },
  {
    name: 'a flood of standard output',
    source: body('for (;;) fs.writeSync(1, "x".repeat(10_000));', `import fs from 'node:fs';`),
    timeoutMs: 10_000,
    expected: [{ violation: 'output' }, { violation: 'protocol' }, { error: /permi|EBADF|EACCES/ }],
  },
  {
    name: 'a flood of standard error',
    source: body('for (;;) fs.writeSync(2, "x".repeat(10_000));', `import fs from 'node:fs';`),
    timeoutMs: 10_000,
    expected: [{ violation: 'output' }, { error: /permi|EBADF|EACCES/ }],
  },
  {
    name: 'a result of 160 MB',
    source: body('return new Float64Array(20_000_000);'),
    expected: { error: /holds more than 2097152 numbers/ },
  },
  {
    name: 'a text of 20 MB',
    source: body('return "x".repeat(20_000_000);'),
    expected: { error: /take more than \d+ characters/ },
  },
  {
    name: 'an array that says it is longer',
    source: body('const a = [1, 2]; a.length = 2 ** 32 - 1; return a;'),
    expected: [{ error: /more than \d+ parts/ }, refused],
  },
  {
    name: 'a result of a million parts',
    source: body('return Array.from({ length: 1_000_000 }, () => ({}));'),
    expected: [{ error: /more than \d+ parts/ }, memory],
  },
  {
    name: 'a result that contains itself',
    source: body('const a = {}; a.a = a; return a;'),
    expected: { error: /contains itself/ },
  },
  {
    name: 'many results that are large together',
    source: body('return new Float64Array(1_000_000);'),
    calls: 6,
    expected: { violation: 'output', message: /sent more than \d+ bytes/ },
  },
];
