/** What other programs show of a grade: the report's pieces. */
export { type Figure, figuresOf } from './figures.ts';
export { Html, html } from './html.ts';
export { markdown } from './markdown.ts';
export { card, verdictBadge } from './part-card.ts';
export { rules } from './rules.ts';
