import { codeAssignments } from '@gradbook/assignments/code';

/** A node of the syntax tree, as far as it is looked at. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** The names of an assignment's cases: of those that are left out, and of those that must stay. */
export interface CaseNames {
  readonly hidden: readonly string[];
  readonly shown: readonly string[];
}

/** Stands where a hidden case stood: those behind it keep their places, by which their numbers are drawn. */
const placeholder = "{ name: '', axis: 'values', hidden: true, arguments: () => ({}) }";

/** The names of all cases of the assignments that ask for code. */
export function caseNames(): CaseNames {
  const cases = codeAssignments.flatMap(({ parts }) =>
    parts.flatMap(({ functions = [] }) => functions.flatMap((each) => each.cases)),
  );
  return {
    hidden: cases.filter(({ hidden }) => hidden === true).map(({ name }) => name),
    shown: cases.filter(({ hidden }) => hidden !== true).map(({ name }) => name),
  };
}

/** Modules that may hold a hidden case. */
export const mayHoldCases = /\/packages\/assignments\/(?:src|dist)\//;

/** @throws Error when a hidden case was found nowhere: it may be in what was built. */
export function requireFound(names: CaseNames, found: ReadonlySet<string>): void {
  const missed = names.hidden.filter((name) => !found.has(name));
  if (missed.length === 0) return;
  throw new Error(`without-hidden-cases: not found, so that they may be in the page: ${missed.join('; ')}`);
}

/**
 * The source with placeholders for the hidden elements of its lists.
 *
 * @param found gets the names that were there.
 * @throws Error where the name of a hidden case stands outside of lists, or could be a shown one's, or it is not known how many
 * there are: write cases as elements of a list, or as `...[1, 2].map(…)` in one.
 */
export function removeHidden(code: string, tree: Node, names: CaseNames, found: Set<string>): string {
  const removed = new Map<Node, number>();
  walk(tree, [], (node, ancestors) => {
    const pattern = patternOf(node);
    const hidden = pattern ? names.hidden.filter((name) => pattern.test(name)) : [];
    if (hidden.length === 0) return;
    const element = ancestors.findLast((_, index) => ancestors[index - 1]?.type === 'ArrayExpression');
    const count = element && countOf(element);
    if (count === undefined || names.shown.some((name) => pattern!.test(name))) {
      throw new Error(`without-hidden-cases: ${code.slice(node.start, node.end)} cannot be told apart and left out`);
    }
    removed.set(element!, count);
    for (const name of hidden) found.add(name);
  });
  let [kept, position] = ['', 0];
  for (const [{ start, end }, count] of [...removed].toSorted(([a], [b]) => a.start - b.start)) {
    kept += `${code.slice(position, start)}${Array.from({ length: count }, () => placeholder).join(', ')}`;
    position = end;
  }
  return kept + code.slice(position);
}

/** What the names look like that a text of the source gives; none for other nodes, and for texts without a word. */
function patternOf({ type, value, quasis }: Node): RegExp | undefined {
  const texts =
    type === 'Literal' && typeof value === 'string'
      ? [value]
      : type === 'TemplateLiteral'
        ? (quasis as readonly { readonly value: { readonly cooked: string } }[]).map((each) => each.value.cooked)
        : [];
  if (!/\w{3}/.test(texts.join(''))) return undefined;
  return new RegExp(`^${texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`);
}

/** How many cases an element of a list is; undefined when that cannot be seen. */
function countOf(element: Node): number | undefined {
  if (element.type !== 'SpreadElement') return 1;
  const callee = (element['argument'] as Node)['callee'] as Node | undefined;
  const over = callee?.['object'] as Node | undefined;
  const name = (callee?.['property'] as Node | undefined)?.['name'];
  return name === 'map' && over?.type === 'ArrayExpression' ? (over['elements'] as unknown[]).length : undefined;
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
