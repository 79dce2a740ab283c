/** What other programs show of a grade: the report's pieces. */
export { Html, html } from './html.ts';
export { rules } from './rules.ts';
