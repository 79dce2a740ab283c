import { type Attack, body, denied } from './attack.ts';

const fs = `import fs from 'node:fs';`;

/** Reading and writing files, and ways around: import graphs, hooks, workers, databases, native code. */
export const fileAttacks: readonly Attack[] = [
  { name: 'Deno.readTextFile', source: body('return Deno.readTextFileSync(targets.file);'), expected: denied },
  { name: 'node:fs reads a file', source: body('return fs.readFileSync(targets.file, "utf8");', fs), expected: denied },
  {
    name: 'node:fs/promises reads a file',
    source: body('return fs.readFile(targets.file, "utf8");', `import fs from 'node:fs/promises';`),
    expected: denied,
  },
  {
    name: 'node:fs reads the environment of the process',
    source: body('return fs.readFileSync("/proc/self/environ", "utf8");', fs),
    expected: denied,
  },
  {
    name: 'node:fs reads the environment of the first process',
    source: body('return fs.readFileSync("/proc/1/environ", "utf8");', fs),
    expected: denied,
  },
  {
    name: 'node:fs reads the memory of the parent',
    source: body('return fs.readFileSync(`/proc/${process.ppid}/mem`);', `${fs} import process from 'node:process';`),
    expected: denied,
  },
  {
    name: 'node:fs lists folders',
    source: body('return [fs.readdirSync("/"), fs.readdirSync(targets.folder)];', fs),
    expected: denied,
  },
  {
    name: 'a symbolic link in the temporary folder',
    source: body('fs.symlinkSync(targets.file, "/tmp/link"); return fs.readFileSync("/tmp/link", "utf8");', fs),
    expected: denied,
  },
  {
    name: 'a file is written',
    source: body('fs.writeFileSync(`${targets.folder}/written`, "x");', fs),
    expected: denied,
  },
  { name: 'the canary is overwritten', source: body('fs.writeFileSync(targets.file, "x");', fs), expected: denied },
  {
    name: 'a static import of a text',
    source: ({ file }) =>
      `import text from ${JSON.stringify(`file://${file}`)} with { type: 'text' };\nexport const attack = () => text;`,
    expected: denied,
  },
  {
    name: 'a static import of a text by its path',
    source: ({ file }) =>
      `import text from ${JSON.stringify(file)} with { type: 'text' };\nexport const attack = () => text;`,
    expected: denied,
  },
  {
    name: 'a static import by climbing',
    source: ({ file }) =>
      `import text from ${JSON.stringify(`./${'../'.repeat(12)}${file.slice(1)}`)} with { type: 'text' };\nexport const attack = () => text;`,
    expected: { error: /no file of the submission/ },
  },
  {
    name: 'a static import of a module',
    source: ({ module }) =>
      `import { canary } from ${JSON.stringify(`file://${module}`)};\nexport const attack = () => canary;`,
    expected: denied,
  },
  {
    name: 'a static import of JSON',
    source: ({ file }) =>
      `import json from ${JSON.stringify(`file://${file}`)} with { type: 'json' };\nexport const attack = () => json;`,
    expected: denied,
  },
  {
    name: 'a dynamic import of a text',
    source: body('return (await import(`file://${targets.file}`, { with: { type: "text" } })).default;'),
    expected: denied,
  },
  {
    name: 'a dynamic import of bytes',
    source: body('return (await import(`file://${targets.file}`, { with: { type: "bytes" } })).default;'),
    expected: [denied, { error: /module type/ }],
  },
  {
    name: 'a data: module that imports a text',
    source: ({ file }) =>
      `import text from ${JSON.stringify(`data:text/javascript,export { default } from 'file://${file}' with { type: 'text' };`)};\nexport const attack = () => text;`,
    expected: denied,
  },
  {
    name: 'a data: module by a dynamic import',
    source: body('return (await import("data:text/javascript,export default 1")).default;'),
    expected: denied,
  },
  {
    name: 'a blob: module that imports a text',
    source: body(
      'const text = `export { default } from "file://${targets.file}" with { type: "text" };`;\nreturn (await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })))).default;',
    ),
    expected: denied,
  },
  {
    name: 'an import made by new Function',
    source: body(
      'return (await new Function("file", "return import(`file://${file}`, { with: { type: \'text\' } })")(targets.file)).default;',
    ),
    expected: denied,
  },
  {
    name: 'an import made by eval',
    source: body('return (0, eval)(`import("file://${targets.file}", { with: { type: "text" } })`);'),
    expected: denied,
  },
  {
    name: 'remote, npm and jsr imports',
    source: body('for (const from of ["https://deno.land/x/a.ts", "npm:chalk", "jsr:@std/path"]) await import(from);'),
    expected: denied,
  },
  {
    name: 'an import of the runtime’s own modules',
    source: body(
      'for (const from of ["ext:core/mod.js", "ext:runtime/98_global_scope_shared.js"]) return Object.keys(await import(from));',
    ),
    expected: denied,
  },
  {
    name: 'require()',
    source: body('return createRequire("file:///x.js")(targets.file);', `import { createRequire } from 'node:module';`),
    expected: [denied, { error: /Cannot find module/ }],
  },
  {
    name: 'hooks of its own that lead imports to files',
    source: body(
      'registerHooks({ resolve: (specifier) => ({ url: specifier, format: "module", shortCircuit: true }), load: (url, context, next) => next(url, context) });\nreturn (await import(`file://${targets.file}`, { with: { type: "text" } })).default;',
      `import { registerHooks } from 'node:module';`,
    ),
    expected: denied,
  },
  {
    name: 'hooks of its own that load a file',
    source: body(
      'registerHooks({ resolve: (specifier) => ({ url: specifier, format: "module", shortCircuit: true }) });\nreturn (await import(`file://${targets.module}`)).canary;',
      `import { registerHooks } from 'node:module';`,
    ),
    expected: denied,
  },
  {
    name: 'a worker thread that reads a file',
    source: body(
      `const worker = new Worker('const fs = require("node:fs"); require("node:worker_threads").parentPort.postMessage(fs.readFileSync(' + JSON.stringify(targets.file) + ', "utf8"))', { eval: true });
return new Promise((resolve, reject) => { worker.on('message', resolve); worker.on('error', reject); setTimeout(() => reject(new Error('not permitted: no answer')), 1500); });`,
      `import { Worker } from 'node:worker_threads';`,
    ),
    expected: [denied, { violation: 'exit' }, { violation: 'protocol' }],
  },
  {
    name: 'a web worker',
    source: body('new Worker("data:text/javascript,postMessage(1)", { type: "module" });'),
    expected: { error: /there is one thread/ },
  },
  {
    name: 'a worker with permissions of its own',
    peeled: true,
    source: body(
      `const text = 'self.onmessage = ({ data }) => { try { self.postMessage(Deno.readTextFileSync(data)); } catch (error) { self.postMessage(error.message); } };';
const worker = new Worker('data:text/javascript,' + encodeURIComponent(text), { type: 'module', deno: { permissions: { read: true } } });
worker.postMessage(targets.file);
return new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });`,
    ),
    expected: [denied, { violation: 'any' }],
  },
  {
    name: 'a worker without permissions of its own',
    peeled: true,
    source: body(
      `const text = 'self.onmessage = ({ data }) => { try { self.postMessage(Deno.readTextFileSync(data)); } catch (error) { self.postMessage("denied: " + error.message.slice(0, 20)); } };';
const worker = new Worker('data:text/javascript,' + encodeURIComponent(text), { type: 'module' });
worker.postMessage(targets.file);
return new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });`,
    ),
    // A second isolate may be more than the memory allows.
    expected: [denied, { violation: 'memory' }, { value: 'denied: Requires read access' }],
  },
  {
    name: 'a worker whose imports are texts',
    peeled: true,
    source: body(
      `const text = 'import text from "file://' + targets.file + '" with { type: "text" }; self.postMessage(text);';
const worker = new Worker('data:text/javascript,' + encodeURIComponent(text), { type: 'module' });
return new Promise((resolve, reject) => { worker.onmessage = ({ data }) => resolve(data); worker.onerror = (event) => { event.preventDefault(); reject(new Error(event.message)); }; });`,
    ),
    expected: [denied, { violation: 'memory' }],
  },
  {
    name: 'Deno reads a file',
    peeled: true,
    source: body('return Deno.readTextFileSync(targets.file);'),
    expected: denied,
  },
  {
    name: 'Deno opens a library',
    peeled: true,
    source: body('return Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", {});'),
    expected: denied,
  },
  {
    name: 'Deno’s permissions are asked for',
    peeled: true,
    source: body(
      'for (const name of ["read", "write", "net", "env", "sys", "run", "ffi"]) { const { state } = await Deno.permissions.request({ name }); if (state !== "denied" && state !== "prompt") return name; } return Deno.readTextFileSync(targets.file);',
    ),
    expected: denied,
  },
  {
    name: 'SQLite attaches a file',
    source: body(
      'const db = new DatabaseSync(":memory:"); db.exec(`ATTACH \'${targets.folder}/stolen.sqlite\' AS outside; CREATE TABLE outside.t (x); INSERT INTO outside.t VALUES (1);`);',
      `import { DatabaseSync } from 'node:sqlite';`,
    ),
    expected: [denied, { error: /prohibited|not authorized|unable to open|too many attached/ }],
  },
  {
    name: 'SQLite opens a file',
    source: body('new DatabaseSync(`${targets.folder}/stolen.sqlite`);', `import { DatabaseSync } from 'node:sqlite';`),
    expected: denied,
  },
  {
    name: 'SQLite loads an extension',
    source: body(
      'const db = new DatabaseSync(":memory:", { allowExtension: true }); db.loadExtension("/lib/x86_64-linux-gnu/libc.so.6");',
      `import { DatabaseSync } from 'node:sqlite';`,
    ),
    expected: denied,
  },
  {
    name: 'a native module',
    source: body(
      'process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6");',
      `import process from 'node:process';`,
    ),
    expected: denied,
  },
  {
    name: 'a heap snapshot on disk',
    source: body('v8.writeHeapSnapshot(`${targets.folder}/heap`);', `import v8 from 'node:v8';`),
    expected: denied,
  },
  {
    name: 'WASI with the root folder',
    source: body(
      'const wasi = new WASI({ version: "preview1", preopens: { "/": "/" } }); return Object.keys(wasi.getImportObject());',
      `import { WASI } from 'node:wasi';`,
    ),
    expected: [denied, { error: /failed to open preopen/ }],
  },
  {
    name: 'permissions are asked for',
    source: body('return Deno.permissions.request({ name: "read" });'),
    expected: denied,
  },
  {
    name: 'the inspector',
    source: body('inspector.open(0);', `import inspector from 'node:inspector';`),
    expected: denied,
  },
  {
    name: 'where it is',
    source: body('return [import.meta.filename, import.meta.dirname, typeof Deno, typeof process, typeof Buffer];'),
    expected: { value: [undefined, undefined, 'undefined', 'undefined', 'undefined'] },
  },
];
