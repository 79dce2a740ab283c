import { demos } from './demos.ts';
import { publishedPackages } from './packages.ts';
import { repositoryPage, repositoryPages } from './repository-pages.ts';

/** Which package a demo shows most of. */
const shows: Readonly<Record<string, readonly string[]>> = {
  'layers-recurrent': ['gradient-flow', 'names'],
  decoding: ['beam-search'],
  autograd: ['differentiate'],
  'layers-conv': ['convolution'],
  normalization: ['normalization'],
  answers: ['check-answer'],
  'datasets-names': ['names'],
  figures: ['gradient-flow', 'beam-search'],
};

/** A page for each package: its README, whose examples are run by its tests, with where to go from there. */
export function packagePages(): ReadonlyMap<string, string> {
  return new Map(
    publishedPackages().map(({ name, short, entries, needs }) => {
      const readme = repositoryPages.find(({ slug }) => slug === `packages/${short}`)!;
      const links = [...entries.keys()].map((entry, index) => {
        const label = index === 0 ? 'API reference' : `<code>${entry.slice(name.length)}</code>`;
        return `<a href="/api/${entry.replace('@gradbook/', '')}/">${label}</a>`;
      });
      const live = demos.filter((demo) => shows[short]?.includes(demo.name));
      const facts = [
        links.join(' and '),
        needs.length === 0
          ? 'needs no other package'
          : `needs ${needs
              .map((each) => each.replace('@gradbook/', ''))
              .map((each) => `<a href="/packages/${each}/">${each}</a>`)
              .join(', ')}`,
        ...live.map((demo) => `<a href="/demos/${demo.name}/">Demo: ${demo.title}</a>`),
      ];
      const opening = `<ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>\n\n`;
      const whole = repositoryPage(readme, { opening });
      // The catalogue has a page of its own.
      const text = whole.replace(
        /(## Mistakes that are recognised\n\n)[\s\S]*?(?=\n## |$)/,
        `$1[The catalogue of mistakes](/staff/mistakes/)\n`,
      );
      return [short, text];
    }),
  );
}
