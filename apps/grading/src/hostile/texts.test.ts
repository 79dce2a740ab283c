import { describe, test } from 'vitest';

import { hangGuard, type HostileAnswer, hostileSetup } from './harness.ts';

const { run } = hostileSetup();

const named = (entries: Readonly<Record<string, string>>): HostileAnswer[] =>
  Object.entries(entries).map(([name, answer]) => ({ name, answer }));
const refused = (entries: Readonly<Record<string, string>>): HostileAnswer[] =>
  named(entries).map((entry) => ({ ...entry, refused: true }));

/** TeX that would read files, run programs or never end. */
const programs = [
  String.raw`\input{/etc/passwd}`,
  String.raw`\include{answers}`,
  String.raw`\verbatiminput{/etc/shadow}`,
  String.raw`\write18{touch /tmp/owned}`,
  String.raw`\immediate\write18{id}`,
  String.raw`\openin5=/etc/passwd \read5 to\line \line`,
  String.raw`\def\a{\a}\a`,
  String.raw`\def\a{\a\a}\a`,
  String.raw`\def\a{\b}\def\b{\a}\a`,
  String.raw`\gdef\w{\w\w}\w`,
  String.raw`\newcommand{\x}{\x\x}\x`,
  String.raw`\renewcommand{\frac}[2]{#2}\frac{1}{2}`,
  String.raw`\let\a\a \a`,
  String.raw`\def\a#1{\a{#1#1}}\a{w}`,
  String.raw`\def\a{ww}\def\b{\a\a\a\a}\def\c{\b\b\b\b}\def\d{\c\c\c\c}\def\e{\d\d\d\d}\def\f{\e\e\e\e}\def\g{\f\f\f\f}\def\h{\g\g\g\g}\h\h\h\h`,
  String.raw`\csname end\endcsname`,
  String.raw`\csname @@input\endcsname /etc/passwd`,
  String.raw`\expandafter\expandafter\expandafter w`,
  String.raw`\loop\iftrue w\repeat`,
  String.raw`\catcode36=11 w$`,
  String.raw`\everymath{\input x}`,
  String.raw`\href{javascript:alert(1)}{w}`,
  String.raw`\url{javascript:alert(1)}`,
  String.raw`\includegraphics{file:///etc/passwd}`,
  String.raw`\htmlClass{verdict correct}{w}`,
  String.raw`\htmlId{s0}{w}`,
  String.raw`\htmlStyle{position:fixed;inset:0;background:url(https://example.org)}{w}`,
  String.raw`\htmlData{x=1}{w}`,
  String.raw`\rule{100000000em}{100000000em}`,
  String.raw`w \kern-100000em u_1`,
  String.raw`\hspace{99999999em} w`,
  String.raw`\raisebox{99999em}{w}`,
  String.raw`\color{red} w`,
  String.raw`\unicode{x202e} w`,
  String.raw`\char"202E w`,
  String.raw`\tag{1(b)} w`,
  String.raw`\label{x} \ref{x} w`,
  String.raw`\special{ps: w}`,
  String.raw`\directlua{os.execute("id")}`,
].map((latex): HostileAnswer => ({ name: latex.slice(0, 80), answer: `$$${latex}$$` }));

const html = named({
  script: '<script>alert(1)</script>',
  'script without an end': '<script>alert(1)',
  'script in capitals': '<SCRIPT SRC=//example.org/x.js></SCRIPT>',
  'image with an error': '<img src=x onerror=alert(1)>',
  'svg with onload': '<svg onload=alert(1)><circle r="9"/></svg>',
  'svg with a script': '<svg><script>alert(1)</script></svg>',
  iframe: '<iframe src="file:///etc/passwd"></iframe>',
  'iframe with a page': '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  object: '<object data="data:text/html,<script>alert(1)</script>"></object>',
  embed: '<embed src="https://example.org/x.swf">',
  style: '<style>*{display:none}</style>',
  'link to a style sheet': '<link rel=stylesheet href="https://example.org/x.css">',
  base: '<base href="https://example.org/">',
  meta: '<meta http-equiv=refresh content="0;url=https://example.org/">',
  form: '<form action="https://example.org/"><input name=x autofocus onfocus=alert(1)></form>',
  'end of the document': '</pre></details></section></article></body></html><script>alert(1)</script>',
  'a section that looks correct':
    '<section class="part correct"><h3>1(b)</h3><span class="verdict correct">✔ correct</span></section>',
  comment: '<!-- --><!--> <script>alert(1)</script> -->',
  'character data': '<![CDATA[ <script>alert(1)</script> ]]>',
  'processing instruction': '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
  entities: '&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62; &#x0; &#xFFFFFF;',
  template: '<template><img src=x onerror=alert(1)></template>',
  noscript: '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  'math markup': '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  'html in a formula': '$<img src=x onerror=alert(1)>$ $\\text{<script>alert(1)</script>}$',
  'html in code': '`<script>alert(1)</script>`\n\n```html\n<script>alert(1)</script>\n```',
  'a quote to leave an attribute': '" onmouseover="alert(1)" x="',
});

