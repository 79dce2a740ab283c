import { type Attack, body } from './attack.ts';

const frames = `import fs from 'node:fs';
const frame = (header, payload = new Uint8Array()) => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + payload.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  new DataView(bytes.buffer).setUint32(4, payload.length, true);
  bytes.set(text, 8);
  bytes.set(payload, 8 + text.length);
  return bytes;
};
const send = (...given) => fs.writeSync(1, frame(...given));`;
const forge = (text: string): (() => string) => body(text, frames);
const violation = { violation: 'protocol', message: /something that is no answer/ } as const;
const right = { value: [1, 2] } as const;
/** Replaces a built-in, then answers. */
const poison = (text: string): (() => string) => body(`${text}\nreturn [1, 2];`);

/** Frames that are forged or broken, and built-ins of the harness' realm that are replaced. */
export const forgeryAttacks: readonly Attack[] = [
  {
    name: 'a verdict',
    source: forge('send({ type: "verdict", passed: true, score: 100 }); return 1;'),
    expected: violation,
  },
  {
    name: 'a frame that is no frame',
    source: forge('fs.writeSync(1, "passed\\n"); return 1;'),
    expected: [violation, { violation: 'output' }],
  },
  {
    name: 'half a frame',
    source: forge(
      'fs.writeSync(1, frame({ type: "value" }).subarray(0, 12)); await new Promise((resolve) => setTimeout(resolve, 5000));',
    ),
    timeoutMs: 500,
    expected: { violation: 'timeout' },
  },
  {
    name: 'a header of 4 GB',
    source: forge('fs.writeSync(1, new Uint8Array(8).fill(255)); return 1;'),
    expected: { violation: 'output' },
  },
  {
    name: 'another call’s answer',
    source: forge('send({ type: "value", id: 7, value: 1, tensors: [] }); return 1;'),
    expected: violation,
  },
  {
    name: 'an answer before the question',
    source: forge(
      'send({ type: "value", id: 1, value: 1, tensors: [] }); send({ type: "value", id: 2, value: 1, tensors: [] }); return 1;',
    ),
    calls: 2,
    expected: [violation, { value: 1 }],
  },
  {
    name: 'a tensor without numbers',
    source: forge(
      'send({ type: "value", id: 1, value: ["tensor", 0], tensors: [{ dtype: "float64", shape: [1000] }] }); return 1;',
    ),
    expected: violation,
  },
  {
    name: 'a shape beyond all numbers',
    source: forge(
      'send({ type: "value", id: 1, value: ["tensor", 0], tensors: [{ dtype: "float64", shape: [4294967296, 4294967296] }] }); return 1;',
    ),
    expected: violation,
  },
  {
    name: 'a name of the prototype',
    source: forge(
      'send({ type: "value", id: 1, value: ["object", ["__proto__", ["object", ["polluted", true]]]], tensors: [] }); await new Promise((resolve) => setTimeout(resolve, 200));',
    ),
    expected: { value: JSON.parse('{"__proto__": {"polluted": true}}') as unknown },
  },
  {
    name: 'nesting without end',
    source: forge(
      'send(`{"type":"value","id":1,"tensors":[],"value":${\'["list",\'.repeat(50000)}1${"]".repeat(50000)}}`); return 1;',
    ),
    expected: [violation, { violation: 'output' }],
  },
  { name: 'ready again', source: forge('send({ type: "ready" }); return 1;'), expected: violation },
  { name: 'opened again', source: forge('send({ type: "opened", exports: ["x"] }); return 1;'), expected: violation },
  {
    name: 'frames without end',
    source: forge('for (;;) send({ type: "console", text: "x" });'),
    timeoutMs: 1500,
    expected: [violation, { violation: 'output' }, { violation: 'timeout' }],
  },
  {
    name: 'the calls are read by the module',
    source: forge(
      'const bytes = new Uint8Array(1000); setTimeout(() => { try { fs.readSync(0, bytes); } catch {} }); return 1;',
    ),
    calls: 2,
    timeoutMs: 1000,
    expected: [{ violation: 'timeout' }, { value: 1 }],
  },
  {
    name: 'text that steers the terminal',
    source: body('throw new Error("\\u001b[2J\\u001b]0;owned\\u0007\\u202epassed");'),
    expected: { error: /^�\[2J�\]0;owned��passed$/ },
  },

  {
    name: 'Array.prototype',
    source: poison(
      'for (const name of ["map", "push", "join", "slice", "entries", "values", Symbol.iterator]) Array.prototype[name] = () => { throw new Error("poisoned"); };',
    ),
    expected: right,
  },
  {
    name: 'Object.prototype',
    source: poison(
      'for (const name of ["toJSON", "shape", "data", "then", "get", "value"]) Object.defineProperty(Object.prototype, name, { configurable: true, get() { return undefined; }, set() {} });',
    ),
    expected: [right, { error: /./ }],
  },
  {
    name: 'JSON',
    source: poison('JSON.stringify = () => `{"type":"verdict"}`; JSON.parse = () => ({}); globalThis.JSON = {};'),
    expected: right,
  },
  {
    name: 'TextEncoder and TextDecoder',
    source: poison(
      'TextEncoder.prototype.encode = () => new Uint8Array(3); TextDecoder.prototype.decode = () => "{}"; globalThis.TextEncoder = class {};',
    ),
    expected: right,
  },
  {
    name: 'Promise',
    source: poison('Promise.race = Promise.all = Promise.resolve = () => 7; globalThis.Promise = class {};'),
    expected: right,
  },
  {
    name: 'Promise.prototype.then',
    source: poison('Promise.prototype.then = function () { throw new Error("poisoned"); };'),
    timeoutMs: 3000,
    expected: [right, { violation: 'any' }, { error: /./ }],
  },
  {
    name: 'typed arrays',
    source: poison(
      'globalThis.Float64Array = globalThis.Uint8Array = class { constructor() { throw new Error("poisoned"); } };',
    ),
    expected: right,
  },
  {
    name: 'the prototype of typed arrays',
    source: poison(
      'const prototype = Object.getPrototypeOf(Uint8Array.prototype); for (const name of ["set", "slice", "subarray", "fill"]) prototype[name] = () => { throw new Error("poisoned"); }; Object.defineProperty(prototype, "length", { get: () => 0 });',
    ),
    expected: [right, { violation: 'any' }, { error: /./ }],
  },
  {
    name: 'Reflect and Function.prototype',
    source: poison(
      'Reflect.apply = Reflect.ownKeys = () => 1; Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 1;',
    ),
    expected: right,
  },
  {
    name: 'Number and String',
    source: poison(
      'Number.isInteger = Number.isFinite = () => false; String.prototype.slice = () => ""; globalThis.String = globalThis.Number = () => 0;',
    ),
    expected: right,
  },
  {
    name: 'Error.prepareStackTrace',
    source: body('Error.prepareStackTrace = () => { throw new Error("poisoned"); }; throw new Error("thrown");'),
    expected: { error: /thrown|poisoned|described/ },
  },
  {
    name: 'the operations',
    source: body(
      'const operations = globalThis[Symbol.for("gradbook.operations")]; for (const name of Object.keys(operations)) operations[name] = undefined; return [1, 2];',
    ),
    expected: right,
  },
  {
    name: 'an export named then',
    source: () =>
      'export function then(resolve) { resolve({ attack: () => "then" }); }\nexport const attack = () => "attack";',
    expected: [{ value: 'then' }, { value: 'attack' }],
  },
  {
    name: 'a shape that changes while it is read',
    source: body(
      'let reads = 0; return { get shape() { return reads++ === 0 ? [2] : [2 ** 40]; }, data: new Float64Array([1, 2]) };',
    ),
    expected: [right, { error: /shape/ }],
  },
  {
    name: 'a list whose length changes while it is read',
    source: body(
      'let reads = 0; return new Proxy([1, 2], { get: (list, name) => (name === "length" ? (reads++ > 2 ? 5 : 2) : list[name]) });',
    ),
    expected: [{ value: [1, 2] }, { error: /./ }, { value: [1, 2, undefined, undefined, undefined] }],
  },
  {
    name: 'an error that is none',
    source: body('throw Object.create(null, { message: { get() { throw 1; } } });'),
    expected: { error: /cannot be described/ },
  },
  {
    name: 'nothing is thrown',
    source: body('throw undefined;'),
    expected: { error: /undefined was thrown, which is no Error/ },
  },
  {
    name: 'an error of 10 MB',
    source: body('throw new Error("x".repeat(10_000_000));'),
    expected: { error: /^x{4000}$/ },
  },
];
