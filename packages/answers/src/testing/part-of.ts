import type { PartContent } from '../reader/content.ts';
import { contentOf } from '../reader/content-of.ts';

/** What a judge is given for a part whose text is `markdown`. */
export function partOf(markdown: string): PartContent {
  const source = { id: '1', text: markdown, start: 0, end: markdown.length };
  return { ...contentOf(source), source };
}
