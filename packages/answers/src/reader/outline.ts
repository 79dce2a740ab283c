/** One part of an assignment, as the reader looks for it. */
export interface OutlinePart {
  /** The part's id, in the order of the assignment: `1(a)`, `3.4.b`, `Q1.1(ii)`, `7`. */
  readonly id: string;
  /**
   * Phrases of the question. A paragraph that contains one of them opens the part where no label does,
   * as in documents whose sub-questions are told apart only by their text.
   */
  readonly cues?: readonly string[];
}

/** A place in the assignment: a part, or a heading that only holds parts, as `3.4` holds `3.4.a`. */
interface OutlineNode {
  readonly path: readonly string[];
  /** Index into the outline; -1 where the place is not a part itself. */
  readonly part: number;
  /** Node indices of the place itself and all that hold it, innermost first. */
  readonly ancestors: readonly number[];
  /** Index of the node that holds this one; -1 at the top. */
  readonly parent: number;
  /** Whether no sibling comes after it. */
  readonly last: boolean;
  readonly siblings: number;
}

export interface OutlineTree {
  readonly nodes: readonly OutlineNode[];
  /** Node indices by the last label of their path. */
  readonly byLast: ReadonlyMap<string, readonly number[]>;
  /** How many parts stand before node i: differences count what a jump leaves out. */
  readonly partsBefore: readonly number[];
}

/**
 * The labels of an id, outermost first, in one spelling: `Q1.1(ii)` → `['1', '1', 'ii']`.
 * A leading Q, Problem or Question, spaces, dots, brackets and case do not matter.
 */
export function pathOf(id: string): string[] {
  const bare = id
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(?:questions?|problems?|exercises?|tasks?|parts?|q)[\s.:#]*(?=[\d(]|[a-z](?![a-z]))/, '');
  return (bare.match(/\d+|[a-z]+/g) ?? []).map((token) => token.replace(/^0+(?=\d)/, ''));
}

/** Builds the tree of places of an assignment; throws where two ids cannot be told apart. */
export function outlineTree(outline: readonly OutlinePart[]): OutlineTree {
  const paths: string[][] = [];
  const parts: number[] = [];
  const index = new Map<string, number>();
  const add = (path: string[], part: number): void => {
    const key = path.join('.');
    const known = index.get(key);
    if (known === undefined) {
      index.set(key, paths.length);
      paths.push(path);
      parts.push(part);
    } else if (part >= 0) {
      if (parts[known]! >= 0) {
        throw new RangeError(
          `The outline's parts "${outline[parts[known]!]!.id}" and "${outline[part]!.id}" have the same labels: give each part its own id.`,
        );
      }
      parts[known] = part;
    }
  };
  for (const [position, { id }] of outline.entries()) {
    const path = pathOf(id);
    if (path.length === 0) {
      throw new RangeError(`The outline's part "${id}" has no number and no letter: give it an id such as 1(b).`);
    }
    for (let length = 1; length < path.length; length += 1) add(path.slice(0, length), -1);
    add(path, position);
  }

  const children = new Map<number, number[]>();
  const parents = paths.map((path) => index.get(path.slice(0, -1).join('.')) ?? -1);
  for (const [node, parent] of parents.entries()) children.set(parent, [...(children.get(parent) ?? []), node]);
  const byLast = new Map<string, number[]>();
  const partsBefore: number[] = [0];
  const nodes = paths.map((path, node): OutlineNode => {
    const ancestors: number[] = [];
    for (let at = node; at >= 0; at = parents[at]!) ancestors.push(at);
    const last = path.at(-1)!;
    byLast.set(last, [...(byLast.get(last) ?? []), node]);
    partsBefore.push(partsBefore[node]! + (parts[node]! >= 0 ? 1 : 0));
    const family = children.get(parents[node]!)!;
    return {
      path,
      part: parts[node]!,
      ancestors,
      parent: parents[node]!,
      last: family.at(-1) === node,
      siblings: family.length,
    };
  });
  return { nodes, byLast, partsBefore };
}
