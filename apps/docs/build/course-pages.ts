import { assignments, maximumPoints, mistakeCatalogue } from '@gradbook/assignments';

import { page } from './page.ts';

/** The catalogue of mistakes, by what they are looked for in. */
export function mistakesPage(): string {
  const groups = Map.groupBy(mistakeCatalogue, ({ appliesTo }) => appliesTo);
  const lists = [...groups].map(([kind, mistakes]) => {
    // A list of terms and not a table: ids and sentences are long, and phones are narrow.
    const terms = mistakes.map(
      ({ id, sentence }) =>
        `<dt id="${id}"><code>${id}</code></dt>\n<dd>\n\n${sentence.replaceAll('{given}', '…')}\n\n</dd>\n`,
    );
    const title = kind[0]!.toUpperCase() + kind.slice(1);
    return `## ${title}\n\n<dl class="mistakes">\n${terms.join('')}</dl>\n`;
  });
  return page(
    {
      title: 'The catalogue of mistakes',
      slug: 'staff/mistakes',
      description: `${mistakeCatalogue.length} mistakes that grading recognises by name, with the sentence that the student reads.`,
    },
    [
      `A mistake is a *wrong variant of a reference*: an answer that equals its result gets the sentence below, and the id stands under`,
      `\`mistake\` in the results, so that submissions with the same one can be counted and read together. There are ${mistakeCatalogue.length}.`,
      `\`…\` is a piece of the answer itself. In a terminal, \`pnpm gradbook mistakes softmax\` lists those about the softmax.`,
      `An assignment of your own brings more: [Writing an assignment](/staff/writing-assignments/#mistakes).`,
      '',
      ...lists,
    ].join('\n'),
  );
}

/** A page for each bundled assignment, with its questions. */
export function assignmentPages(): ReadonlyMap<string, string> {
  return new Map(
    assignments.map((assignment) => {
      const { id, title, summary, parts } = assignment;
      const questions = parts.map(({ id, title, kind, points, optional, question }) => {
        const worth = `${points} ${points === 1 ? 'point' : 'points'}${optional === true ? ', extra credit' : ''}`;
        return `## ${id} ${title}\n\n<p class="part-facts">${kind} · ${worth}</p>\n\n${question}\n`;
      });
      const opening =
        `${summary} ${parts.length} parts, ${maximumPoints(assignment)} points.\n\n` +
        `\`\`\`sh\npnpm gradbook grade submissions/ --assignment ${id}\n\`\`\`\n\n`;
      return [
        id,
        page(
          {
            title,
            slug: `assignments/${id}`,
            description: summary,
            contents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
          },
          opening + questions.join('\n'),
        ),
      ];
    }),
  );
}
