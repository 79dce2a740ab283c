import { describe, expect, test } from 'vitest';

import { escapeHtml, Html, html } from './html.ts';
import { markdown } from './markdown.ts';

const set = (source: string): string => markdown(source).source;

describe('html', () => {
  test('escapes every value that is not HTML itself', () => {
    const value = '"><script>';
    expect(html`<p title="${value}"></p>`.source).toBe('<p title="&quot;&gt;&lt;script&gt;"></p>');
    expect(html`${['<', new Html('<br>')]}${undefined}${false}${0}`.source).toBe('&lt;<br>0');
    expect(escapeHtml("a'\0\u001b")).toBe('a&#39;\ufffd\ufffd');
  });
});

describe('markdown', () => {
  test('sets formulas, tables and emphasis', () => {
    expect(set('the **first** term $u_1$')).toMatch(/<strong>first<\/strong> term <span class="katex">/);
    expect(set('$$\n\\frac{a}{b}\n$$')).toContain('katex-display');
    expect(set('|a|b|\n|-|-|\n|1|2|')).toContain('<td>1</td>');
  });

  test('shows markup as the text that it is', () => {
    expect(set('<script>alert(1)</script>')).toContain('&#x3C;script>alert(1)&#x3C;/script>');
    expect(set('a <img src=x onerror=alert(1)> b')).not.toContain('<img');
  });

  test('links lead to pages and mail alone; pictures are not loaded', () => {
    for (const target of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'vbscript:x',
      'JaVaScRiPt:x',
    ]) {
      expect(set(`[x](${target}) ![y](${target}) <${target}>`)).not.toMatch(/href=|src=/);
    }
    expect(set('[x](https://example.org)')).toContain('href="https://example.org"');
    expect(set('![x](https://example.org/y.png)')).not.toContain('example.org');
  });

  test('formulas cannot link, load or style', () => {
    const source = String.raw`$\href{javascript:alert(1)}{x} \includegraphics{y.png} \htmlId{s0}{z} \htmlStyle{color:red}{z}$`;
    expect(set(source)).not.toMatch(/<[^>]*(?:href=|src=|id=|color:red)/);
  });

  test('a formula that cannot be set is shown as its source; a long text as it is', () => {
    expect(set('$\\frac{1}{$')).toContain('<code>\\frac{1}{</code>');
    expect(set(`$\\def\\a{\\a\\a}\\a$`)).toContain('<code>');
    const long = `**x** <b>${'y '.repeat(20_000)}`;
    expect(set(long)).toMatch(/^<pre>\*\*x\*\* &lt;b&gt;/);
  });
});
