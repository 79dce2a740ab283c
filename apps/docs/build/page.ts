/** What a generated page says of itself. */
export interface PageHead {
  readonly title: string;
  /** Where it lies, without slashes at its ends. */
  readonly slug: string;
  readonly description?: string;
  /** The depth of the headings listed beside it. */
  readonly contents?: { readonly minHeadingLevel: number; readonly maxHeadingLevel: number } | false;
  /** Whether it shows links to the pages before and behind it. */
  readonly neighbours?: boolean;
}

/** A page of the site as Markdown, with its head. (JSON is YAML too.) */
export function page({ title, slug, description, contents, neighbours = true }: PageHead, content: string): string {
  const head = {
    title,
    slug,
    ...(description === undefined ? {} : { description }),
    ...(contents === undefined ? {} : { tableOfContents: contents }),
    ...(neighbours ? {} : { prev: false, next: false }),
  };
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n\n${content.trimEnd()}\n`;
}
