import type { Assertion, Vocabulary } from './assertions.ts';

const yes = /^\W*(?:yes|y|true|more|often|high|higher|frequent\w*|strong\w*|worse|most|[✓✔+×x])\W*$|^[✓✔+]+$/i;
const no = /^\W*(?:no|n|false|not|less|fewer|rare\w*|low|lower|seldom|weak\w*|never|least|none)\W*$|^[✗✘–—-]+$/i;

/**
 * What a table asserts: `| explodes more | ReLU |` in a row or under a heading, and `yes`, `no`, `more`, `less` in the cell
 * of an option and a property. Cells that say something else say nothing here.
 */
export function tableAssertions(
  rows: readonly (readonly string[])[],
  { options, properties, about }: Vocabulary,
): readonly Assertion[] {
  const assertions: Assertion[] = [];
  const add = (option: string | undefined, property: string | undefined, positive: boolean, sentence: string): void => {
    if (option !== undefined && property !== undefined)
      assertions.push({ option, property, positive, strong: true, inherited: false, sentence });
  };
  const [head = [], ...body] = rows;
  for (const [index, row] of rows.entries()) {
    const label = row[0] ?? '';
    for (const [column, cell] of row.entries()) {
      if (column > 0 && only(cell, options) && !only(cell, properties))
        add(only(cell, options)!.id, only(label, properties)?.id, !isLess(label), row.join(' | '));
      if (index === 0) continue;
      const heading = head[column] ?? '';
      const sign = yes.test(cell.trim()) ? true : no.test(cell.trim()) ? false : undefined;
      if (sign === undefined) {
        // Options under the headings of the properties.
        if (body.length === 1)
          add(only(cell, options)?.id, only(heading, properties)?.id, !isLess(heading), row.join(' | '));
        continue;
      }
      const [option, property] = [
        only(label, options) ?? only(heading, options),
        only(heading, properties) ?? only(label, properties),
      ];
      add(option?.id ?? about, property?.id, sign !== isLess(property === undefined ? '' : heading), row.join(' | '));
    }
  }
  return assertions;
}

/** `explodes less`, `not sufficient`. */
function isLess(heading: string): boolean {
  return /\b(?:less|fewer|least|not?|never)\b/i.test(heading);
}

/** The only one of several that a cell names. */
function only<T extends { readonly says: RegExp }>(cell: string, kinds: readonly T[]): T | undefined {
  const found = kinds.filter(({ says }) => new RegExp(says.source, 'iu').test(cell));
  return found.length === 1 ? found[0] : undefined;
}