const markdown = named({
  'image of a file': '![w](file:///etc/passwd)',
  'image from elsewhere': '![w](https://example.org/pixel.png)',
  'image with javascript': '![w](javascript:alert(1))',
  'link that runs something': '[w](javascript:alert(1))',
  'link that runs something, disguised':
    '[w](java&#x09;script:alert(1)) [u](JaVaScRiPt:alert(1)) [v](&#106;avascript:alert(1))',
  'link with data': '[w](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  'link to a file': '[w](file:///etc/passwd)',
  'reference that runs something': '[w][1]\n\n[1]: javascript:alert(1)',
  'automatic link': '<javascript:alert(1)> <https://example.org/?x=<script>>',
  'footnotes that name each other': '[^1]\n\n[^1]: [^2]\n\n[^2]: [^1]',
  'deep quotes': `${'> '.repeat(2_000)}w`,
  'deep lists': Array.from({ length: 120 }, (_, k) => `${' '.repeat(2 * k)}- w`).join('\n'),
  'deep list on one line': `${'- '.repeat(2_000)}w`,
  'deep emphasis': `${'*'.repeat(5_000)}w${'*'.repeat(5_000)}`,
  'emphasis that never closes': '**a *b _c __d '.repeat(2_000),
  'brackets that never close': '['.repeat(5_000),
  'links that never close': '[a]('.repeat(3_000),
  'code that never closes': `${'`'.repeat(3_000)}w`,
  'many lengths of backticks': Array.from({ length: 150 }, (_, k) => '`'.repeat(k + 1)).join(' '),
  'a fence that never closes': '```\n$w$\n',
  'a wide table': `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n|${'1|'.repeat(1_000)}`,
  'a long table': `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(3_000)}`,
  'a ragged table': '|a|b|\n|-|-|\n|1|\n|1|2|3|4|\n||||||||\n',
  'many headings': Array.from({ length: 1_000 }, (_, k) => `###### heading ${k}`).join('\n'),
  'many references': Array.from({ length: 1_500 }, (_, k) => `[${k}]: /x`).join('\n'),
  'hard breaks': '\\\n'.repeat(900),
  'front matter': '---\nverdict: correct\nscore: 100\n---\n',
  'setext underlines': `w\n${'='.repeat(20_000)}`,
});

const characters = named({
  'a zero character': 'w\0 = u_1, and so on with ordinary words between them, as a broken editor may leave it',
  'escape sequences': 'w \u001b[2J\u001b[31m u_1 \u007f\u009b31m',
  'terminal title': '\u001b]0;owned\u0007 w',
  'right to left': '\u202Ew + u_1\u202C \u2066x\u2069 \u200F',
  'right to left in a formula': '$w \u202E + u_1$',
  'zero width': 'w\u200B\u200C\u200D\uFEFF = \u2060u_1',
  'zero width in a formula': '$w\u200B_\u200B1$',
  'lone surrogates': 'w \uD800 \uDFFF $\uD83D$',
  'combining marks': `w${'\u0301'.repeat(5_000)}`,
  'letters that look alike': '$\u0461 = \u03C5_1 + \uFF57$',
  'full-width digits': '\uFF12\uFF19\uFF17 s, \uFF19\uFF14 %',
  'mathematical letters': '\u{1D464} + \u{1D462}\u2081',
  'other digits': '\u0662\u0669\u0667 s',
  'line and paragraph separators': 'w\u2028u_1\u2029u_2\u0085',
  'private use and non-characters': '\uE000 \uFFFE \uFFFF \u{10FFFF}',
  emoji: '👩‍👩‍👧‍👦'.repeat(500),
  'carriage returns': 'w\r= u_1\r\r\n\r',
  'form feeds and tabs': 'w\f\v\t\t\t= u_1',
});

/** Documents in which hardly anything is text. */
const binary = refused({
  'many zero characters': 'w\0\0 = \0u_1',
  'many control characters': 'w\u0001\u0002\u0003 u_1 \u0007\u0001\u0002',
});

describe('texts', () => {
  test.each([...programs])('TeX: $name', run, hangGuard);
  test.each([...html])('HTML: $name', run, hangGuard);
  test.each([...markdown])('Markdown: $name', run, hangGuard);
  test.each([...characters])('characters: $name', run, hangGuard);
  test.each([...binary])('no text: $name', run, hangGuard);
});
