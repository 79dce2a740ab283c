import { describe, test } from 'vitest';

import { hangGuard, type HostileAnswer, hostileSetup } from './harness.ts';

const { run } = hostileSetup();

const math = (latex: string): HostileAnswer => ({ name: shortened(latex), answer: `$$${latex}$$` });

function shortened(text: string): string {
  return text.length > 70 ? `${text.slice(0, 50)} … (${text.length} characters)` : text;
}

/** `open` n times, `core`, `close` n times. */
function nested(n: number, open: string, core: string, close: string): string {
  return open.repeat(n) + core + close.repeat(n);
}

/** Formulas that no closing brace, command or environment completes. */
const broken: readonly HostileAnswer[] = [
  ...[
    String.raw`\frac{1}{2`,
    String.raw`\frac{1}{`,
    String.raw`\frac`,
    String.raw`}{`,
    String.raw`{{{{{{w}`,
    String.raw`\left( w`,
    String.raw`w \right)`,
    String.raw`\left( w \right]}`,
    String.raw`\left\left\left w`,
    String.raw`\begin{bmatrix} 1 & 2 \\ 3`,
    String.raw`\end{bmatrix}`,
    String.raw`\begin{bmatrix} 1 \end{pmatrix}`,
    String.raw`\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}`,
    String.raw`\begin{nothing} w \end{nothing}`,
    String.raw`\begin`,
    String.raw`\begin{`,
    String.raw`\sqrt[3`,
    String.raw`w^`,
    String.raw`w_`,
    String.raw`w^^2`,
    String.raw`w__2`,
    String.raw`w^{2`,
    String.raw`w'''''''''''^'`,
    String.raw`\\`,
    '\\',
    '&',
    '& & & &',
    '#1',
    '%',
    '~',
    String.raw`\left. \right.`,
    String.raw`\text{`,
    String.raw`\text{$w`,
    String.raw`\hline`,
    String.raw`\over`,
    String.raw`w \over`,
    String.raw`w \over u_1 \over u_2`,
    String.raw`\middle|`,
    String.raw`\overbrace`,
    String.raw`\cases{`,
    String.raw`\substack{`,
    String.raw`\limits`,
    String.raw`\sum_{`,
    String.raw`\sum_{i=1}^{`,
    String.raw`= = =`,
    '=',
    'w =',
    '= w',
    '+',
    '* / *',
    '()',
    '[]',
    '[[], [], []]',
    '{}',
    ',,,,',
    '((w)',
    '(w))',
    'w + + + u_1',
    String.raw`\frac{\partial}{\partial}`,
    String.raw`\frac{d}{dw}`,
    String.raw`\notacommand w`,
  ].map(math),
  { name: 'a display that is never closed', answer: '$$ w u_1 + u_2' },
  { name: 'three dollars', answer: '$w$$ u_1 $ + $$' },
  { name: 'brackets that are never closed', answer: String.raw`\[ w u_1 \( + u_2` },
  { name: 'brackets closed the wrong way round', answer: String.raw`\[ w u_1 \) + u_2 \]` },
];

/** Formulas that are far too deep. */
const deep: readonly HostileAnswer[] = [
  nested(200, String.raw`\frac{1}{`, 'w', '}'),
  nested(200, String.raw`\frac{`, 'w', '}{2}'),
  nested(3_000, String.raw`\frac{1}{`, 'w', '}'),
  nested(20_000, '(', 'w', ')'),
  nested(20_000, '{', 'w', '}'),
  nested(20_000, '[', '1', ']'),
  nested(2_000, String.raw`\left(`, 'w', String.raw`\right)`),
  nested(1_000, String.raw`\sqrt{`, 'w', '}'),
  nested(1_000, 'w^{', 'w', '}'),
  nested(1_000, 'w_{', 'w', '}'),
  nested(400, String.raw`\text{$`, 'w', '$}'),
  nested(200, String.raw`\begin{bmatrix}`, 'w', String.raw`\end{bmatrix}`),
  nested(500, String.raw`\tanh(`, 'w', ')'),
  nested(500, String.raw`\sigma\left(`, 'w', String.raw`\right)`),
  nested(1_000, String.raw`\frac{\partial `, 'y', String.raw`}{\partial w}`),
  nested(2_000, '-', 'w', ''),
  nested(2_000, 'w + (', 'w', ')'),
  nested(5_000, String.raw`\frac{`, '', ''),
  nested(20_000, '(', '', ''),
].map(math);

