/** HTML that is safe to put into a page: made by {@link html} or by the Markdown renderer, never from plain strings. */
export class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toString(): string {
    return this.source;
  }
}

type Piece = Html | string | number | undefined | false | readonly Piece[];

/** A template whose values are escaped unless they are {@link Html} themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(strings.reduce((source, text, index) => source + piece(values[index - 1]) + text));
}

function piece(value: Piece): string {
  if (value instanceof Html) return value.source;
  if (Array.isArray(value)) return value.map(piece).join('');
  return value === undefined || value === false ? '' : escapeHtml(String(value));
}

/** Text as HTML: nothing in it is markup; control characters that browsers mishandle are shown as a sign. */
export function escapeHtml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
  );
}
