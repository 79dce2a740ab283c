import { expect, test } from 'vitest';

import { Drafts, type DraftStore } from './drafts.ts';

function memory(): DraftStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const refuse = (): never => {
  throw new DOMException('no room', 'QuotaExceededError');
};

test('a draft comes back, by assignment and file', () => {
  const store = memory();
  expect(new Drafts(store).save('hw1', 'a.ts', 'mine', 'starter')).toBe(true);
  const drafts = new Drafts(store);
  expect(drafts.read('hw1', 'a.ts', 'starter')).toBe('mine');
  expect(drafts.read('hw2', 'a.ts', 'starter')).toBe('starter');
  expect(drafts.read('hw1', 'b.ts', 'starter')).toBe('starter');
});

test('an unchanged starter file is not kept, an emptied one is', () => {
  const store = memory();
  const drafts = new Drafts(store);
  drafts.save('hw1', 'a.ts', 'mine', 'starter');
  drafts.save('hw1', 'a.ts', 'starter', 'starter');
  expect(store.kept.size).toBe(0);
  expect(drafts.read('hw1', 'a.ts', 'a better starter')).toBe('a better starter');
  drafts.save('hw1', 'a.ts', '', 'starter');
  expect(drafts.read('hw1', 'a.ts', 'starter')).toBe('');
});

test('where nothing can be kept it is said, and nothing fails', () => {
  for (const store of [undefined, { getItem: refuse, setItem: refuse, removeItem: refuse }]) {
    const drafts = new Drafts(store);
    expect(drafts.save('hw1', 'a.ts', 'mine', 'starter')).toBe(false);
    expect(drafts.read('hw1', 'a.ts', 'starter')).toBe('starter');
    drafts.last = 'hw1/1';
    expect(drafts.last).toBeUndefined();
  }
});
