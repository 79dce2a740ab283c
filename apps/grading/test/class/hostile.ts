import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { zip } from '../../src/hostile/hand-made-zip.ts';

/** A submission that means harm: writes itself to a path without an ending. */
export interface Hostile {
  readonly kind: string;
  readonly write: (path: string) => void;
}

const answer = '## 1(b)\n\n$$\\frac{dy}{dw} = w$$\n';
const answers = { name: 'answers.md', data: answer } as const;

function code(kind: string, source: string): Hostile {
  return {
    kind,
    write: (path) => {
      mkdirSync(path);
      writeFileSync(join(path, 'answers.md'), answer);
      writeFileSync(join(path, 'recurrent.js'), source);
    },
  };
}

function text(kind: string, content: () => string | Uint8Array): Hostile {
  return { kind, write: (path) => writeFileSync(`${path}.md`, content()) };
}

function zipped(kind: string, make: () => Uint8Array): Hostile {
  return { kind, write: (path) => writeFileSync(`${path}.zip`, make()) };
}

function folder(kind: string, fill: (path: string) => void): Hostile {
  return {
    kind,
    write: (path) => {
      mkdirSync(path);
      writeFileSync(join(path, 'answers.md'), answer);
      fill(path);
    },
  };
}

const named = ['rnn', 'rnnRegression', 'lossAll', 'lossLast', 'lstm'];
const every = (body: string): string => named.map((name) => `export const ${name} = () => { ${body} };`).join('\n');

/** One of every kind. */
export const hostileKinds: readonly Hostile[] = [
  zipped('a zip bomb that tells its size', () =>
    zip([answers, { name: 'x', data: new Uint8Array(60 * 2 ** 20), method: 'deflated' }]),
  ),
  folder('a symbolic link to a file of the system', (path) => symlinkSync('/etc/passwd', join(path, 'data'))),
  text('a megabyte of dollar signs', () => '$'.repeat(2 ** 20)),
  code(
    'files, processes, the network and the end of the process',
    `export const rnn = async () => {
       for (const name of ['node:fs', 'node:child_process', 'npm:left-pad', 'file:///etc/passwd'])
         await import(name).catch(() => undefined);
       globalThis.process?.exit?.(0); globalThis.Deno?.exit?.(0); globalThis.close?.();
       while (true) await fetch('http://127.0.0.1:1/').catch(() => undefined);
     };`,
  ),
  code('an endless loop in a function', every('for (;;);')),
  zipped('a zip with a path above its folder', () => zip([answers, { name: '../../escape', data: 'x' }])),
  code('an endless loop while it loads', `${every('return 1;')}\nfor (;;);`),
  text('random bytes', () => Uint8Array.from({ length: 40_000 }, (_, k) => (k * k * 31 + 7 * k) % 256)),
  code('arrays until memory is gone', every('const all = []; for (;;) all.push(new Array(1e6).fill(all.length));')),
  text('a text that is too large', () => 'x'.repeat(9 * 2 ** 20)),
  code('buffers until memory is gone', every('const all = []; for (;;) all.push(new Uint8Array(2 ** 26).fill(1));')),
  text('powers of powers', () =>
    ['1(a)', '1(b)', '1(d)', '2(e)'].map((id) => `## ${id}\n\n$$9^{9^{9^{9}}}$$\n`).join('\n'),
  ),
  code('a flood of output', every("for (;;) console.log('x'.repeat(1e5));")),
  text('braces a hundred thousand deep', () => `## 1(b)\n\n$$${'{'.repeat(1e5)}$$\n`),
  code('a promise that never settles', every('return new Promise(() => undefined);')),
  zipped('a zip bomb that claims to be small', () =>
    zip([answers, { name: 'x', data: new Uint8Array(60 * 2 ** 20), method: 'deflated', claimed: 100 }]),
  ),
  code('a result that is too large', every('return new Float64Array(2 ** 26);')),
  folder('a pipe that nobody writes to', (path) => execFileSync('mkfifo', [join(path, 'log')])),
  folder('a thousand files', (path) => {
    for (let k = 0; k < 1_000; k += 1) writeFileSync(join(path, `f${k}`), '');
  }),
  folder('results of its own', (path) =>
    writeFileSync(
      join(path, 'results.json'),
      '{"score": 53, "tests": [{"number": "1(b)", "score": 2, "max_score": 2}]}',
    ),
  ),
];
