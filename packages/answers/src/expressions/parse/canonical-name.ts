import type { Scope } from '../expr.ts';
import { joinName, splitName } from './names.ts';
import { parsePlain, parseStatements } from './statements.ts';

const nothing: Scope = { variables: {} };

/**
 * The canonical form of a name however it is written, for authors of scopes and for comparing names.
 *
 * @param written LaTeX (`\hat{y}_t`), plain text (`u1`, `y_hat`) or a name that is canonical already.
 * @returns the name; undefined where the text is no single name.
 *
 * @example
 * canonicalName('\\hat{y}_t'); // 'hat(y)_t'
 * canonicalName('u1'); // 'u_1'
 * canonicalName('x_1^{(2)}'); // 'x_1^(2)'
 * canonicalName('h_{t-1}'); // 'h_{t-1}'
 * canonicalName('w + 1'); // undefined
 */
export function canonicalName(written: string): string | undefined {
  const latex = /[\\{}^]/.test(written);
  const parts = latex ? undefined : splitName(written);
  if (parts && (parts.accents.length > 0 || /_|'/.test(written))) return joinName(parts);
  const { statements, problems } = (latex ? parseStatements : parsePlain)(written, nothing);
  const [statement] = statements;
  const [member] = statement?.members ?? [];
  const single = statements.length === 1 && statement?.members.length === 1 && problems.length === 0;
  return single && member?.type === 'symbol' ? member.name : undefined;
}
