const allowed = new Set(['svg', 'title', 'desc', 'style', 'g', 'rect', 'path', 'line', 'text', 'tspan']);

/**
 * What keeps a text from being one well-formed XML element made of drawing elements only, without scripts or references
 * to anything outside; nothing when all is well.
 */
export function problemsOfSvg(svg: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  let roots = 0;
  const tag = /<(\/?)([\w:-]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g;
  const rest = svg.trim().replaceAll(tag, (_, closing: string, name: string, attributes: string, empty: string) => {
    if (!allowed.has(name)) problems.push(`element ${name}`);
    if (/ (?:on\w+|href|xlink:href|src|style)=/i.test(attributes)) problems.push(`attributes${attributes}`);
    if (closing) {
      if (open.pop() !== name) problems.push(`</${name}> closes another element`);
    } else if (!empty) {
      if (open.length === 0) roots += 1;
      open.push(name);
    }
    return '';
  });
  if (open.length > 0) problems.push(`${open.join(', ')} never closed`);
  if (roots !== 1) problems.push(`${roots} elements at the top`);
  if (rest.includes('<')) problems.push('a bare <');
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(rest)) problems.push('a bare &');
  // oxlint-disable-next-line no-control-regex -- what XML 1.0 does not allow
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(svg)) problems.push('a character that XML forbids');
  if (!svg.isWellFormed()) problems.push('a lone surrogate');
  return problems;
}

/** Texts that try to break out of the picture. */
export const hostile: readonly string[] = [
  '</text><script>alert(1)</script>',
  '"onload="alert(1)',
  "' onmouseover='alert(1)",
  ']]><!--',
  '</style><img src=x onerror=alert(1)>',
  '&#60;script&#62;',
  '\u0000\u001B[31m',
  '\u202Etxet desrever',
  '\uD800',
  '"]; n0 -> n0 [label="x',
  '<<TABLE></TABLE>>',
  '__proto__',
  'x'.repeat(5000),
  '_{_{_{^{^{',
  '   ',
  '',
];
