import type { Plugin } from 'vite';

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/**
 * Leaves the hidden cases of the assignments out of what is built: an element of a list in which something stands that is marked
 * `hidden: true` is removed from the source, so that neither its name nor its numbers reach the page.
 */
export function withoutHiddenCases(): Plugin {
  return {
    name: 'without-hidden-cases',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/packages\/assignments\/(?:src|dist)\//.test(id) || !code.includes('hidden: true')) return undefined;
      const tree = this.parse(code, { lang: 'ts' }) as unknown as Node;
      return { code: removeHidden(code, tree), map: null };
    },
  };
}

/**
 * The source without the hidden elements of its lists.
 *
 * @throws Error where something is marked as hidden that is no element of a list: it would reach the page.
 */
export function removeHidden(code: string, tree: Node): string {
  const removed = new Set<Node>();
  walk(tree, [], (node, ancestors) => {
    if (!isHiddenMark(node)) return;
    const element = ancestors.findLast((_, index) => ancestors[index - 1]?.type === 'ArrayExpression');
    if (!element)
      throw new Error(`without-hidden-cases: ${code.slice(node.start, node.end)} marks no element of a list`);
    removed.add(element);
  });
  let [kept, position] = ['', 0];
  for (const { start, end } of [...removed].toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < position) continue;
    kept += code.slice(position, start);
    // An element's comma goes with it: an empty place in a list would be undefined.
    position = end + (/^\s*,/.exec(code.slice(end))?.[0].length ?? 0);
  }
  return kept + code.slice(position);
}

/** The property `hidden: true` of an object. A type that says so is none. */
function isHiddenMark({ type, key, value }: Node): boolean {
  const [name, literal] = [key as Node | undefined, value as Node | undefined];
  return type === 'Property' && name?.['name'] === 'hidden' && literal?.['value'] === true;
}

function walk(node: Node, ancestors: readonly Node[], visit: (node: Node, ancestors: readonly Node[]) => void): void {
  visit(node, ancestors);
  const inside = [...ancestors, node];
  for (const field of Object.values(node)) {
    for (const child of Array.isArray(field) ? (field as unknown[]) : [field]) {
      if (typeof child === 'object' && child !== null && 'type' in child) walk(child as Node, inside, visit);
    }
  }
}
