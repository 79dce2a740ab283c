/** Text that cannot move the cursor, recolour the screen or turn the direction of what follows: such characters become ·. */
export function printable(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    '·',
  );
}

/** A paragraph in lines of at most `width` characters, every line after the first indented; words that are longer stand alone. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

/** Columns of standard output: those of the terminal, 80 where there is none, never so many that lines are hard to read. */
export function columns(): number {
  return Math.min(process.stdout.columns ?? 80, 120);
}
