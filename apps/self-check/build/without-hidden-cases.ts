import type { Plugin } from 'vite';

import { type CaseNames, mayHoldCases, type Node, removeHidden, requireFound } from '../src/bundle/hidden-cases.ts';

/**
 * Leaves the hidden cases of the assignments out of what is built: where an element of a list holds the name of one, the element is
 * taken from the source, so that neither its name nor its numbers reach the page.
 *
 * @throws Error when the build ends and a hidden case was found nowhere: it may be in the page.
 */
export function withoutHiddenCases(names: CaseNames): Plugin {
  const found = new Set<string>();
  return {
    name: 'without-hidden-cases',
    enforce: 'pre',
    transform(code, id) {
      if (!mayHoldCases.test(id)) return undefined;
      const tree = this.parse(code, { lang: 'ts' }) as unknown as Node;
      return { code: removeHidden(code, tree, names, found), map: null };
    },
    buildEnd(error) {
      if (!error) requireFound(names, found);
    },
  };
}
