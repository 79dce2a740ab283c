/** A piece of a sentence of feedback or of a question. */
export type Piece =
  | { readonly kind: 'text' | 'strong' | 'code' | 'formula' | 'output'; readonly text: string }
  /** A place in the student's file. */
  | { readonly kind: 'place'; readonly text: string; readonly file: string; readonly line: number };

const pattern =
  /```text\n(?<output>[\s\S]*?)\n```|\*\*(?<strong>[^*]+)\*\*|\(`(?<file>[^`]+)`, line (?<line>\d+), column \d+\)|`(?<code>[^`]+)`|\$(?<formula>[^$\n]+)\$/g;

/** Cuts Markdown as the assignments write it: bold, code, formulas, what was printed, and places in files. */
export function piecesOf(markdown: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  for (const match of markdown.matchAll(pattern)) {
    if (match.index > position) pieces.push({ kind: 'text', text: markdown.slice(position, match.index) });
    position = match.index + match[0].length;
    const { output, strong, code, formula, file, line } = match.groups!;
    if (output !== undefined) pieces.push({ kind: 'output', text: output });
    else if (strong !== undefined) pieces.push({ kind: 'strong', text: strong });
    else if (code !== undefined) pieces.push({ kind: 'code', text: code });
    else if (formula !== undefined) pieces.push({ kind: 'formula', text: formula });
    else
      pieces.push({ kind: 'place', text: match[0].slice(1, -1).replaceAll('`', ''), file: file!, line: Number(line) });
  }
  if (position < markdown.length) pieces.push({ kind: 'text', text: markdown.slice(position) });
  return pieces;
}
