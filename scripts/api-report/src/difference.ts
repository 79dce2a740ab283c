const context = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** The lines of a report around the first line that is not as it was: `-` was, `+` is. */
export function firstDifference(was: string, is: string, around = 3): string {
  const [before, after] = [was.split('\n'), is.split('\n')];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const longest = Math.min(before.length, after.length) - start;
  while (end < longest && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const mark = (lines: readonly string[], sign: string): string[] => {
    const changed = lines.slice(start, lines.length - end);
    const shown = changed.slice(0, 12).map((line) => `${sign} ${line}`);
    return changed.length > 12 ? [...shown, `${sign} … ${changed.length - 12} more lines`] : shown;
  };
  return [
    ...context(before.slice(Math.max(0, start - around), start)),
    ...mark(before, '-'),
    ...mark(after, '+'),
    ...context(before.slice(before.length - end, before.length - end + around)),
  ].join('\n');
}
