/**
 * Writes docs/benchmarks.md and its plot from what `pnpm bench --json` printed: files that hold its output, whose last
 * line is the JSON. Called as `pnpm bench-docs FILE…` in the repository's root.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

import type { BenchReport, CaseResult } from '../src/contract.ts';

const docs = join(import.meta.dirname, '../../../docs');
const files = process.argv.slice(2);
const usage = 'Usage: pnpm bench-docs FILE…, each the output of `pnpm bench NAME --json`\n';
if (files.includes('--help') || files.includes('-h')) {
  process.stdout.write(usage);
  process.exit(0);
}
if (files.length === 0) {
  process.stderr.write(`bench-docs: no file was given. ${usage}`);
  process.exit(2);
}
const folder = process.env['INIT_CWD'] ?? process.cwd();
const reports = await Promise.all(files.map((file) => reportIn(resolve(folder, file))));
const results = reports.flatMap(({ benchmarks }) => benchmarks);
await writeFile(join(docs, 'benchmarks.svg'), plot(results));
await writeFile(join(docs, 'benchmarks.md'), page(results));

async function reportIn(file: string): Promise<BenchReport> {
  const last = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(last) as BenchReport;
  } catch {
    throw new Error(`${basename(file)}: its last line is no JSON; write it with \`pnpm bench NAME --json > FILE\``);
  }
}

/** Ratios to tfjs as dots on a logarithmic axis, and the line of equal times. */
function plot(all: readonly CaseResult[]): string {
  const { document } = parseHTML('<html><body></body></html>');
  const rows = all.flatMap(({ name, peers }) => (peers['tfjs'] ? [{ name, ratio: peers['tfjs'].ratio }] : []));
  const figure = Plot.plot({
    document: document as unknown as Document,
    width: 860,
    height: 60 + 22 * rows.length,
    marginLeft: 380,
    marginRight: 50,
    x: {
      type: 'log',
      label: 'times faster than tfjs on the same adapter →',
      grid: true,
      domain: [Math.min(0.5, ...rows.map(({ ratio }) => ratio)), Math.max(10, ...rows.map(({ ratio }) => ratio))],
      ticks: [0.5, 1, 2, 5, 10, 20, 50],
      tickFormat: String,
    },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      Plot.ruleX([1], { stroke: '#888' }),
      Plot.ruleY(rows, { x1: 1, x2: 'ratio', y: 'name', stroke: '#4269d0', strokeWidth: 3 }),
      Plot.dot(rows, { x: 'ratio', y: 'name', fill: '#4269d0', r: 5 }),
      Plot.text(rows, {
        x: 'ratio',
        y: 'name',
        text: ({ ratio }: { ratio: number }) => `${ratio}×`,
        dx: 10,
        textAnchor: 'start',
      }),
    ],
  });
  figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  figure.setAttribute('style', 'background: white; font-family: system-ui, sans-serif');
  return `${figure.outerHTML}\n`;
}

function page(all: readonly CaseResult[]): string {
  const peers = [...new Set(all.flatMap(({ peers: own }) => Object.keys(own)))];
  const absent = new Map(all.flatMap(({ absent: own }) => Object.entries(own ?? {})));
  const rows = all.map((result) =>
    [result.name, milliseconds(result.ours.median_ms), ...peers.map((peer) => cell(result, peer))].join(' | '),
  );
  const machines = [...new Set(reports.map(({ machine }) => machine))];
  const adapters = [...new Set(reports.map(({ adapter }) => adapter))];
  return `# Benchmarks

What \`pnpm bench\` prints, written here by \`pnpm bench-docs\`. A **ratio** is the peer's median over ours, pairs taken in turn
in one run after the results were compared: above 1 ours is faster. In brackets the peer's median.

- machine: ${machines.join('; ')}
- adapter: ${adapters.join('; ')}${adapters.every((adapter) => adapter.includes('(software)')) ? '. **No GPU was available**: these are figures of a software adapter, and say nothing of one that is a GPU' : ''}
- each suite by \`pnpm bench NAME --json\` in Node, the times on a machine that did other work meanwhile: trust ratios, not times
${[...absent].map(([peer, reason]) => `- ${peer} took no part: ${reason}\n`).join('')}
![Ratios to tfjs as a plot](benchmarks.svg)

| benchmark | ours | ${peers.join(' | ')} |
|---|---|${peers.map(() => '---').join('|')}|
${rows.map((row) => `| ${row} |`).join('\n')}

\`tfjs\` runs operation by operation on the same adapter. \`jax-js\` (WebAssembly in Node) and \`pytorch\` run on the processor
itself: where the adapter is *software*, which emulates a GPU on that processor, they are the limit and mostly win by far.
\`pnpm bench NAME --browser\` compares ours and jax-js both on WebGPU. [How it is measured](../apps/bench/README.md).
`;
}

function cell({ peers }: CaseResult, peer: string): string {
  const times = peers[peer];
  return times ? `**${times.ratio}×** (${milliseconds(times.median_ms)})` : '';
}

function milliseconds(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ms`;
}
