import type { Element, Root as HtmlRoot } from 'hast';
import { renderToString } from 'katex';
import type { Root } from 'mdast';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

import { escapeHtml, Html } from './html.ts';

/** A report shows students' text: no images that load from elsewhere, no links that run something, no ids to collide. */
const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames!.filter((tag) => !['img', 'input', 'picture', 'source'].includes(tag)),
  attributes: { ...defaultSchema.attributes, code: [['className', /^language-./, 'math-inline', 'math-display']] },
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
  strip: ['script', 'style'],
} satisfies typeof defaultSchema;

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(showMarkup)
  .use(remarkRehype)
  .use(rehypeSanitize, schema)
  .use(flattenHeadings)
  .use(typesetMath)
  // The only raw pieces are KaTeX's own output: markup that was written became text above.
  .use(rehypeStringify, { allowDangerousHtml: true });

/** Longer texts are shown as they are: typesetting them would cost more than anybody reads. */
const longest = 20_000;

/** Markdown with LaTeX as safe HTML: written markup is shown, never run; formulas that cannot be set are shown as source. */
export function markdown(source: string): Html {
  if (source.length > longest) return new Html(`<pre>${escapeHtml(source)}</pre>`);
  return new Html(String(processor.processSync(source)));
}

/** Written HTML stands in the report as the text that it is. */
function showMarkup() {
  return (tree: Root): void => {
    visit(tree, 'html', (node, index, parent) => {
      if (parent && index !== undefined) parent.children[index] = { type: 'text', value: node.value };
    });
  };
}

/** Headings of an answer are no headings of the report: they would break its outline. */
function flattenHeadings() {
  return (tree: HtmlRoot): void => {
    visit(tree, 'element', (element) => {
      if (/^h[1-6]$/.test(element.tagName)) element.tagName = 'p';
    });
  };
}

function typesetMath() {
  return (tree: HtmlRoot): void => {
    visit(tree, 'element', (element, index, parent) => {
      const classes = element.properties['className'];
      if (!parent || index === undefined || element.tagName !== 'code' || !Array.isArray(classes)) return;
      const display = classes.includes('math-display');
      if (!display && !classes.includes('math-inline')) return;
      // Raw nodes are what rehype-stringify copies as they are; hast's types do not know them.
      (parent.children as unknown[])[index] = { type: 'raw', value: typeset(textOf(element), display) };
    });
  };
}

function textOf(element: Element): string {
  return element.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
}

function typeset(latex: string, displayMode: boolean): string {
  try {
    return renderToString(latex, {
      displayMode,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxSize: 20,
      maxExpand: 200,
    });
  } catch {
    return `<code>${escapeHtml(latex)}</code>`;
  }
}
