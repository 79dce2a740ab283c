const lower =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega';

/** Greek letters by the name they have in expressions: `theta` → θ. */
export const greek: ReadonlyMap<string, string> = new Map(
  [...lower.split(' ').entries()].flatMap(([i, name]) => {
    // The alphabet has a hole where the final sigma stands.
    const code = 0x3b1 + i + (i > 16 ? 1 : 0);
    return [
      [name, String.fromCodePoint(code)],
      [name[0]?.toUpperCase() + name.slice(1), String.fromCodePoint(code - 0x20)],
    ] as [string, string][];
  }),
);

const byGlyph = new Map([...greek].map(([name, glyph]) => [glyph, name]));
const variants: Readonly<Record<string, string>> = {
  ϵ: 'epsilon',
  ϑ: 'theta',
  ϕ: 'phi',
  ϖ: 'pi',
  ϱ: 'rho',
  ς: 'sigma',
  ϰ: 'kappa',
  µ: 'mu',
  ℓ: 'ell',
  ℏ: 'hbar',
  '∞': 'infinity',
  '∅': 'emptyset',
  ı: 'i',
  ȷ: 'j',
  ℝ: 'ℝ',
  ℕ: 'ℕ',
  ℤ: 'ℤ',
};
const commands: Readonly<Record<string, string>> = {
  varepsilon: 'epsilon',
  vartheta: 'theta',
  varphi: 'phi',
  varpi: 'pi',
  varrho: 'rho',
  varsigma: 'sigma',
  varkappa: 'kappa',
  ell: 'ell',
  hbar: 'hbar',
  infty: 'infinity',
  emptyset: 'emptyset',
  varnothing: 'emptyset',
};

/** The name of one letter as it stands in a text or behind a LaTeX command: `θ`, `\theta` and `\vartheta` are `theta`. */
export function letterName(glyph: string): string | undefined {
  if (glyph.startsWith('\\')) {
    const command = glyph.slice(1);
    if (Object.hasOwn(commands, command)) return commands[command];
    return greek.has(command) ? command : undefined;
  }
  if (/^[A-Za-z]$/.test(glyph)) return glyph;
  return byGlyph.get(glyph) ?? variants[glyph];
}

/** What LaTeX writes for a letter's name. */
export function latexOfLetter(name: string): string | undefined {
  if (/^[A-Za-z]$/.test(name)) return name;
  if (name === 'infinity') return '\\infty';
  if (name === 'emptyset' || name === 'ell' || name === 'hbar') return `\\${name}`;
  if (name === 'ℝ' || name === 'ℕ' || name === 'ℤ') return `\\mathbb{${{ ℝ: 'R', ℕ: 'N', ℤ: 'Z' }[name]}}`;
  const glyph = greek.get(name);
  if (glyph === undefined) return undefined;
  // KaTeX has no command for the capitals that look Latin.
  return /^(?:Alpha|Beta|Epsilon|Zeta|Eta|Iota|Kappa|Mu|Nu|Omicron|Rho|Tau|Chi|omicron)$/.test(name)
    ? glyph
    : `\\${name}`;
}

/** What plain text writes for a letter's name. */
export function plainOfLetter(name: string): string {
  return greek.get(name) ?? (name === 'infinity' ? '∞' : name === 'emptyset' ? '∅' : name);
}

/** Accents by their LaTeX command, under the name they have in expressions. */
export const accents: Readonly<Record<string, string>> = {
  '\\hat': 'hat',
  '\\widehat': 'hat',
  '\\bar': 'bar',
  '\\overline': 'bar',
  '\\tilde': 'tilde',
  '\\widetilde': 'tilde',
  '\\vec': 'vec',
  '\\overrightarrow': 'vec',
  '\\overleftarrow': 'overleftarrow',
  '\\dot': 'dot',
  '\\ddot': 'ddot',
  '\\check': 'check',
  '\\breve': 'breve',
  '\\acute': 'acute',
  '\\grave': 'grave',
  '\\mathring': 'mathring',
};
