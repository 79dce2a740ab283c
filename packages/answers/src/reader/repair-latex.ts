/** LaTeX as it was meant, and a sentence for each thing that was mended. */
export interface RepairedLatex {
  readonly latex: string;
  readonly repairs: readonly string[];
}

interface Repair {
  readonly pattern: RegExp;
  readonly replacement: string;
  readonly sentence: string;
}

/**
 * What is left of a command whose first letter, with its backslash, a string escape took (\b \t \f \r \v \n):
 * `\begin` → `egin`. Without a trace of the escape only tails are mended that nothing else could be.
 */
const bareTails: readonly (readonly [string, string])[] = [
  ['egin(?=\\{)', '\\begin'],
  ['ext(?=\\{)', '\\text'],
  ['extbf(?=\\{)', '\\textbf'],
  ['extrm(?=\\{)', '\\textrm'],
  ['rac(?=\\{)', '\\frac'],
  ['oxed(?=\\{)', '\\boxed'],
  ['inom(?=\\{)', '\\binom'],
  ['oldsymbol(?=[\\s{\\\\])', '\\boldsymbol'],
  ['ilde(?=\\{)', '\\tilde'],
  ['anh(?![a-zA-Z])', '\\tanh'],
  ['imes(?![a-zA-Z])', '\\times'],
  ['heta(?![a-zA-Z])', '\\theta'],
  ['ightarrow(?![a-zA-Z])', '\\rightarrow'],
  ['ight(?=[)\\]|}.\\\\>/])', '\\right'],
  ['arepsilon(?![a-zA-Z])', '\\varepsilon'],
  ['arphi(?![a-zA-Z])', '\\varphi'],
  ['orall(?![a-zA-Z])', '\\forall'],
];

/**
 * Tails that are mended behind the character that the escape became. A tab or a line break is also plain white space:
 * behind these only tails that cannot stand alone.
 */
const escapedTails: readonly (readonly [control: string, letter: string, tails: string])[] = [
  ['\b', 'b', 'egin|ar|eta|oxed|inom|oldsymbol|ot|ullet|ig|igg|mod'],
  ['\f', 'f', 'rac|orall|lat|rown'],
  ['\v', 'v', 'ec|arepsilon|arphi|ee|dots|ert'],
  ['\t', 't', 'ext|anh|imes|heta|ilde|extbf|extrm'],
  ['\r', 'r', 'ho|ight|ightarrow|angle|floor|ceil'],
  ['\n', 'n', 'abla|eq(?=\\s)|otin'],
];

const rows = /\\begin\{(?:aligned|align\*?|split|cases|gathered|gather\*?|array|[bBpvV]?matrix)\}/;

const lostBeginning = (command: string): string => `\`${command}\` had lost its first characters.`;

const repairs: readonly Repair[] = bareTails.map(([tail, command]): Repair => ({
  pattern: new RegExp(`(?<![a-zA-Z\\\\])${tail}`, 'g'),
  replacement: command,
  sentence: lostBeginning(command),
}));

/**
 * Mends LaTeX that a converter damaged, and says what it did; undamaged LaTeX comes back as it is.
 *
 * - Commands whose beginning a string escape took: `egin{aligned}`, `ext{RELU}`, `anh(`, `rac{1}{2}`, and those whose
 *   escape left a control character or a line break behind, as in `{⏎m ln}` for `{\rm ln}`.
 * - In a source damaged in that way, the row breaks of an alignment: `\\` had become a backslash and a space.
 * - Markdown's escapes within mathematics: `w\_1`, `\*`. Those in words, as in `\text{max\_len}`, stay.
 *
 * Only fragments that mean nothing as they stand are mended: letters that could be a product are left alone.
 *
 * @example
 * const { latex, repairs } = repairLatex('rac{1}{2} + anh(x)');
 * latex // '\\frac{1}{2} + \\tanh(x)'
 * repairs.length // 2
 */
export function repairLatex(source: string): RepairedLatex {
  const done: string[] = [];
  const mend = (
    latex: string,
    pattern: RegExp,
    replacement: string | ((...found: string[]) => string),
    sentence: string,
  ): string => {
    const next =
      typeof replacement === 'string' ? latex.replace(pattern, () => replacement) : latex.replace(pattern, replacement);
    if (next !== latex) done.push(sentence);
    return next;
  };
  let latex = source;
  // Every command with two backslashes, and no rows that they could end: an escape too many.
  if (/\\\\[a-z]{2}/.test(latex) && !/(?<!\\)\\(?!\\)/.test(latex.replaceAll(/\\\\(?=[a-zA-Z])/g, '')))
    latex = mend(latex, /\\\\(?=[a-zA-Z]{2})/g, '\\', 'Every backslash was doubled.');
  for (const [control, letter, tails] of escapedTails) {
    if (!latex.includes(control)) continue;
    latex = mend(
      latex,
      new RegExp(`${control}(${tails})(?![a-zA-Z])`, 'g'),
      (_, rest) => `\\${letter}${rest}`,
      `A command beginning with \`\\${letter}\` had lost its first characters.`,
    );
  }
  latex = mend(
    latex,
    /\{[ \t]*(?:\r\n|\n|\r)m[ \t]+([a-z]+)\}/g,
    (_, name) => `{\\rm ${name}}`,
    '`\\rm` had lost its first characters.',
  );
  for (const { pattern, replacement, sentence } of repairs) latex = mend(latex, pattern, replacement, sentence);
  // Where fractions were damaged, one behind a factor was damaged as well: `wrac{1}{2}`.
  if (done.includes(lostBeginning('\\frac')))
    latex = mend(latex, /(?<=(?<![a-zA-Z\\])[a-zA-Z])rac(?=\{)/g, '\\frac', lostBeginning('\\frac'));
  if (done.length > 0 && rows.test(latex) && !latex.includes('\\\\')) {
    latex = mend(latex, /\\(?=\s)/g, '\\\\', 'The row breaks `\\\\` of an alignment had lost a backslash.');
  }
  if (/\\[_*]/.test(latex)) {
    const words: string[] = [];
    const opened = latex.replace(/\\(?:text\w*|mathrm|operatorname\*?|mathtt|mathit)\{[^{}]*\}/g, (found) => {
      words.push(found);
      return `\uE003${words.length - 1}\uE004`;
    });
    const unescaped = opened.replace(/(?<=[A-Za-z\d}\])])\\_(?=[A-Za-z\d{\\(])/g, '_').replace(/(?<!\\)\\\*/g, '*');
    if (unescaped !== opened) done.push('Markdown escapes within mathematics were removed.');
    latex = unescaped.replace(/\uE003(\d+)\uE004/g, (_, index: string) => words[Number(index)] ?? '');
  }
  return { latex, repairs: done };
}
