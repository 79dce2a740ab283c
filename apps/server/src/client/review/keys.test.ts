import { describe, expect, it } from 'vitest';

import { actionOf, type KeyPlace, pointsOfTicks } from './keys.ts';

const press = (key: string, place: Partial<KeyPlace> = {}) =>
  actionOf({ key, ctrl: false, other: false, focus: 'page', ...place });

describe('keys of the review', () => {
  it('do what the help says', () => {
    expect(['1', '9', 'j', 'K', 'Enter', 'p', 'c', '?'].map((key) => press(key))).toEqual([
      { kind: 'tick', key: 1 },
      { kind: 'tick', key: 9 },
      { kind: 'next' },
      { kind: 'previous' },
      { kind: 'save' },
      { kind: 'points' },
      { kind: 'comment' },
      { kind: 'help' },
    ]);
    expect(press('Enter', { ctrl: true, focus: 'text' })).toEqual({ kind: 'save' });
    expect(press('Escape', { focus: 'field' })).toEqual({ kind: 'leave' });
  });

  it('leave letters to fields, Enter to buttons and fields, and what belongs to the browser to it', () => {
    for (const focus of ['text', 'field'] as const) {
      expect(['1', 'j', 'c', '?', 'Enter'].map((key) => press(key, { focus }))).toEqual(Array(5).fill(undefined));
    }
    expect(press('Enter', { focus: 'control' })).toBeUndefined();
    expect(press('j', { focus: 'control' })).toEqual({ kind: 'next' });
    expect(press('1', { other: true })).toBeUndefined();
    expect(press('p', { ctrl: true })).toBeUndefined();
    expect(press('0')).toBeUndefined();
    expect(press('Escape')).toBeUndefined();
  });

  it('sum ticks between zero and the maximum', () => {
    expect(pointsOfTicks([1, 0.5], 0, 4)).toBe(1.5);
    expect(pointsOfTicks([-1], 4, 4)).toBe(3);
    expect(pointsOfTicks([-9], 4, 4)).toBe(0);
    expect(pointsOfTicks([9], 0, 4)).toBe(4);
  });
});
