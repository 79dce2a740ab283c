import { indentWithTab } from '@codemirror/commands';
import { javascript, typescriptLanguage } from '@codemirror/lang-javascript';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';

import { completeOperations } from './completion.ts';
import { theme } from './theme.ts';

/** A sentence about a line of a file. */
export interface Remark {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** What the page does when something happens in the editor. */
export interface EditorEvents {
  readonly changed: (text: string) => void;
  readonly run: () => void;
}

/** A CodeMirror that keeps the state of every file, so that undoing goes on where it was left. */
export class Editor {
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #extensions: Extension;
  #file = '';

  /** @param host gets a shadow root: there, style sheets can be made without the page's policy having to allow them. */
  constructor(host: HTMLElement, events: EditorEvents) {
    this.#extensions = [
      Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (events.run(), true) }])),
      basicSetup,
      keymap.of([indentWithTab]),
      javascript({ typescript: true }),
      typescriptLanguage.data.of({ autocomplete: completeOperations }),
      lintGutter(),
      theme,
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({
        'aria-label': 'Your code',
        tabindex: '0',
        autocorrect: 'off',
        autocapitalize: 'off',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) events.changed(update.state.doc.toString());
      }),
    ];
    const root = host.attachShadow({ mode: 'open' });
    this.#view = new EditorView({ parent: root, root });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Shows a file: as it was left, or with the text when it is opened for the first time. */
  show(file: string, text: string): void {
    if (this.#file !== '') this.#states.set(this.#file, this.#view.state);
    this.#file = file;
    this.#view.setState(this.#states.get(file) ?? EditorState.create({ doc: text, extensions: this.#extensions }));
  }

  /** Puts another text in the place of the file's; it can be undone. */
  replace(text: string): void {
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      userEvent: 'input.replace',
    });
  }

  /** Marks lines; marks of before go. */
  remark(remarks: readonly Remark[]): void {
    const { doc } = this.#view.state;
    const diagnostics = remarks
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, text }) => {
        const { from, to } = doc.line(line);
        return { from, to, severity: 'error' as const, message: text };
      });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Brings a line into sight, with the cursor when the editor shall have it. */
  reveal(line: number, focus: boolean): void {
    const { from } = this.#view.state.doc.line(Math.max(1, Math.min(line, this.#view.state.doc.lines)));
    this.#view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 48 }),
    });
    if (focus) this.#view.focus();
  }
}
