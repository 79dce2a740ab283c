import type { Evidence } from '@gradbook/assignments/code';
import { errorMap } from '@gradbook/figures';

import { element } from './dom.ts';

/** Where a tensor is wrong, as a picture. */
export function errorPicture(evidence: Extract<Evidence, { kind: 'error-map' }>, id: string): HTMLElement {
  const svg = errorMap(evidence, { title: evidence.title, id });
  return element('figure', {}, picture(svg), element('figcaption', {}, evidence.title));
}

const style = /<style>([\s\S]*?)<\/style>/;

/**
 * An SVG in a shadow root of its own, with its rules in a sheet that is made there: the page's policy allows no inline styles.
 */
function picture(svg: string): HTMLElement {
  const host = element('div', { class: 'picture' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style.exec(svg)?.[1] ?? '');
  root.adoptedStyleSheets = [sheet];
  const drawn = new DOMParser().parseFromString(svg.replace(style, ''), 'image/svg+xml');
  root.append(document.importNode(drawn.documentElement, true));
  return host;
}
