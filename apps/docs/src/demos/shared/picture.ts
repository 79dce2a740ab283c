import { element } from './dom.ts';

const style = /<style>([\s\S]*?)<\/style>/;

/**
 * An SVG of `@gradbook/figures` in a shadow root of its own, with its rules in a sheet that is made there: a strict policy allows
 * no inline styles. Its ids are its own there too.
 *
 * @param least the share of its size down to which it shrinks; below, what it stands in scrolls. 0 lets it shrink without limit.
 */
export function picture(svg: string, least = 0): HTMLElement {
  const host = element('div', { class: 'picture' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${style.exec(svg)?.[1] ?? ''}:host{display:block}svg{display:block}`);
  root.adoptedStyleSheets = [sheet];
  const parsed = new DOMParser().parseFromString(svg.replace(style, ''), 'image/svg+xml');
  const drawn = document.importNode(parsed.documentElement, true) as unknown as SVGSVGElement;
  if (least > 0) drawn.style.minWidth = `${Math.round(drawn.width.baseVal.value * least)}px`;
  root.append(drawn);
  return host;
}
