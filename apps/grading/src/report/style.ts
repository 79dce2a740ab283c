import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The report's own rules: colours as properties, dark and light by the reader's setting, light in print. */
const rules = `
:root { color-scheme: light dark; --ink: #1f2328; --muted: #59636e; --paper: #fff; --card: #f6f8fa; --line: #d1d9e0;
  --correct: #1a7f37; --partial: #9a6700; --incorrect: #c5221f; --needs_review: #0b5cad; --unanswered: #59636e; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --muted: #9198a1; --paper: #0d1117; --card: #151b23; --line: #3d444d;
  --correct: #3fb950; --partial: #d29922; --incorrect: #f47067; --needs_review: #6cb6ff; --unanswered: #9198a1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 58rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; } h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; } h3 { font-size: 1.05rem; margin: 0; }
h4 { font-size: .8rem; margin: 1rem 0 .25rem; color: var(--muted); font-weight: 600; letter-spacing: .02em; }
a { color: inherit; } p { margin: .4rem 0; } .muted { color: var(--muted); } .katex-display { overflow-x: auto; overflow-y: hidden; padding: .2rem 0; margin: .5rem 0; }
code, pre { font: .88em/1.5 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; } pre { overflow-x: auto; white-space: pre-wrap; margin: .4rem 0; }
.total { display: flex; align-items: baseline; gap: .75rem; flex-wrap: wrap; margin: 1rem 0 .5rem; } .total strong { font-size: 1.6rem; }
.bar { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; background: var(--line); margin: .25rem 0 1rem; }
.bar span { display: block; } .summary { width: 100%; border-collapse: collapse; font-size: .94rem; }
.summary th { text-align: left; color: var(--muted); font-weight: 600; font-size: .8rem; } .summary td, .summary th { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.summary td.points, .summary th.points { text-align: right; white-space: nowrap; padding-right: 0; font-variant-numeric: tabular-nums; } .summary td.id { white-space: nowrap; }
.verdict { font-weight: 600; white-space: nowrap; } .verdict.correct { color: var(--correct); } .verdict.partial { color: var(--partial); }
.verdict.incorrect { color: var(--incorrect); } .verdict.needs_review { color: var(--needs_review); } .verdict.unanswered { color: var(--unanswered); }
.part { border: 1px solid var(--line); border-left: .3rem solid var(--edge, var(--line)); border-radius: .5rem; padding: .9rem 1.1rem; margin: 1rem 0; scroll-margin-top: 1rem; break-inside: avoid-page; }
.part.correct { --edge: var(--correct); } .part.partial { --edge: var(--partial); } .part.incorrect { --edge: var(--incorrect); } .part.needs_review { --edge: var(--needs_review); }
.part > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .75rem; } .part > header .points { margin-left: auto; font-variant-numeric: tabular-nums; white-space: nowrap; }
.boxes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 1.25rem; }
.box { background: var(--card); border-radius: .4rem; padding: .3rem .8rem; min-width: 0; overflow-x: auto; } .question { color: var(--muted); font-size: .95rem; }
ul.feedback { margin: .25rem 0; padding-left: 1.2rem; } ul.feedback p { margin: 0; } details { margin-top: .6rem; } summary { cursor: pointer; color: var(--muted); font-size: .88rem; }
figure { margin: 1rem 0 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; } figcaption { color: var(--muted); font-size: .88rem; }
dl.record { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .88rem; } dl.record dt { color: var(--muted); } dl.record dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } details:not([open]) { display: none; } .part { border-color: #bbb; } a { text-decoration: none; } }
@media (max-width: 36rem) { body { padding: 1rem .8rem 3rem; } .summary td.title, .summary th.title { display: none; } }
`;

/** KaTeX's style sheet with its fonts inside, so that the report is one file. */
function katexStyle(): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist');
  const css = readFileSync(join(folder, 'katex.min.css'), 'utf8');
  return css.replaceAll(/src:([^;}]*)/g, (whole, sources: string) => {
    const file = /url\((fonts\/[^)]+\.woff2)\)/.exec(sources)?.[1];
    if (file === undefined) return whole;
    return `src:url(data:font/woff2;base64,${readFileSync(join(folder, file)).toString('base64')}) format("woff2")`;
  });
}

/** All rules of the report. */
export function style(): string {
  return katexStyle() + rules;
}
