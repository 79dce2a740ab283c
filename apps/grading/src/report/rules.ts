/** The report's own rules: colours as properties, dark and light by the reader's setting, light in print. */
export const rules = `
:root {
  color-scheme: light dark;
  --ink: #1c2128; --muted: #57606a; --paper: #ffffff; --sheet: #f4f6f8; --card: #ffffff; --box: #f4f6f8; --line: #d5dbe1;
  --correct: #116329; --partial: #835200; --incorrect: #b3202c; --needs_review: #0a5bb5; --unanswered: #57606a; --lost: #c3cad2;
  --correct-soft: #e3f5e8; --partial-soft: #fcf0d8; --incorrect-soft: #fdeaea; --needs_review-soft: #e5f0fc; --unanswered-soft: #eceff2;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e2e8ef; --muted: #9ea8b4; --paper: #0d1117; --sheet: #0d1117; --card: #151b23; --box: #1d2530; --line: #323b47;
    --correct: #5fd07e; --partial: #e3ab4a; --incorrect: #ff8d87; --needs_review: #7ab8ff; --unanswered: #9ea8b4; --lost: #48525e;
    --correct-soft: #14301d; --partial-soft: #35280f; --incorrect-soft: #3c1a1c; --needs_review-soft: #14294a; --unanswered-soft: #262e38;
    --figure-paper: #151b23;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--sheet); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Open Sans", "DejaVu Sans", sans-serif;
}
main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.9rem; letter-spacing: -.015em; }
h2 { font-size: 1.15rem; font-weight: 600; color: var(--muted); }
h3 { font-size: 1.08rem; }
h4 { font-size: .78rem; font-weight: 600; color: var(--muted); margin: 0 0 .3rem; }
p { margin: .4rem 0; }
a { color: inherit; text-decoration-color: var(--lost); text-underline-offset: .18em; }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--needs_review); outline-offset: 2px; border-radius: .2rem; }
code, pre { font: .87em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { white-space: pre-wrap; margin: .5rem 0 0; }
.muted { color: var(--muted); }
.katex { font-size: 1.1em; }
/* A formula that colours itself could hide a part of itself. */
.katex * { color: inherit !important; background-color: transparent !important; }
.katex-display { margin: .5rem 0; padding: .1rem 0; overflow: auto hidden; }

header.page { padding: 2.25rem 0 0; }
.brand { margin: 0 0 .35rem; font-size: .82rem; color: var(--muted); }
article { margin-top: .35rem; }
article + article { margin-top: 4rem; padding-top: 2rem; border-top: 1px solid var(--line); }
header.submission { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1rem; }
.score { margin: 0; color: var(--muted); }
.score strong { font-size: 2rem; line-height: 1.1; color: var(--ink); letter-spacing: -.02em; margin-right: .15rem; }

.bar { display: flex; gap: 2px; height: .7rem; margin: .8rem 0 .6rem; border-radius: .35rem; overflow: hidden; }
.bar span { flex-basis: 0; min-width: 2px; background: var(--edge); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; margin: 0 0 1.4rem; padding: 0; list-style: none; font-size: .88rem; color: var(--muted); }
.legend strong { color: var(--ink); font-variant-numeric: tabular-nums; }
.legend li::before { content: ""; display: inline-block; width: .65rem; height: .65rem; margin-right: .4rem; border-radius: .15rem; background: var(--edge); }
.correct { --edge: var(--correct); --soft: var(--correct-soft); }
.partial { --edge: var(--partial); --soft: var(--partial-soft); }
.incorrect { --edge: var(--incorrect); --soft: var(--incorrect-soft); }
.needs_review { --edge: var(--needs_review); --soft: var(--needs_review-soft); }
.unanswered { --edge: var(--unanswered); --soft: var(--unanswered-soft); }
.lost { --edge: var(--lost); }
.notes { margin: 0 0 1.4rem; padding: .6rem 1rem .6rem 2rem; border-left: .25rem solid var(--lost); background: var(--card); color: var(--muted); font-size: .92rem; }
.problems { margin: 1.5rem 0; } .problems h2 { color: var(--incorrect); }

.summary { width: 100%; border-collapse: collapse; font-size: .92rem; background: var(--card); border: 1px solid var(--line); margin: 0 0 1.8rem; }
.summary caption { text-align: left; padding: 0 0 .4rem; color: var(--muted); }
.summary th { text-align: left; color: var(--muted); font-weight: 600; font-size: .8rem; }
.summary td, .summary th { padding: .34rem .8rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
.summary tbody tr:last-child td { border-bottom: 0; }
.summary .points { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.summary .id { white-space: nowrap; font-weight: 600; }
.verdict { display: inline-block; padding: .04rem .6rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; white-space: nowrap; color: var(--edge); background: var(--soft); }

.part { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--edge); border-radius: .4rem; padding: 1.1rem 1.4rem 1.2rem; margin: 0 0 1.1rem; scroll-margin-top: 1rem; }
.part > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .8rem; }
.part > header h3 { flex: 1 1 16rem; }
.part > header .points { min-width: 4rem; text-align: right; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
.part h3 .id { color: var(--muted); margin-right: .25rem; }
.question { color: var(--muted); font-size: .92rem; max-width: 46rem; }
.feedback { margin: .8rem 0 0; padding: .6rem 1rem .6rem 2rem; border-radius: .3rem; background: var(--soft); }
.feedback p { margin: 0; } .feedback li + li { margin-top: .25rem; }
.boxes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: .9rem 1.25rem; margin-top: .9rem; }
.boxes:not(:has(*)) { display: none; }
.boxes > div { min-width: 0; }
.box { background: var(--box); border-radius: .3rem; padding: .3rem .9rem; overflow-x: auto; }
.box table, .question table, .feedback table { border-collapse: collapse; font-size: .92em; }
.box td, .box th { border: 1px solid var(--line); padding: .15rem .5rem; }
details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--muted); font-size: .88rem; }
figure { margin: 1.1rem 0 0; }
.scroll { overflow-x: auto; }
figure svg { display: block; }
figcaption { margin-top: .3rem; color: var(--muted); font-size: .88rem; }
.figure-problem { color: var(--muted); }
.record { margin-top: 2rem; font-size: .88rem; color: var(--muted); }
.record h3 { font-size: .95rem; color: var(--ink); }
.record dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; margin: .5rem 0 0; }
.record dd { margin: 0; font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; }
footer { margin-top: 2.5rem; padding-top: 1rem; padding-bottom: 3rem; font-size: .85rem; color: var(--muted); }
footer p { border-top: 1px solid var(--line); padding-top: 1rem; }

@media (max-width: 40rem) {
  main, footer { padding-left: 1rem; padding-right: 1rem; }
  header.page { padding-top: 1.25rem; }
  h1 { font-size: 1.5rem; }
  .summary td.title, .summary th.title { display: none; }
  .summary td, .summary th { padding: .34rem .6rem; }
  .part { padding: .9rem .9rem 1rem; }
  .part > header h3 { flex-basis: 100%; }
  .part > header .points { flex: 1; }
  .record dl { grid-template-columns: minmax(0, 1fr); } .record dt { margin-top: .4rem; }
}
@media print {
  :root { --sheet: #fff; }
  @page { margin: 16mm 15mm; }
  body { font-size: 10pt; }
  main, footer { max-width: none; padding: 0; }
  header.page { padding-top: 0; }
  a { text-decoration: none; }
  details:not([open]) { display: none; }
  .part, .part > header, .feedback, .boxes, figure, .summary tr { break-inside: avoid; }
  .part > header { break-after: avoid; }
  .part, .box, .feedback, .verdict, .bar, .legend li { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .box, .scroll { overflow: visible; }
  .scroll > div { min-width: 0 !important; }
  article + article { break-before: page; border: 0; margin: 0; padding: 0; }
}
`;
