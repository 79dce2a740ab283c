import { markdown } from '@gradbook/grading/markdown';

/** Shows a text as the report will: Markdown with mathematics, in which written markup is text. */
export function showPreview(place: HTMLElement, text: string): void {
  place.innerHTML = text.trim() === '' ? '' : markdown(text).source;
}
