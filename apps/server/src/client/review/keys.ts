/** What a key does in the review of an answer. */
export type KeyAction =
  | { readonly kind: 'tick'; readonly key: number }
  | { readonly kind: 'next' | 'previous' | 'save' | 'points' | 'comment' | 'leave' | 'help' };

/** Where a key was pressed. */
export interface KeyPlace {
  readonly key: string;
  readonly ctrl: boolean;
  /** Alt, or the key of the operating system: those keys are the browser's. */
  readonly other: boolean;
  /** `text` where letters are written, `control` where Enter and Space have a meaning of their own. */
  readonly focus: 'text' | 'field' | 'control' | 'page';
}

/** The action of a key; undefined where it has none, or the place has a meaning of its own for it. */
export function actionOf({ key, ctrl, other, focus }: KeyPlace): KeyAction | undefined {
  if (other) return undefined;
  if (key === 'Escape' && focus !== 'page') return { kind: 'leave' };
  if (key === 'Enter') {
    if (ctrl) return { kind: 'save' };
    // In a field the browser sends the form; on a button or link it does what that says.
    return focus === 'page' ? { kind: 'save' } : undefined;
  }
  if (ctrl || focus === 'text' || focus === 'field') return undefined;
  if (/^[1-9]$/.test(key)) return { kind: 'tick', key: Number(key) };
  const letters = { j: 'next', k: 'previous', p: 'points', c: 'comment', '?': 'help' } as const;
  const kind = letters[key.toLowerCase() as keyof typeof letters];
  return kind === undefined ? undefined : { kind };
}

/** The points that ticked items give: from the start, and never outside 0 to the maximum. */
export function pointsOfTicks(ticked: readonly number[], start: number, maximum: number): number {
  const sum = ticked.reduce((total, points) => total + points, start);
  return Math.min(maximum, Math.max(0, sum));
}
