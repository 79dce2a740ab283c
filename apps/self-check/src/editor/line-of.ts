/** The line on which a module exports a function, or the docstring above it begins; undefined when it does not. */
export function lineOf(text: string, name: string): number | undefined {
  const lines = text.split('\n');
  let line = lines.findIndex((each) => new RegExp(`^export (?:async )?(?:function|const|let) ${name}\\b`).test(each));
  if (line < 0) return undefined;
  while (line > 0 && /^\s*(?:\/\*\*|\*)/.test(lines[line - 1]!)) line--;
  return line + 1;
}
