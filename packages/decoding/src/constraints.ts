import { type Allowed, SearchError, type Token } from './space.ts';

interface TrieNode {
  readonly next: Map<Token, TrieNode>;
}

/**
 * Allows only given sequences: what may follow a prefix is read off a prefix trie of them. Nothing may follow a whole
 * sequence, so give `endToken`, which is then allowed there, or sequences of the search's `length`.
 *
 * @throws SearchError when there is no sequence.
 *
 * @example
 * const allowed = allowSequences([['new', 'york'], ['new', 'delhi'], ['rome']], { endToken: '.' });
 * [...(allowed(['new']) ?? [])]; // ['york', 'delhi']
 * [...(allowed(['rome']) ?? [])]; // ['.']
 * [...(allowed(['york']) ?? [])]; // []
 */
export function allowSequences(
  sequences: Iterable<readonly Token[]>,
  options: { readonly endToken?: Token } = {},
): Allowed {
  const root: TrieNode = { next: new Map() };
  let count = 0;
  for (const sequence of sequences) {
    count += 1;
    let node = root;
    for (const token of options.endToken === undefined ? sequence : [...sequence, options.endToken]) {
      let below = node.next.get(token);
      if (!below) {
        below = { next: new Map() };
        node.next.set(token, below);
      }
      node = below;
    }
  }
  if (count === 0) throw new SearchError('allowSequences: got no sequence; give at least one');
  return (prefix) => {
    let node: TrieNode | undefined = root;
    for (const token of prefix) node = node?.next.get(token);
    return node ? node.next.keys() : [];
  };
}

/**
 * Forces tokens at the beginning of every sequence; `null` leaves a place free, and so are all places after the last.
 *
 * @example
 * const allowed = forceTokens(['a', null, 'c']);
 * [...(allowed([]) ?? [])]; // ['a']
 * allowed(['a']); // null
 * [...(allowed(['a', 'b']) ?? [])]; // ['c']
 */
export function forceTokens(tokens: readonly (Token | null)[]): Allowed {
  return (prefix) => {
    const forced = tokens[prefix.length] ?? null;
    return forced === null ? null : [forced];
  };
}
