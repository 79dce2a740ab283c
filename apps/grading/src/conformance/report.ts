import { colours } from '../terminal/colours.ts';

import type { Outcome } from './outcome.ts';

/** How many cases came out which way. */
export interface Summary {
  readonly pass: number;
  readonly fail: number;
  readonly unsupported: number;
  readonly total: number;
}

export function summarize(outcomes: readonly Outcome[]): Summary {
  const count = (status: Outcome['status']): number => outcomes.filter((each) => each.status === status).length;
  return { pass: count('pass'), fail: count('fail'), unsupported: count('unsupported'), total: outcomes.length };
}

const paint: Readonly<Record<Outcome['status'], (text: string) => string>> = {
  pass: colours.green,
  fail: colours.red,
  unsupported: colours.yellow,
};

const widths = [11, 13, 46, 9, 9, 9];

/** The headings of the columns of {@link outcomeLine}. */
export const headings: string = columns('result', 'family', 'case', 'error', 'PyTorch', 'tolerance');

/** A case on one line. */
export function outcomeLine(outcome: Outcome): string {
  const { status, family, file, error, torch_f32_error: peer, tolerance, reason = '' } = outcome;
  const name = file.replace(/\.json$/, '');
  const line = columns(status, family, name, shown(error), shown(peer), shown(tolerance));
  return `${paint[status](line.slice(0, status.length))}${line.slice(status.length)}  ${reason}`.trimEnd();
}

function columns(...texts: readonly string[]): string {
  return texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ');
}

function shown(value: number | undefined): string {
  if (value === undefined) return '-';
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1);
}
