import { float64, matmul, tanh } from '@gradbook/core-ops';
import { afterEach, expect, test } from 'vitest';

import { sandboxFrame } from '../src/browser/frame.ts';
import { openInBrowser, type SandboxSession } from '../src/browser/index.ts';

const secret = 'canary-in-the-page';
const sessions: SandboxSession[] = [];
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.close())));

async function open(source: string, entry = 'model.ts', more: Record<string, string> = {}): Promise<SandboxSession> {
  const session = await openInBrowser({ files: { [entry]: source, ...more }, entry }, { limits: { callMs: 5000 } });
  sessions.push(session);
  return session;
}

test('a module computes with tensors in a worker, as it does in Node', async () => {
  const session = await open(
    `import { matmul, tanh, type Tensor } from 'gradbook';
import { twice } from './util';
enum Gate { Input = 1 }
let calls = 0;
export function forward(x: Tensor, { w }: { w: Tensor }): { y: Tensor; calls: number } {
  console.log('x', x);
  return { y: tanh(matmul(x, w)), calls: twice(++calls) + Gate.Input };
}
export const wrong = (x: Tensor): Tensor => matmul(x, x);`,
    'model.ts',
    { 'util.ts': 'export const twice = (x: number): number => 2 * x;' },
  );
  expect(session.failure).toBeUndefined();
  expect(session.exports).toEqual(['forward', 'wrong']);
  expect(session.level).toBe('browser');
  const [x, w] = [float64([[1, 2]]), float64([[0.5], [0.25]])];
  expect(await session.call('forward', [x, { w }])).toMatchObject({
    kind: 'value',
    value: { y: tanh(matmul(x, w)), calls: 3 },
  });
  expect(session.console).toBe('x Tensor [1, 2] [[1, 2]]\n');
  expect(await session.call('wrong', [x])).toMatchObject({
    kind: 'error',
    name: 'ShapeError',
    stack: [{ file: 'model.ts', line: 9, function: 'wrong' }],
  });
});

test('operations that a submission is asked to write are not offered to it', async () => {
  const source = `import { tanh } from 'gradbook'; export const y = (x) => tanh(x);`;
  const session = await openInBrowser({ files: { 'a.js': source }, entry: 'a.js', withheld: ['tanh'] });
  sessions.push(session);
  expect(await session.call('y', [float64([1])])).toMatchObject({
    kind: 'error',
    message: 'tanh is what you are asked to write: it is not offered here',
  });
});

test('errors of syntax and imports are told with their place', async () => {
  expect((await open('const a = 1;\nexport const b: number = ;')).failure).toMatchObject({
    kind: 'error',
    name: 'SyntaxError',
    stack: [{ file: 'model.ts', line: 2 }],
  });
  expect((await open(`import fs from 'node:fs';\nexport const a = fs;`)).failure).toMatchObject({
    name: 'ImportError',
    message: expect.stringContaining("model.ts imports 'node:fs'; a submission can import 'gradbook'"),
  });
  const circle = await open(`import './b.ts';`, 'a.ts', { 'b.ts': `import './a.ts';` });
  expect(circle.failure).toMatchObject({ name: 'ImportError', message: expect.stringContaining('a.ts → b.ts → a.ts') });
});

test('an endless loop is ended, and the page goes on', async () => {
  const session = await open('export const run = (): never => { for (;;); };');
  expect(await session.call('run', [], { timeoutMs: 300 })).toMatchObject({ kind: 'violation', violation: 'timeout' });
  expect(document.querySelectorAll('iframe[sandbox]')).toHaveLength(0);
});

