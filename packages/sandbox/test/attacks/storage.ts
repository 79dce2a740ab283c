import { type Attack, body, denied } from './attack.ts';

const none = { value: 'none' } as const;

/** Something left for the next run, or for one beside it: each is run twice, and none may find what the other left. */
export const storageAttacks: readonly Attack[] = [
  {
    name: 'localStorage',
    source: body(
      'const found = localStorage.getItem("left"); localStorage.setItem("left", "x"); return found ?? "none";',
    ),
    expected: denied,
  },
  { name: 'sessionStorage', source: body('sessionStorage.setItem("left", "x");'), expected: denied },
  {
    name: 'the cache',
    source: body(
      'const cache = await caches.open("left"); await cache.put("http://a/", new Response("x")); return "none";',
    ),
    expected: denied,
  },
  {
    name: 'the key-value store',
    source: body('const kv = await Deno.openKv(); await kv.set(["left"], "x");'),
    expected: denied,
  },
  { name: 'an indexed database', source: body('return indexedDB.open("left");'), expected: denied },
  {
    name: 'a file in the temporary folder',
    source: body(
      'const found = fs.existsSync("/tmp/left"); fs.writeFileSync("/tmp/left", "x"); return found ? "found" : "none";',
      `import fs from 'node:fs';`,
    ),
    expected: denied,
  },
  {
    name: 'a file in shared memory',
    source: body('fs.writeFileSync("/dev/shm/left", "x");', `import fs from 'node:fs';`),
    expected: denied,
  },
  {
    name: 'a name on the global object',
    source: body('const found = globalThis.left ?? "none"; globalThis.left = "found"; return found;'),
    expected: none,
  },
  {
    name: 'a symbol of all realms',
    source: body(
      'const key = Symbol.for("left"); const found = Array.prototype[key] ?? "none"; Array.prototype[key] = "found"; return found;',
    ),
    expected: none,
  },
  {
    name: 'a channel to everybody',
    source: body('new BroadcastChannel("left").postMessage("x");'),
    expected: { error: /nobody to talk to/ },
  },
  {
    name: 'a channel between threads',
    source: body(
      'const channel = new BroadcastChannel("left"); const heard = await new Promise((resolve) => { channel.onmessage = ({ data }) => resolve(data); channel.postMessage("found"); setTimeout(() => resolve("none"), 300); }); return String(heard);',
      `import { BroadcastChannel } from 'node:worker_threads';`,
    ),
    expected: [none, denied],
  },
  {
    name: 'Deno’s localStorage',
    peeled: true,
    source: body(
      'const found = localStorage.getItem("left"); localStorage.setItem("left", "x"); return found ?? "none";',
    ),
    expected: [none, denied, { error: /localStorage|LocalStorage|storage/i }],
  },
  {
    name: 'Deno’s cache',
    peeled: true,
    source: body(
      'const cache = await caches.open("left"); const found = await cache.match("http://a/"); await cache.put("http://a/", new Response("x")); return found ? "found" : "none";',
    ),
    expected: [none, denied, { error: /cache|storage/i }],
  },
  {
    name: 'Deno’s channel to everybody',
    peeled: true,
    source: body(
      'const channel = new BroadcastChannel("left"); const heard = await new Promise((resolve) => { channel.onmessage = ({ data }) => resolve(data); channel.postMessage("found"); setTimeout(() => resolve("none"), 200); }); return String(heard);',
    ),
    expected: none,
  },
];
