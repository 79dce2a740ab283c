import { paint } from '../svg/figure.ts';
import { coordinate } from '../svg/text.ts';

/**
 * Colours of lines beyond the accent and the mark: bluish green, reddish purple, orange and grey of Okabe and Ito (Color
 * Universal Design, 2008). Every line also has its own dashes and marker.
 */
const further = ['#009e73', '#b4599a', '#c98500', '#7a7f87'];
const dashes = ['none', '7 3', '2 3', '9 3 2 3', '5 5', '1 4'];

/** The class of a line: repeated after six, reference lines have one of their own. */
export function looks(index: number, reference: boolean): string {
  return reference ? 'series reference' : `series s${index % 6}`;
}

/** The rules of all lines. */
export const seriesStyles: string = [
  '.line-chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}',
  '.line-chart .leader{stroke-width:.75;stroke-dasharray:1 2}',
  '.line-chart .marker{stroke:none}',
  ...['accent', 'mark'].map((role, index) => rules(`s${index}`, dashes[index]!, role as 'accent' | 'mark')),
  ...further.map((colour, index) => rules(`s${index + 2}`, dashes[index + 2]!, colour)),
  `.line-chart .reference .line{${paint('stroke', 'muted')};stroke-width:1.5;stroke-dasharray:4 4}`,
  `.line-chart .reference .leader{${paint('stroke', 'muted')}}`,
  `.line-chart .reference text{${paint('fill', 'muted')}}`,
].join('');

function rules(name: string, dash: string, colour: string): string {
  const of = (property: 'fill' | 'stroke'): string =>
    colour === 'accent' || colour === 'mark' ? paint(property, colour) : `${property}:${colour}`;
  return (
    `.line-chart .${name} .line{${of('stroke')};stroke-dasharray:${dash}}` +
    `.line-chart .${name} .leader{${of('stroke')}}` +
    `.line-chart .${name} .marker{${of('fill')}}`
  );
}

/** A marker around a point: disc, square, triangle, diamond, turned triangle, bar. */
export function markerPath(index: number, x: number, y: number): string {
  const at = (dx: number, dy: number): string => `${coordinate(x + dx)} ${coordinate(y + dy)}`;
  const shapes = [
    `M${at(-3, 0)}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z`,
    `M${at(-2.7, -2.7)}h5.4v5.4h-5.4z`,
    `M${at(0, -3.6)}L${at(3.4, 2.6)}L${at(-3.4, 2.6)}z`,
    `M${at(0, -3.8)}L${at(3.8, 0)}L${at(0, 3.8)}L${at(-3.8, 0)}z`,
    `M${at(0, 3.6)}L${at(3.4, -2.6)}L${at(-3.4, -2.6)}z`,
    `M${at(-1.4, -3.6)}h2.8v7.2h-2.8z`,
  ];
  return `<path class="marker" d="${shapes[index % shapes.length]!}"/>`;
}
