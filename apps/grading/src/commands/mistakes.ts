import { mistakeCatalogue } from '@gradbook/assignments';
import { Command } from 'commander';

import { colours as pc } from '../terminal/colours.ts';
import { plainText } from '../terminal/plain-text.ts';
import { columns, printable, wrapped } from '../terminal/printable.ts';

/** `gradbook mistakes`: the catalogue of mistakes that are recognised by name. */
export function mistakesCommand(): Command {
  return new Command('mistakes')
    .description('Lists the mistakes that grading recognises by name, with what the student reads.')
    .argument('[words...]', 'show only mistakes that contain all of these words')
    .option('--json', 'print JSON for machines')
    .action((words: string[], options: { readonly json?: true }) => {
      const wanted = words.map((word) => word.toLowerCase());
      const entries = mistakeCatalogue.filter(({ id, appliesTo, sentence }) => {
        const text = `${id} ${appliesTo} ${sentence}`.toLowerCase();
        return wanted.every((word) => text.includes(word));
      });
      if (options.json === true) process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
      else if (entries.length === 0)
        process.stdout.write(
          `None of the ${mistakeCatalogue.length} mistakes has all of: ${words.map(printable).join(', ')}.\n`,
        );
      else process.stdout.write(listing(entries));
    });
}

function listing(entries: typeof mistakeCatalogue): string {
  const byKind = Map.groupBy(entries, ({ appliesTo }) => appliesTo);
  let text = '';
  for (const [kind, mistakes] of byKind) {
    text += `${pc.bold(kind)}\n`;
    for (const { id, sentence } of mistakes) {
      const said = plainText(sentence.replaceAll('{given}', '…'));
      text += `  ${pc.cyan(id)}\n${wrapped(`    ${said}`, columns(), '    ').replace(/^/, '    ')}\n`;
    }
    text += '\n';
  }
  const count = `${entries.length} of ${mistakeCatalogue.length} mistakes`;
  return `${text}${entries.length === mistakeCatalogue.length ? `${entries.length} mistakes` : count}\n`;
}
