/**
 * What all pages share, after the rules of the report, whose colours these use: frame, text, forms, tables, cards, messages. Subjects
 * put theirs into files beside this one; src/pages/assets.ts joins them.
 */
export const baseStyle = `
:root {
  --accent: #0a5bb5; --accent-soft: #e5f0fc; --on-accent: #ffffff; --field: #ffffff; --edge-strong: #7d8791;
  --danger: #b3202c; --on-danger: #ffffff; --shadow: 0 1px 2px #1c21280f, 0 4px 16px #1c21280a; --round: .5rem;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --accent: #7ab8ff; --accent-soft: #14294a; --on-accent: #0d1117; --field: #0d1117; --edge-strong: #76818e;
    --danger: #ff8d87; --on-danger: #0d1117; --shadow: none;
  }
}
[hidden] { display: none !important; }
body { min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; }
main { width: 100%; max-width: 72rem; flex: 1; padding-top: 1.75rem; padding-bottom: 3rem; }
main.narrow { max-width: 30rem; }
main.wide { max-width: 110rem; }
body > footer { width: 100%; max-width: 72rem; margin: 0 auto; }

/* Text. */
h1 { font-size: 1.75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; color: var(--ink); margin-top: 2.2rem; }
h3 { margin-top: 1.4rem; }
h1 + p, .lead { color: var(--muted); font-size: 1.05rem; }
main p, main li { max-width: 46rem; }
main a { color: var(--accent); text-decoration-color: color-mix(in srgb, var(--accent) 45%, transparent); }
main a:hover { text-decoration-color: currentColor; }
small, .small { font-size: .875rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
time { font-variant-numeric: tabular-nums; }
kbd {
  font: .85em/1.4 var(--mono); padding: .05rem .35rem; border: 1px solid var(--line); border-bottom-width: 2px;
  border-radius: .25rem; background: var(--box);
}
pre.block, textarea.code { font-family: var(--mono); font-size: .87rem; }
pre.block { background: var(--box); padding: .7rem .9rem; border-radius: var(--round); overflow-x: auto; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; border: 0;
}
.skip { position: absolute; left: .5rem; top: -4rem; z-index: 10; padding: .5rem 1rem; background: var(--card); border-radius: var(--round); }
.skip:focus { top: .5rem; }

/* The frame: where one is, who one is. */
header.frame { background: var(--card); border-bottom: 1px solid var(--line); }
header.frame > div {
  max-width: 72rem; margin: 0 auto; padding: .55rem 1.5rem; min-height: 3.25rem;
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1.5rem;
}
header.frame a { text-decoration: none; padding: .3rem 0; }
header.frame a:hover { text-decoration: underline; }
.way ol { display: flex; flex-wrap: wrap; align-items: center; gap: .1rem .55rem; margin: 0; padding: 0; list-style: none; }
.way li { max-width: none; }
.way li + li::before { content: "/"; margin-right: .55rem; color: var(--edge-strong); }
.way .home { font-weight: 700; letter-spacing: -.01em; }
.me { display: flex; flex-wrap: wrap; align-items: center; gap: .1rem 1rem; font-size: .92rem; }
.me form { display: inline; }
nav.tabs { border-bottom: 1px solid var(--line); margin: 1rem 0 1.5rem; overflow-x: auto; }
nav.tabs ul { display: flex; gap: .25rem; margin: 0; padding: 0; list-style: none; }
nav.tabs a {
  display: block; padding: .55rem .8rem; color: var(--muted); text-decoration: none; white-space: nowrap;
  border-bottom: 2px solid transparent;
}
nav.tabs a:hover { color: var(--ink); border-bottom-color: var(--lost); }
nav.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
.head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .5rem 1.5rem; margin-bottom: .4rem; }

/* Messages that follow something done. */
.flash {
  --edge: var(--accent); --soft: var(--accent-soft);
  margin: 0 0 1.5rem; padding: .7rem 1rem; border-radius: var(--round); border-left: .3rem solid var(--edge); background: var(--soft);
}
.flash.good { --edge: var(--correct); --soft: var(--correct-soft); }
.flash.bad { --edge: var(--incorrect); --soft: var(--incorrect-soft); }
.flash.warning { --edge: var(--partial); --soft: var(--partial-soft); }
.flash > :first-child { margin-top: 0; } .flash > :last-child { margin-bottom: 0; }
.empty { padding: 2rem 1.5rem; border: 1px dashed var(--edge-strong); border-radius: var(--round); color: var(--muted); }
.empty > p:first-child { margin-top: 0; color: var(--ink); font-weight: 600; }

/* Cards and facts. */
.card, ul.cards > li {
  background: var(--card); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shadow);
  padding: 1.1rem 1.3rem; margin: 1rem 0;
}
.card > :first-child, ul.cards > li > :first-child { margin-top: 0; }
ul.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
ul.cards > li { margin: 0; max-width: none; position: relative; }
ul.cards > li:has(> h2 a, > h3 a):hover { border-color: var(--accent); }
ul.cards h2, ul.cards h3 { margin: 0 0 .2rem; font-size: 1.08rem; }
/* The whole card is the link's. */
ul.cards :is(h2, h3) a::after { content: ""; position: absolute; inset: 0; border-radius: var(--round); }
ul.plain { margin: .5rem 0; padding: 0; list-style: none; }
.tag {
  display: inline-block; padding: .02rem .55rem; border-radius: 1rem; font-size: .82rem; font-weight: 600; white-space: nowrap;
  color: var(--edge, var(--muted)); background: var(--soft, var(--unanswered-soft));
}
.tag.good { --edge: var(--correct); --soft: var(--correct-soft); }
.tag.bad { --edge: var(--incorrect); --soft: var(--incorrect-soft); }
.tag.warning { --edge: var(--partial); --soft: var(--partial-soft); }
.tag.note { --edge: var(--accent); --soft: var(--accent-soft); }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.5rem; margin: 1rem 0; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; }

/* Tables: they scroll by themselves where they are too wide. */
.scroll { position: relative; }
table.list { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); font-size: .95rem; margin: .8rem 0; }
table.list caption { text-align: left; padding: 0 0 .5rem; color: var(--muted); }
table.list th { text-align: left; font-size: .82rem; font-weight: 600; color: var(--muted); background: var(--box); white-space: nowrap; }
table.list th, table.list td { padding: .5rem .8rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
table.list tbody th { background: none; color: inherit; font-size: inherit; font-weight: 600; white-space: normal; }
table.list tbody tr:last-child > * { border-bottom: 0; }
table.list tbody tr:hover { background: color-mix(in srgb, var(--box) 60%, transparent); }
table.list .number { text-align: right; }
table.list td form { display: inline-flex; flex-wrap: wrap; gap: .4rem; align-items: center; }

/* Forms: one column, the label over its field, the hint between them. */
form.fields { max-width: 40rem; display: grid; gap: 1.1rem; margin: 1.2rem 0; }
form.fields > *, .field { min-width: 0; }
.field { display: grid; gap: .25rem; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 1.1rem; align-items: end; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
label, legend { font-weight: 600; }
.hint { color: var(--muted); font-size: .88rem; font-weight: 400; margin: 0; }
fieldset { border: 1px solid var(--line); border-radius: var(--round); padding: .6rem 1.1rem 1.1rem; margin: 0; min-width: 0; display: grid; gap: .9rem; }
legend { padding: 0 .4rem; }
input, select, textarea, button, .button { font: inherit; color: inherit; }
input:not([type="checkbox"], [type="radio"], [type="range"]), select, textarea {
  width: 100%; min-width: 0; padding: .5rem .7rem; min-height: 2.75rem;
  background: var(--field); border: 1px solid var(--edge-strong); border-radius: .4rem;
}
input[type="number"] { max-width: 10rem; }
input.inline { flex: 1 1 12rem; max-width: 24rem; }
input[type="file"] { padding: .4rem; border-style: dashed; }
input[type="file"]::file-selector-button { font: inherit; padding: .2rem .7rem; margin-right: .7rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--box); color: inherit; cursor: pointer; }
textarea { min-height: 8rem; resize: vertical; line-height: 1.5; }
input:user-invalid, textarea:user-invalid, select:user-invalid { border-color: var(--incorrect); }
input[type="checkbox"], input[type="radio"] { width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--accent); flex: none; }
label.choice { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; padding: .2rem 0; }
label.choice .hint { display: block; }
::placeholder { color: var(--muted); opacity: 1; }
:focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 75%, transparent); outline-offset: 2px; }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; gap: .4rem; min-height: 2.75rem; padding: .45rem 1.1rem;
  border: 1px solid var(--edge-strong); border-radius: .4rem; background: var(--card); font-weight: 600; line-height: 1.25; text-align: center;
  cursor: pointer; text-decoration: none; transition: background-color .12s, border-color .12s;
}
main a.button { color: var(--ink); text-decoration: none; }
button:hover, .button:hover { background: var(--box); border-color: var(--ink); }
button.main, main a.button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.main:hover, main a.button.main:hover { background: color-mix(in srgb, var(--accent) 86%, var(--ink)); }
button.danger { color: var(--danger); border-color: var(--danger); }
button.danger:hover { background: var(--danger); color: var(--on-danger); }
button.small, .button.small { min-height: 2rem; padding: .2rem .7rem; font-size: .88rem; }
button.link { min-height: 0; padding: .3rem 0; border: 0; background: none; font-weight: 400; color: inherit; }
button.link:hover { text-decoration: underline; }
button:disabled, button[aria-disabled="true"] { color: var(--muted); background: var(--box); border-color: var(--line); cursor: not-allowed; }
details.card > summary { margin: -1.1rem -1.3rem; padding: 1.1rem 1.3rem; color: var(--ink); font-weight: 600; font-size: 1rem; }
details.card[open] > summary { margin-bottom: .2rem; }
/* Something to copy: one click selects it all. */
.copy { display: block; user-select: all; font-family: var(--mono); font-size: .87rem; background: var(--box); border-radius: .3rem; padding: .5rem .7rem; }
progress, meter { width: 100%; accent-color: var(--accent); }

@media (max-width: 40rem) {
  main { padding-top: 1.1rem; }
  header.frame > div { padding: .4rem 1rem; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin-bottom: .7rem; }
  .card, ul.cards > li { padding: 1rem; }
  table.list th, table.list td { padding: .45rem .6rem; }
  .actions > button, .actions > .button { flex: 1 1 auto; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
}
@media (forced-colors: active) { .tag, .verdict, .flash { border: 1px solid; } }
@media print {
  body { display: block; }
  .skip, .me, nav.tabs, form button, .actions, .flash { display: none; }
  header.frame { border: 0; background: none; }
  .card, ul.cards > li, table.list tr { break-inside: avoid; box-shadow: none; }
  main a { color: inherit; }
}
`;
