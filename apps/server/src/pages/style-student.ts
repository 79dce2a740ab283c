/** What pages of students add: lists of what is due, handing in, writing, what came of it. */
export const studentStyle = `
:root {
  --decided: #6b3fa0; --decided-soft: #f1eafa;
  --code-keyword: #8a2f92; --code-string: #0f6a3c; --code-number: #8a4b00; --code-comment: #5c6672; --code-type: #0a5f75;
  --code-function: #0a5bb5; --active: #0a5bb50d; --selection: #0a5bb533;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --decided: #c6a2f5; --decided-soft: #2c2040;
    --code-keyword: #e39ae9; --code-string: #7fd6a3; --code-number: #e6b36a; --code-comment: #98a3b0; --code-type: #74cfe4;
    --code-function: #7ab8ff; --active: #7ab8ff12; --selection: #7ab8ff40;
  }
}
.decided { --edge: var(--decided); --soft: var(--decided-soft); }

/* What is due. */
ul.due-list { margin: .8rem 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: var(--round); background: var(--card); box-shadow: var(--shadow); }
ul.due-list > li {
  display: grid; grid-template-columns: minmax(0, 1.3fr) minmax(0, 1.4fr) max-content; gap: .2rem 1.5rem; align-items: center;
  max-width: none; padding: .75rem 1.2rem; border-bottom: 1px solid var(--line);
}
ul.due-list > li:last-child { border-bottom: 0; }
.due-list .name { font-weight: 600; color: var(--ink); margin-right: .6rem; }
.deadline .left { color: var(--muted); font-size: .88rem; white-space: nowrap; margin-left: .4rem; }
.hand-in-ways { margin: 1.4rem 0; }

/* Questions of an assignment. */
ol.questions { margin: 1rem 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
ol.questions > li { max-width: none; padding: .9rem 0; border-bottom: 1px solid var(--line); }
ol.questions h3, .write-part h2 { display: flex; gap: .5rem; align-items: baseline; margin: 0; font-size: 1.05rem; }
ol.questions .id, .write-part .id { color: var(--muted); }
ol.questions .points, .write-part .points { margin-left: auto; padding-left: 1rem; font-size: .92rem; font-weight: 600; white-space: nowrap; }
.question { overflow-x: auto; }

/* A formula that is too wide scrolls where it stands. */
.part .feedback, .person-says, .second-look .answer { overflow-x: auto; }
/* Headings of cards stand at their top. */
.part > header h3 { margin-top: 0; }

/* Attempts. */
ol.attempts { margin: .8rem 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: var(--round); background: var(--card); }
ol.attempts > li { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; max-width: none; padding: .6rem 1.1rem; border-bottom: 1px solid var(--line); }
ol.attempts > li:last-child { border-bottom: 0; }
ol.attempts > li.open { background: color-mix(in srgb, var(--box) 70%, transparent); }
ol.attempts .outcome { margin-left: auto; font-variant-numeric: tabular-nums; }

/* Handing in files. */
.drop { margin: 1.2rem 0; padding: 1.2rem 1.3rem 1.4rem; border: 2px dashed var(--edge-strong); border-radius: var(--round); background: var(--card); }
.drop.over { border-color: var(--accent); background: var(--accent-soft); }
.drop-here { font-weight: 600; margin: 0 0 .9rem; }
@media (scripting: none) { .drop-here { display: none; } }
.drop .row { align-items: start; }
.chosen { margin: .9rem 0 0; padding-left: 1.2rem; font-size: .92rem; }
.chosen:empty { display: none; }
[aria-busy="true"] .actions button { opacity: .6; }
.recognised h2 { margin: 0; }
.recognised ul.parts { margin: .8rem 0 0; padding: 0; list-style: none; }
.recognised ul.parts > li { display: grid; grid-template-columns: 1.4rem minmax(0, 1fr) max-content; gap: 0 .5rem; max-width: none; padding: .35rem 0; border-top: 1px solid var(--line); }
.recognised .found .sign, .recognised .found .how { color: var(--correct); }
.recognised .missing .sign, .recognised .missing .how { color: var(--muted); }
.recognised .how { font-size: .88rem; font-weight: 600; }
.recognised .begins, .recognised .note { grid-column: 2 / -1; font-size: .88rem; color: var(--muted); overflow-wrap: anywhere; }
.recognised .note { color: var(--partial); }

/* Writing. */
.saved { min-height: 1.6rem; margin: .2rem 0; color: var(--muted); font-size: .88rem; }
.write-part { scroll-margin-top: 1rem; }
.write-part h2 { margin-bottom: .3rem; }
.writing { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 1.5rem; margin-top: .8rem; align-items: start; }
.writing textarea { min-height: 4.5rem; font-family: var(--mono); font-size: .9rem; }
.preview-frame { min-width: 0; }
.preview { min-height: 4.5rem; margin-top: .25rem; padding: .2rem .9rem; background: var(--box); border-radius: .4rem; overflow-x: auto; }
.formula { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin-bottom: .2rem; }
.formula math-field {
  flex: 1 1 14rem; min-width: 0; min-height: 3.2rem; padding: .3rem .6rem; font-size: 1.15rem; color: var(--ink); background: var(--field);
  border: 1px solid var(--edge-strong); border-radius: .4rem; --caret-color: var(--accent); --selection-background-color: var(--selection);
  --selection-color: var(--ink); --contains-highlight-background-color: transparent; --smart-fence-color: var(--muted); --primary-color: var(--accent);
}
.formula math-field:focus-within { outline: 3px solid color-mix(in srgb, var(--accent) 75%, transparent); outline-offset: 2px; }
.formula math-field::part(menu-toggle) { display: none; }
.formula math-field::part(virtual-keyboard-toggle) { color: var(--muted); }
/* Room for the editor before it is there: the page does not jump when it comes. */
@media (scripting: enabled) { .formula { min-height: 3.4rem; } }
@media (scripting: none) { .formula, .formula-hint, .preview-frame { display: none; } .writing { grid-template-columns: minmax(0, 1fr); } }
.editor-slot { position: relative; height: 26rem; }
.editor-slot textarea.code { height: 100%; resize: none; font-size: 14px; }
.editor-slot .editor { position: absolute; inset: 0; border: 1px solid var(--edge-strong); border-radius: .4rem; overflow: hidden; background: var(--card); }
.write-part > .field { margin-top: .8rem; }
.checks { margin-top: .8rem; }
@media (scripting: none) { .checks { display: none; } }
.checks .status { font-weight: 600; } .checks .status.passed { color: var(--correct); } .checks .status.failed { color: var(--incorrect); }
.without-webgpu { color: var(--partial); }
.check-results section.function h3 { margin: 1rem 0 .3rem; font-size: .98rem; }
.check-results ol { margin: 0; padding: 0; list-style: none; }
.check-results li { max-width: none; padding: .4rem 0 .4rem .8rem; border-left: .2rem solid var(--edge); margin-bottom: .4rem; }
.check-results li.passed { --edge: var(--correct); --soft: var(--correct-soft); } .check-results li.failed { --edge: var(--incorrect); --soft: var(--incorrect-soft); }
.check-results .test { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; }
.check-results .name { font-weight: 600; } .check-results .axis { color: var(--muted); font-size: .88rem; }
.check-results .place { display: inline; min-height: 0; padding: 0; border: 0; background: none; color: var(--accent); font-weight: 400; text-decoration: underline; }
.check-results pre { background: var(--box); padding: .5rem .8rem; border-radius: .3rem; overflow-x: auto; }
.hand-in-bar { position: sticky; bottom: 0; z-index: 5; margin: 0 -.5rem; padding: .8rem .5rem; background: var(--sheet); border-top: 1px solid var(--line); }

/* What came of it. */
.progress h2 { margin: 0; }
.progress progress { height: .8rem; margin: .6rem 0 .3rem; }
.score-of { margin: .6rem 0 1.2rem; }
.score-of .late, .score-of .waits { margin: .5rem 0; padding: .5rem .9rem; border-left: .25rem solid var(--edge); background: var(--card); border-radius: 0 .3rem .3rem 0; }
.score-of .late { --edge: var(--partial); } .score-of .waits { --edge: var(--needs_review); }
.summary caption.unseen { position: absolute; }
.person-says { margin: .8rem 0 0; padding: .5rem 1rem; border-left: .25rem solid var(--decided); background: var(--decided-soft); border-radius: 0 .3rem .3rem 0; }
.person-says p { margin: .1rem 0; }
.person-looks { margin: .8rem 0 0; color: var(--needs_review); font-weight: 600; font-size: .95rem; }
img.figure { display: block; max-width: none; height: auto; }
@media (min-width: 60rem) { img.figure { max-width: 100%; } }
.second-look { margin-top: 1rem; padding-top: .6rem; border-top: 1px solid var(--line); }
.second-look summary { font-size: .92rem; }
.second-look form { margin: .6rem 0 0; display: grid; gap: .6rem; max-width: 40rem; }
.second-look textarea { min-height: 5rem; }
.second-look blockquote, .second-look .answer { margin: .3rem 0 .6rem; padding: .3rem .9rem; border-left: .2rem solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.second-look .answer { white-space: normal; border-left-color: var(--decided); }
.files { margin: 1.5rem 0; }
.files ul { margin: .5rem 0; padding-left: 1.2rem; }

@media (max-width: 40rem) {
  ul.due-list > li { grid-template-columns: minmax(0, 1fr); padding: .75rem 1rem; }
  .writing { grid-template-columns: minmax(0, 1fr); }
  .deadline .left { white-space: normal; margin-left: 0; display: block; }
  ol.attempts .outcome { margin-left: 0; }
  .editor-slot { height: 20rem; }
}
`;
