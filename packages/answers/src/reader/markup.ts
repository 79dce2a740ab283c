import { findRegions } from './regions.ts';

/** A document in which the markup of LaTeX and HTML has become Markdown, character by character: offsets stay. */
export interface PlainMarkup {
  readonly text: string;
  /** Something was struck out by a command or a tag, and is blank now. */
  readonly struck: boolean;
}

const trigger =
  /\\(?:(?:sub)*section|chapter|paragraph|subparagraph|item|textbf|textit|emph|underline|noindent|begin\{(?:document|enumerate|itemize|description|center)\}|sout|st\{)|<\/?(?:h[1-6]|b|strong|i|em|u|p|br|div|span|ol|ul|li|del|s|strike)\b/i;

/** What is changed, one after the other: an environment's edge, an item, a heading, a command with an argument, a tag. */
const pieces =
  /\\(begin|end)\{(document|enumerate|itemize|description|center|flushleft|solution|problem|question)\}(?:\[([^\]\n]{0,80})\])?|\\item\b(?:\[([^\]\n]{0,60})\])?|\\((?:sub)*section|chapter|(?:sub)?paragraph)\*?\{([^{}\n]{0,200})\}|\\(textbf|textit|emph|underline|textrm|textsf|texttt|sout|st)\{([^{}]{0,2000})\}|\\(?:noindent|newpage|clearpage|bigskip|medskip|smallskip|maketitle|par|hfill|centering)\b|<(\/?)(h[1-6]|b|strong|i|em|u|p|br|div|span|ol|ul|li|del|s|strike)(?:\s[^<>\n]{0,200})?\/?>/gi;

interface List {
  readonly name: string;
  readonly option: string;
  count: number;
}

/**
 * Turns the markup by which LaTeX and HTML documents are divided into Markdown of the same length: `\section*{1(b)}` and
 * `<h2>1(b)</h2>` become headings, `\item[(b)]` and items of an enumeration get their label, what stands before
 * `\begin{document}` and what is struck out becomes blank. Mathematics and code stay.
 *
 * @example
 * plainMarkup('\\section*{1(b)}').text // '#         1(b) '
 */
export function plainMarkup(source: string): PlainMarkup {
  if (!trigger.test(source)) return { text: source, struck: false };
  let struck = false;
  const lists: List[] = [];
  const replace = (stretch: string): string =>
    stretch.replaceAll(pieces, (found: string, ...groups: (string | undefined)[]) => {
      const [edge, environment, option, label, heading, title, command, argument, closing, tag] = groups;
      if (environment !== undefined) {
        if (edge!.toLowerCase() === 'begin')
          lists.push({ name: environment.toLowerCase(), option: option ?? '', count: 0 });
        else lists.pop();
        return blank(found);
      }
      if (/^\\item/i.test(found)) return itemOf(found, label, lists);
      if (heading !== undefined) return ended(`#${' '.repeat(found.indexOf('{'))}${title!}`, found);
      if (command !== undefined) {
        if (/^(?:sout|st)$/i.test(command)) {
          struck = true;
          return blank(found);
        }
        return ended(`${' '.repeat(found.indexOf('{') + 1)}${argument!}`, found);
      }
      if (tag !== undefined && /^h\d$/i.test(tag) && closing === '') return '#'.padEnd(found.length);
      return blank(found);
    });
  let text = withoutStruckTags(withoutPreamble(source));
  struck = text.struck;
  let out = '';
  let at = 0;
  for (const { start, end } of findRegions(text.text)) {
    out += replace(text.text.slice(at, start)) + text.text.slice(start, end);
    at = end;
  }
  out += replace(text.text.slice(at));
  text = { text: out, struck };
  return text;
}

/** Everything before `\begin{document}` and behind `\end{document}`. */
function withoutPreamble(source: string): string {
  const begin = source.indexOf('\\begin{document}');
  if (begin < 0) return source;
  const end = source.indexOf('\\end{document}', begin);
  return (
    blank(source.slice(0, begin)) +
    source.slice(begin, end < 0 ? undefined : end) +
    (end < 0 ? '' : blank(source.slice(end)))
  );
}

/** What stands between `<del>` and `</del>`, mathematics included. */
function withoutStruckTags(source: string): PlainMarkup {
  let struck = false;
  const text = source.replaceAll(/<(del|s|strike)>(?:(?!<\/?(?:del|s|strike)>)[^]){0,4000}<\/\1>/gi, (found) => {
    struck = true;
    return blank(found);
  });
  return { text, struck };
}

/** The label of an item in as many characters: its own, or the one that LaTeX would count. */
function itemOf(found: string, label: string | undefined, lists: readonly List[]): string {
  if (label !== undefined) return ended(`-${' '.repeat(found.indexOf('['))}${label}`, found);
  const list = lists.findLast(({ name }) => name === 'enumerate' || name === 'itemize');
  if (list?.name !== 'enumerate') return '-'.padEnd(found.length);
  list.count += 1;
  const depth = lists.filter(({ name }) => name === 'enumerate').indexOf(list) + 1;
  const style =
    /\\(alph|roman|arabic)/i.exec(list.option)?.[1]?.toLowerCase() ??
    optionStyle(list.option) ??
    ['arabic', 'alph', 'roman'][depth - 1];
  const written =
    style === 'alph'
      ? `(${String.fromCharCode(96 + Math.min(list.count, 26))})`
      : style === 'roman'
        ? `(${['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii'][list.count - 1] ?? 'i'})`
        : `${list.count}.`;
  return written.length <= found.length ? written.padEnd(found.length) : '-'.padEnd(found.length);
}

/** `[(a)]`, `[i.]`, `[1.]`: how the package enumerate is told to count. */
function optionStyle(option: string): string | undefined {
  if (/^\W*a\W*$/i.test(option)) return 'alph';
  if (/^\W*i\W*$/i.test(option)) return 'roman';
  return /^\W*1\W*$/.test(option) ? 'arabic' : undefined;
}

function ended(text: string, found: string): string {
  return text.slice(0, found.length).padEnd(found.length);
}

/** Spaces in place of a text, line ends kept. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
