import { type Attack, body, denied } from './attack.ts';

/** The environment, the network, other processes, the GPU. */
export const machineAttacks: readonly Attack[] = [
  { name: 'the environment through Deno', source: body('return Deno.env.toObject();'), expected: denied },
  {
    name: 'the environment through Node',
    source: body(
      'return [process.env.GRADBOOK_CANARY, Object.keys(process.env).length];',
      `import process from 'node:process';`,
    ),
    expected: [denied, { value: [undefined, 0] }],
  },
  {
    name: 'names and users of the machine',
    source: body('return [os.userInfo(), os.hostname(), os.networkInterfaces()];', `import os from 'node:os';`),
    expected: denied,
  },
  {
    name: 'fetch',
    source: body('return (await fetch("http://127.0.0.1:1/")).status;'),
    expected: { error: /fetch does not work in the sandbox: there is no network/ },
  },
  {
    name: 'a web socket',
    source: body('return new WebSocket("ws://127.0.0.1:1/");'),
    expected: { error: /there is no network/ },
  },
  {
    name: 'node:http',
    source: body(
      'return new Promise((resolve, reject) => http.get("http://127.0.0.1:1/", resolve).on("error", reject));',
      `import http from 'node:http';`,
    ),
    expected: denied,
  },
  {
    name: 'node:net connects',
    source: body(
      'return new Promise((resolve, reject) => net.connect(80, "127.0.0.1").on("connect", resolve).on("error", reject));',
      `import net from 'node:net';`,
    ),
    expected: denied,
  },
  {
    name: 'node:net listens',
    source: body(
      'return new Promise((resolve, reject) => net.createServer().on("error", reject).listen(0, resolve));',
      `import net from 'node:net';`,
    ),
    expected: denied,
  },
  {
    name: 'an abstract socket',
    source: body(
      'return new Promise((resolve, reject) => net.createServer().on("error", reject).listen({ path: "\\0gradbook" }, resolve));',
      `import net from 'node:net';`,
    ),
    expected: [denied, { error: /path|EACCES|EINVAL|nul/i }],
  },
  {
    name: 'datagrams',
    source: body(
      'return new Promise((resolve, reject) => { const socket = dgram.createSocket("udp4"); socket.on("error", reject); socket.send("x", 53, "127.0.0.1", (error) => (error ? reject(error) : resolve("sent"))); });',
      `import dgram from 'node:dgram';`,
    ),
    expected: [denied, { error: /never settles/ }],
  },
  {
    name: 'a look-up of a name',
    source: body(
      'return new Promise((resolve, reject) => dns.lookup("example.com", (error, address) => (error ? reject(error) : resolve(address))));',
      `import dns from 'node:dns';`,
    ),
    expected: [denied, { error: /ENOTFOUND|EAI_|EPERM/ }],
  },
  {
    name: 'a command',
    source: body('return child.execSync("id").toString();', `import child from 'node:child_process';`),
    expected: denied,
  },
  {
    name: 'a fork bomb',
    source: body('for (;;) child.spawn("/deno", ["eval", "for (;;);"]);', `import child from 'node:child_process';`),
    expected: denied,
  },
  {
    name: 'a bomb of threads',
    source: body(
      'const started = []; for (let i = 0; i < 10_000; i++) started.push(new Worker("for (;;);", { eval: true })); return started.length;',
      `import { Worker } from 'node:worker_threads';`,
    ),
    timeoutMs: 4000,
    // Threads count towards the memory, which nothing limits at that level.
    notAt: ['permissions'],
    expected: [denied, { violation: 'any' }],
  },
  {
    name: 'a signal to the parent',
    source: body('process.kill(process.ppid, "SIGKILL");', `import process from 'node:process';`),
    expected: denied,
  },
  {
    name: 'a signal to everybody',
    source: body('process.kill(-1, "SIGKILL");', `import process from 'node:process';`),
    expected: denied,
  },
  {
    name: 'a signal to its own group',
    source: body('process.kill(0, "SIGKILL");', `import process from 'node:process';`),
    expected: denied,
  },
  {
    name: 'the end of the process',
    source: body('process.exit(0);', `import process from 'node:process';`),
    expected: [{ violation: 'exit', message: /brought no answer: the process ended with code 0/ }, denied],
  },
  {
    name: 'a crash of the process',
    source: body('process.abort();', `import process from 'node:process';`),
    expected: [{ violation: 'exit' }, denied],
  },
  { name: 'another user', source: body('process.setuid(0);', `import process from 'node:process';`), expected: denied },
  { name: 'the GPU', source: body('return (await navigator.gpu.requestAdapter()).info;'), expected: denied },
  {
    name: 'V8’s natives',
    source: body(
      'v8.setFlagsFromString("--allow-natives-syntax"); return new Function("return %GetHeapUsage()")();',
      `import v8 from 'node:v8';`,
    ),
    expected: [denied, { error: /Unexpected token|expected/i }, { value: undefined }, { violation: 'any' }],
  },
  {
    name: 'descriptors that were left open',
    source: body(
      'const open = []; for (let fd = 3; fd < 64; fd++) { try { const bytes = new Uint8Array(64); const size = fs.readSync(fd, bytes, 0, 64, 0); open.push([fd, size]); } catch {} } return open.filter(([, size]) => size > 0).length;',
      `import fs from 'node:fs';`,
    ),
    expected: [{ value: 0 }, denied],
  },
  {
    name: 'Deno fetches',
    peeled: true,
    source: body('return (await fetch("http://127.0.0.1:8080/")).status;'),
    expected: denied,
  },
  { name: 'Deno connects', peeled: true, source: body('return await Deno.connect({ port: 1 });'), expected: denied },
  {
    name: 'Deno starts a command',
    peeled: true,
    source: body('return new Deno.Command("/deno").outputSync();'),
    expected: denied,
  },
  {
    name: 'Deno’s environment',
    peeled: true,
    source: body('return Deno.env.get("GRADBOOK_CANARY");'),
    expected: denied,
  },
  {
    name: 'Deno’s GPU',
    peeled: true,
    source: body('const adapter = await navigator.gpu?.requestAdapter(); return adapter ? "a GPU" : "none";'),
    notAt: ['namespaces', 'limits', 'permissions'],
    expected: [{ value: 'none' }, denied],
  },
];
