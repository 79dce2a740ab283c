import { renderToString } from 'katex';
import type { Root } from 'mdast';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

const parser = unified().use(remarkParse).use(remarkMath);

/** A sentence for each formula of a Markdown text that cannot be typeset. */
export function unreadableFormulas(markdown: string): string[] {
  const sentences: string[] = [];
  // The processor's own type of the tree is mdast's.
  visit(parser.parse(markdown) as Root, ['math', 'inlineMath'], (node) => {
    if (!('value' in node)) return;
    try {
      renderToString(node.value, { throwOnError: true, strict: 'ignore', trust: false, maxSize: 20, maxExpand: 200 });
    } catch (error) {
      sentences.push(
        `The formula "${node.value}" cannot be typeset: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
  return sentences;
}
