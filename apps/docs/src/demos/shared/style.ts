/**
 * The look of all demos. Colours are custom properties that follow the page's `color-scheme`, light or dark; a page can set each
 * `--demo-*` itself. They are handed on to the figures.
 */
export const styles = `
:host {
  display: block;
  --ink: var(--demo-ink, light-dark(#1f2328, #e6edf3));
  --muted: var(--demo-muted, light-dark(#57606a, #9da7b3));
  --paper: var(--demo-paper, light-dark(#ffffff, #0d1117));
  --box: var(--demo-box, light-dark(#f3f5f7, #171d26));
  --line: var(--demo-line, light-dark(#cfd6dd, #3a444f));
  --edge: var(--demo-edge, light-dark(#7c8691, #7d8894));
  --accent: var(--demo-accent, light-dark(#0072b2, #56b4e9));
  --on-accent: var(--demo-on-accent, light-dark(#ffffff, #08121a));
  --accent-soft: var(--demo-accent-soft, light-dark(#e3f1fa, #12283a));
  --mark: var(--demo-mark, light-dark(#b84a00, #f0a04b));
  --mark-soft: var(--demo-mark-soft, light-dark(#fdeee2, #33210f));
  --good: var(--demo-good, light-dark(#116329, #5fd07e));
  --good-soft: var(--demo-good-soft, light-dark(#e3f5e8, #14301d));
  --bad: var(--demo-bad, light-dark(#a3182a, #ff8d87));
  --bad-soft: var(--demo-bad-soft, light-dark(#fdeaea, #3c1a1c));
  --figure-ink: var(--ink);
  --figure-muted: var(--muted);
  --figure-paper: var(--paper);
  --figure-accent: var(--accent);
  --figure-accent-soft: var(--accent-soft);
  --figure-mark: var(--mark);
  --figure-mark-soft: var(--mark-soft);
  --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
.demo {
  border: 1px solid var(--line);
  border-radius: 0.6rem;
  background: var(--paper);
  color: var(--ink);
  padding: 1rem;
  font: 1rem/1.5 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  overflow-wrap: anywhere;
}
@media (max-width: 480px) { .demo { padding: 0.7rem; } }
p { margin: 0.4rem 0; }
form { margin: 0; }
.controls {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 13.5rem), 1fr));
  gap: 0.7rem 1.2rem;
  align-items: end;
}
.control {
  display: grid;
  grid-template-columns: 1fr auto;
  gap: 0.1rem 0.5rem;
  align-items: baseline;
  margin: 0;
  padding: 0;
  border: 0;
  min-width: 0;
}
.control.wide { grid-column: 1 / -1; }
.control > input, .control > select, .control > textarea, .control > .ticks { grid-column: 1 / -1; width: 100%; min-width: 0; }
label, legend { font-size: 0.9rem; font-weight: 600; padding: 0; }
output { font-size: 0.9rem; font-variant-numeric: tabular-nums; color: var(--muted); }
.hint { font-size: 0.85rem; color: var(--muted); margin: 0; grid-column: 1 / -1; }
.ticks { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; }
.tick { display: inline-flex; align-items: center; gap: 0.35rem; min-height: 1.75rem; }
.tick label { font-weight: 400; }
input, select, textarea, button {
  font: inherit;
  font-size: 0.95rem;
  color: var(--ink);
  accent-color: var(--accent);
}
input[type='range'] { height: 1.75rem; margin: 0; background: transparent; }
input[type='checkbox'], input[type='radio'] { width: 1.05rem; height: 1.05rem; margin: 0; flex: none; }
input:not([type='range'], [type='checkbox'], [type='radio']), select, textarea {
  background: var(--box);
  border: 1px solid var(--edge);
  border-radius: 0.35rem;
  padding: 0.3rem 0.5rem;
  min-height: 2.1rem;
}
textarea { font-family: var(--mono); font-size: 0.9rem; line-height: 1.5; resize: vertical; display: block; }
button {
  background: var(--box);
  border: 1px solid var(--edge);
  border-radius: 0.35rem;
  padding: 0.3rem 0.8rem;
  min-height: 2.1rem;
  cursor: pointer;
}
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button:disabled { cursor: default; color: var(--muted); background: var(--box); border-color: var(--line); }
button[aria-pressed='true'] { background: var(--accent-soft); border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
.bar {
  display: grid;
  grid-template-columns: 1fr minmax(4rem, 9rem) auto;
  gap: 0.8rem;
  align-items: center;
  min-height: 2.6rem;
  margin: 0.7rem 0 0.5rem;
}
.bar.still .progress, .bar.still .stop { visibility: hidden; }
@media (max-width: 480px) { .controls { grid-template-columns: 1fr 1fr; gap: 0.6rem 0.9rem; } .bar { grid-template-columns: 1fr 4rem auto; } }
.status { margin: 0; font-size: 0.9rem; color: var(--muted); }
.status.failed { color: var(--bad); }
progress { width: 100%; height: 0.6rem; accent-color: var(--accent); }
.device { font-size: 0.85rem; color: var(--muted); margin: 0.8rem 0 0; min-height: 2.6em; }
.device.warning { background: var(--mark-soft); color: var(--ink); border-left: 4px solid var(--mark); padding: 0.4rem 0.7rem; }
.out > * + * { margin-top: 0.9rem; }
.out.stale { opacity: 0.55; }
.picture { max-width: 100%; }
.scroll { overflow-x: auto; max-width: 100%; }
figure { margin: 0; }
figcaption { font-size: 0.9rem; font-weight: 600; margin-bottom: 0.2rem; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { padding: 0.2rem 0.7rem 0.2rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; white-space: nowrap; }
thead th { border-top: 0; color: var(--muted); font-size: 0.85rem; }
tbody th { font-weight: 600; }
td.wraps { white-space: normal; }
details > summary { cursor: pointer; font-size: 0.9rem; font-weight: 600; padding: 0.2rem 0; }
code, .mono { font-family: var(--mono); font-size: 0.9em; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem 1.5rem; align-items: start; }
.note { background: var(--box); border-radius: 0.35rem; padding: 0.5rem 0.8rem; }
.problem { background: var(--bad-soft); border-left: 4px solid var(--bad); padding: 0.5rem 0.8rem; }
`;