/** What a module may try in a worker; every attempt tells what it got, or how it failed. */
const attempts: Record<string, string> = {
  fetch: `return (await fetch(location)).status;`,
  'fetch of another realm': `return (await Reflect.getPrototypeOf(globalThis).fetch(page)).status;`,
  'fetch by the prototype': `let scope = globalThis; while (scope && !Object.hasOwn(scope, 'fetch')) scope = Reflect.getPrototypeOf(scope); delete globalThis.fetch; return (await fetch(page)).status;`,
  XMLHttpRequest: `const request = new XMLHttpRequest(); request.open('GET', page, false); request.send(); return request.responseText;`,
  'a web socket': `return await new Promise((resolve, reject) => { const socket = new WebSocket(page.replace('http', 'ws')); socket.onopen = () => resolve('open'); socket.onerror = () => reject(new Error('refused')); });`,
  'an import of the page': `return Object.keys(await import(page));`,
  'an import of a data: module': `return (await import('data:text/javascript,export default 1')).default;`,
  importScripts: `importScripts(page); return 'loaded';`,
  'a worker': `new Worker('data:text/javascript,1'); return 'started';`,
  'the document': `return document.title;`,
  'the parent window': `return parent.document.title;`,
  localStorage: `return localStorage.getItem('canary');`,
  'an indexed database': `return await new Promise((resolve, reject) => { const request = indexedDB.open('canary'); request.onsuccess = () => resolve('open'); request.onerror = () => reject(request.error); });`,
  'the cache': `return await caches.keys();`,
  cookies: `return document.cookie;`,
  'a channel': `const channel = new BroadcastChannel('page'); return await new Promise((resolve, reject) => { channel.onmessage = ({ data }) => resolve(data); channel.postMessage('hello'); setTimeout(() => reject(new Error('silence')), 300); });`,
  'a message past the port': `postMessage('x'); self.postMessage('x'); return 'sent';`,
  'the GPU': `return (await navigator.gpu.requestAdapter()).info;`,
  'the page’s globals': `return globalThis.reference;`,
};

test('a module reaches neither network, page, storage nor the reference', async () => {
  localStorage.setItem('canary', secret);
  document.title = secret;
  (globalThis as { reference?: string }).reference = secret;
  const heard: unknown[] = [];
  const listen = ({ data }: MessageEvent): void => void heard.push(data);
  addEventListener('message', listen);
  const channel = new BroadcastChannel('page');
  channel.addEventListener('message', ({ data }) => {
    heard.push(data);
    channel.postMessage(secret);
  });
  const functions = Object.values(attempts).map((text, i) => `export async function attempt${i}(page) {\n${text}\n}`);
  const session = await open(functions.join('\n'), 'attack.js');
  expect(session.failure).toBeUndefined();
  const got: Record<string, unknown> = {};
  for (const [i, name] of Object.keys(attempts).entries()) {
    const outcome = await session.call(`attempt${i}`, [location.href]);
    expect(JSON.stringify(outcome)).not.toContain(secret);
    if (outcome.kind === 'value') got[name] = outcome.value;
    else expect(outcome).toMatchObject({ kind: 'error', message: expect.stringMatching(/./) });
  }
  // All but a look at its own globals, where there is nothing, fails.
  expect(got).toEqual({ 'the page’s globals': undefined });
  expect(heard).toEqual([]);
  removeEventListener('message', listen);
  channel.close();
  localStorage.clear();
});

test('no attempt is stopped by missing names alone: the browser refuses the same without the harness', async () => {
  const refused = await new Promise<readonly string[]>((resolve) => {
    addEventListener('message', function listen({ data }: MessageEvent) {
      if (!Array.isArray(data)) return;
      removeEventListener('message', listen);
      resolve(data as string[]);
    });
    const worker = `(async () => { const names = [];
      const attempt = async (name, run) => { try { await run(); names.push('done: ' + name); } catch { names.push(name); } };
      await attempt('fetch', () => fetch('${location.href}'));
      await attempt('xhr', () => { const r = new XMLHttpRequest(); r.open('GET', '${location.href}', false); r.send(); });
      await attempt('import', () => import('${location.origin}/src/index.ts'));
      await attempt('indexedDB', () => new Promise((resolve, reject) => { const r = indexedDB.open('x'); r.onsuccess = resolve; r.onerror = reject; }));
      await attempt('caches', () => caches.keys());
      postMessage(names); })();`;
    const frame = sandboxFrame();
    const script = `const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(worker)}], { type: 'text/javascript' }))); worker.onmessage = ({ data }) => parent.postMessage(data, '*');`;
    frame.srcdoc = frame.srcdoc.replace(/<script>[\s\S]*<\/script>/, () => `<script>${script}</script>`);
    document.body.append(frame);
  });
  expect(refused).toEqual(['fetch', 'xhr', 'import', 'indexedDB', 'caches']);
});

test('forged frames are refused as in Node', async () => {
  const session = await open(
    `const post = MessagePort.prototype.postMessage;
let port;
MessagePort.prototype.postMessage = function (...args) { port = this; return Reflect.apply(post, this, args); };
export const run = () => { const channel = new MessageChannel(); channel.port1.postMessage(new ArrayBuffer(3)); return port === channel.port1; };`,
    'forge.js',
  );
  // The harness took its way of posting before; the module never sees its port.
  expect(await session.call('run')).toMatchObject({ kind: 'value', value: true });
});
