/** The rules of the staff's pages: numbers at a glance, plots, the review side by side, comparisons. */
export const staffRules = `
/* Colours of plots, after Okabe and Ito (Color Universal Design, 2008): apart in every usual kind of colour vision. */
:root { --v-correct: #0072b2; --v-partial: #7cc4ec; --v-incorrect: #d55e00; --v-unanswered: #b8c0c8; --v-needs_review: #f0e442; --v-on-dark: #ffffff; --v-on-light: #1c2128; --band: #0072b21c; }
@media screen and (prefers-color-scheme: dark) {
  :root { --v-correct: #3a9bd6; --v-partial: #a7dcf7; --v-incorrect: #e8833a; --v-unanswered: #6b7683; --v-needs_review: #e6d94a; --v-on-dark: #0d1117; --band: #3a9bd62e; }
}

/* Numbers at a glance. */
ul.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.6rem), 1fr)); gap: .8rem; margin: 1.2rem 0 0; padding: 0; list-style: none; }
ul.tiles > li { max-width: none; }
ul.tiles > li > :is(a, div) {
  display: flex; flex-direction: column; gap: .1rem; height: 100%; padding: .8rem 1rem; color: inherit; text-decoration: none;
  background: var(--card); border: 1px solid var(--line); border-top: .25rem solid var(--lost); border-radius: var(--round); box-shadow: var(--shadow);
}
ul.tiles > li > a:hover { border-color: var(--accent); }
ul.tiles > li.urgent > * { border-top-color: var(--needs_review); }
ul.tiles > li.bad > * { border-top-color: var(--incorrect); }
ul.tiles > li.up > * { border-top-color: var(--correct); }
ul.tiles > li.down > * { border-top-color: var(--incorrect); }
.tiles .what { font-size: .88rem; text-wrap: balance; font-weight: 600; color: var(--muted); }
.tiles .value { margin-top: auto; font-variant-numeric: tabular-nums; color: var(--muted); }
.tiles .value strong { font-size: 1.9rem; line-height: 1.15; letter-spacing: -.02em; color: var(--ink); }
.tiles .note { font-size: .85rem; color: var(--muted); }

/* Plots. */
figure.plot { margin: .6rem 0 0; max-width: 52rem; }
figure.plot svg { width: 100%; height: auto; background: var(--card); border: 1px solid var(--line); border-radius: var(--round); }
figure.plot text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: var(--muted); font-variant-numeric: tabular-nums; }
figure.plot .count { fill: var(--ink); font-weight: 600; }
figure.plot .strong { fill: var(--ink); }
figure.plot .grid { stroke: var(--line); stroke-width: 1; }
figure.plot .axis { stroke: var(--edge-strong); stroke-width: 1; }
figure.plot .bin { fill: var(--v-correct); }
figure.plot .quartiles { fill: var(--band); }
figure.plot .median { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
.verdict-bar { display: block; width: 100%; min-width: 14rem; max-width: 26rem; height: 1.4rem; }
.v-correct { fill: var(--v-correct); } .v-partial { fill: var(--v-partial); } .v-incorrect { fill: var(--v-incorrect); }
.v-unanswered { fill: var(--v-unanswered); } .v-needs_review { fill: var(--v-needs_review); }
.v-text { font: 600 12px ui-sans-serif, system-ui, sans-serif; fill: var(--v-on-light); }
.v-text-correct { fill: var(--v-on-dark); }
.verdict-legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .6rem 0; padding: 0; list-style: none; font-size: .9rem; color: var(--muted); }
.verdict-legend svg { vertical-align: -.1em; }
table.parts td.standing { width: 45%; vertical-align: middle; }
main > h2 + p { margin-top: .2rem; }
@media (forced-colors: active) { .verdict-bar rect, figure.plot rect { forced-color-adjust: none; } }

/* Filters in a row over a table. */
form.filter { display: flex; flex-wrap: wrap; gap: .8rem 1rem; align-items: end; margin: 1rem 0; }
form.filter .field { flex: 1 1 12rem; max-width: 20rem; }
form.filter label.choice { padding-bottom: .6rem; }
table.list th a { color: inherit; }
table.list .hint { font-weight: 400; }

/* Cards begin at their edge, whatever stands first in them. */
details.card > summary:first-child { margin-top: -1.1rem; }
.part > header h3 { margin-top: 0; }

/* A submission. */
.tags { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
a.tag { text-decoration: none; color: var(--accent); }
.head .score { margin: 0; }
.decided { margin: .8rem 0 0; padding: .5rem 1rem; border-left: .25rem solid var(--accent); background: var(--accent-soft); border-radius: .3rem; }
.decided p { margin: .1rem 0; }
.said { white-space: pre-wrap; }
blockquote.said { margin: .8rem 0; padding: .5rem 1rem; border-left: .25rem solid var(--lost); background: var(--box); }
details.change { margin-top: 1rem; border-top: 1px solid var(--line); padding-top: .7rem; }
details.change > summary { font-weight: 600; color: var(--accent); font-size: .95rem; }
ol.history { margin: .6rem 0; padding-left: 1.3rem; font-size: .95rem; }
ol.history li { margin: .4rem 0; }
.points-field input { max-width: 7rem; display: inline-block; }
.points-field span { white-space: nowrap; }
ul.files { padding-left: 1.2rem; }
.record-details { margin: .6rem 0; }
.record-details > summary { color: var(--ink); }
.record-details code { overflow-wrap: anywhere; }
img.figure { max-width: none; background: #ffffff; border-radius: .3rem; }
@media screen and (prefers-color-scheme: dark) { img.figure { background: #0d1117; } }

/* The review: the answer left, the decision right and always in view. */
.review { display: grid; grid-template-columns: minmax(0, 1fr) minmax(19rem, 26rem); gap: 1.5rem; align-items: start; margin-top: 1rem; }
.review .answer { min-width: 0; }
.review .decide { position: sticky; top: 1rem; max-height: calc(100dvh - 2rem); overflow-y: auto; }
.decide-form { display: grid; gap: .9rem; margin: 0; }
fieldset.rubric { gap: .1rem; padding: .3rem .7rem .7rem; }
label.item { display: grid; grid-template-columns: auto auto minmax(0, 1fr) auto; gap: .6rem; align-items: baseline; padding: .4rem .4rem; border-radius: .3rem; cursor: pointer; }
label.item:hover { background: var(--box); }
label.item:has(:checked) { background: var(--accent-soft); }
label.item input { align-self: center; margin: 0; }
.item .worth { font-variant-numeric: tabular-nums; font-weight: 600; }
.rubric-editor { margin-top: 1rem; }
.item-form { display: grid; grid-template-columns: minmax(0, 1fr) 6.5rem; gap: .4rem .7rem; padding: .8rem 0; border-top: 1px solid var(--line); }
.item-form > .choice, .item-form > .actions { grid-column: 1 / -1; }
nav.queue { justify-content: space-between; margin-top: 1.2rem; }
dialog { max-width: min(32rem, calc(100vw - 2rem)); padding: 1.2rem 1.6rem; color: var(--ink); background: var(--card); border: 1px solid var(--edge-strong); border-radius: var(--round); }
dialog::backdrop { background: #0008; }
dialog h2 { margin: 0; }
dl.keys { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .45rem 1.2rem; margin: 1rem 0; }
dl.keys dd { margin: 0; }
button kbd, .button kbd { color: inherit; background: none; border-color: currentColor; opacity: .85; }

/* Groups. */
table.groups td { min-width: 9rem; }
table.groups td.number { min-width: 0; }
.excerpt { max-height: 7.5rem; overflow: hidden; color: var(--muted); font-size: .92rem; }
.excerpt p { margin: .2rem 0; }
.group-form .fields { display: grid; gap: 1.1rem; max-width: 40rem; margin: 1rem 0; }

/* Regrades. */
.from-to { margin: 0; font-variant-numeric: tabular-nums; white-space: nowrap; font-size: 1.08rem; }
.change-card h3 { margin: 0; }
table.compare { table-layout: fixed; min-width: 38rem; }
table.compare td p { margin: .25rem 0; }
table.compare .points { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; margin-left: .4rem; }
.decision { border-color: var(--accent); margin-top: 2rem; }
.decision > h2 { margin-top: 0; }

/* Side by side. */
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.5rem; }
.sides h2 { margin-top: .5rem; }
.listing { max-height: 75vh; overflow: auto; white-space: pre-wrap; font: .84rem/1.5 var(--mono); background: var(--box); border-radius: .4rem; padding: .7rem 0; }
.listing > * { display: block; padding: 0 .9rem; }
.listing mark { color: inherit; background: var(--partial-soft); border-left: .25rem solid var(--partial); padding-left: .65rem; }

@media (max-width: 60rem) {
  .review, .sides { grid-template-columns: minmax(0, 1fr); }
  .review .decide { position: static; max-height: none; }
}
@media (max-width: 40rem) {
  ul.tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .from-to { white-space: normal; }
}
`;