/** Powers, factorials and numbers that no machine could write out. */
const huge: readonly HostileAnswer[] = [
  'w^{10^9}',
  'w^{-10^9}',
  'w^{10^{10^{10}}}',
  '9^{9^{9^9}}',
  '9^{9^{9^{9^{9^{9^9}}}}}',
  '(w + u_1)^{1000000}',
  '(w + u_1 + u_2 + u_3)^{64}',
  '((((w + u_1)^{64})^{64})^{64})^{64}',
  '(w^{64} + u_1^{64} + u_2^{64})^{63}',
  Array.from({ length: 40 }, (_, k) => `(w^{${k + 1}} + u_1 + ${k})`).join(' '),
  Array.from({ length: 40 }, (_, k) => String.raw`\frac{1}{w + u_1^{${k}} + ${k}}`).join(' + '),
  nested(40, 'w^{', 'w', '}'),
  nested(40, '2^{', '2', '}'),
  String.raw`e^{e^{e^{e^{e^{e^{w}}}}}}`,
  String.raw`\exp(\exp(\exp(\exp(100))))`,
  'w^{1/10^{100}}',
  'w^{0.000000000000000000000000000000001}',
  '10000000!',
  '((((9!)!)!)!)!',
  '171!',
  'w!!!!!!!!!!!!!!!!!!!!!!',
  '9'.repeat(100_000),
  `0.${'0'.repeat(100_000)}1`,
  String.raw`\frac{${'7'.repeat(20_000)}}{${'3'.repeat(20_000)}}`,
  '1e999999999',
  '1e-999999999',
  String.raw`10^{-400} w`,
  String.raw`\binom{1000000}{500000}`,
  String.raw`\sum_{i=1}^{10^{12}} w`,
  String.raw`\prod_{i=1}^{10^{12}} (w + i)`,
  String.raw`\sum_{i=1}^{1000} \sum_{j=1}^{1000} \sum_{k=1}^{1000} w^{i+j+k}`,
].map(math);

/** Long ones. */
const long: readonly HostileAnswer[] = [
  Array.from({ length: 10_000 }, () => 'w').join(' + '),
  Array.from({ length: 10_000 }, () => 'w').join(' '),
  Array.from({ length: 10_000 }, () => 'w').join(' = '),
  Array.from({ length: 3_000 }, (_, k) => `w_{${k}}`).join(' + '),
  Array.from({ length: 10_000 }, (_, k) => k).join(', '),
  `[${Array.from({ length: 10_000 }, (_, k) => k).join(', ')}]`,
  String.raw`\begin{bmatrix} ${Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => '1').join(' & ')).join(String.raw` \\ `)} \end{bmatrix}`,
  Array.from({ length: 2_000 }, (_, k) => `w &= u_1 + ${k}`).join(String.raw` \\ `),
  `w${'_1'.repeat(2_000)}`,
  'w'.repeat(40_000),
  String.raw`\alpha`.repeat(8_000),
  `w${"'".repeat(20_000)}`,
  `${String.raw`\, \; \! `.repeat(4_000)} w`,
].map(math);

/** Values that are no numbers. */
const noNumbers: readonly HostileAnswer[] = [
  String.raw`\infty`,
  String.raw`-\infty`,
  String.raw`\infty - \infty`,
  String.raw`\frac{0}{0}`,
  '0/0',
  '1/0',
  String.raw`\frac{w}{0}`,
  String.raw`\frac{w}{w - w}`,
  String.raw`\ln(0)`,
  String.raw`\log(-1)`,
  String.raw`\sqrt{-1}`,
  '0^0',
  '0^{-1}',
  'NaN',
  String.raw`\text{NaN}`,
  'Infinity',
  'i',
  String.raw`\tan(\pi / 2)`,
  String.raw`\emptyset`,
  String.raw`\text{undefined}`,
  String.raw`[\infty, \infty, \infty]`,
  '[NaN, NaN, NaN]',
  String.raw`\begin{bmatrix} 0/0 & 1/0 \\ \infty & -\infty \end{bmatrix}`,
  '?',
  String.raw`\ldots`,
  String.raw`w \pm u_1`,
  String.raw`\approx w`,
  String.raw`w \neq w`,
  String.raw`w < u_1`,
].map(math);

describe('formulas', () => {
  test.each([...broken])('broken: $name', run, hangGuard);
  test.each([...deep])('too deep: $name', run, hangGuard);
  test.each([...huge])('too large: $name', run, hangGuard);
  test.each([...long])('too long: $name', run, hangGuard);
  test.each([...noNumbers])('no number: $name', run, hangGuard);
});
