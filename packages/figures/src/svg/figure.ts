import { coordinate, escapeText } from './text.ts';

/** How a figure takes its colours. */
export type Theme = 'auto' | 'light' | 'dark' | 'inherit';

/** What every figure takes. */
export interface FigureOptions {
  /** The accessible name, shown as a tooltip; default: what the figure is. */
  readonly title?: string;
  /** The accessible description; default: a sentence or two made from the data. */
  readonly description?: string;
  /**
   * `'auto'` (default) follows the reader's dark or light setting, and is light in print; `'light'` and `'dark'` are fixed;
   * `'inherit'` draws lines and text in the `currentColor` of the page that the SVG stands in. In all of them a page can set
   * `--figure-ink`, `--figure-muted`, `--figure-paper`, `--figure-accent`, `--figure-accent-soft`, `--figure-mark` and `--figure-mark-soft`.
   */
  readonly theme?: Theme;
  /** Prefix of the ids in the SVG; default: derived from its content, so that figures on one page do not clash. */
  readonly id?: string;
}

/**
 * The colours, by role. The accent is the blue and the mark the vermilion of Okabe and Ito (Color Universal Design, 2008),
 * which people with any usual kind of colour vision tell apart, lightened for dark paper; nothing is said by colour alone.
 */
const palettes = {
  light: {
    ink: '#1f2328',
    muted: '#57606a',
    paper: '#ffffff',
    accent: '#0072b2',
    'accent-soft': '#e3f1fa',
    mark: '#b84a00',
    'mark-soft': '#fdeee2',
  },
  dark: {
    ink: '#e6edf3',
    muted: '#9da7b3',
    paper: '#0d1117',
    accent: '#56b4e9',
    'accent-soft': '#12283a',
    mark: '#f0a04b',
    'mark-soft': '#33210f',
  },
} as const;

type Role = keyof (typeof palettes)['light'];

/** A colour by role, for a style rule: the light value first, for viewers that know no custom properties. */
export function paint(property: 'fill' | 'stroke', role: Role): string {
  return `${property}:${palettes.light[role]};${property}:var(--f-${role})`;
}

function declare(palette: Readonly<Record<Role, string>>): string {
  return Object.entries(palette)
    .map(([role, value]) => `--f-${role}:var(--figure-${role},${value})`)
    .join(';');
}

function themeRules(theme: Theme): string {
  if (theme === 'inherit') {
    const inherited = {
      ...palettes.light,
      ink: 'currentColor',
      muted: 'color-mix(in srgb,currentColor 65%,transparent)',
      paper: 'transparent',
      accent: '#2b8cc4',
      'accent-soft': 'color-mix(in srgb,#2b8cc4 15%,transparent)',
      mark: '#d06a1a',
      'mark-soft': 'color-mix(in srgb,#d06a1a 15%,transparent)',
    };
    return `.gradbook-figure.theme-inherit{${declare(inherited)}}`;
  }
  if (theme !== 'auto') return `.gradbook-figure.theme-${theme}{${declare(palettes[theme])}}`;
  return (
    `.gradbook-figure.theme-auto{${declare(palettes.light)}}` +
    `@media screen and (prefers-color-scheme:dark){.gradbook-figure.theme-auto{${declare(palettes.dark)}}}`
  );
}

const common = [
  '.gradbook-figure{max-width:100%;height:auto;font-family:ui-sans-serif,system-ui,sans-serif;font-variant-numeric:tabular-nums}',
  `.gradbook-figure text{${paint('fill', 'ink')};stroke:none;unicode-bidi:isolate}`,
  `.gradbook-figure .paper{${paint('fill', 'paper')};stroke:none}`,
  `.gradbook-figure .muted{${paint('fill', 'muted')}}`,
].join('');

/** Puts the parts together: a self-contained `<svg>` element with an accessible name and description. */
export function figure(parts: {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly styles: string;
  readonly content: string;
  readonly theme: Theme;
  readonly id: string | undefined;
}): string {
  const { kind, theme, styles, content } = parts;
  const id = parts.id ?? `figure-${hash(`${kind}${parts.title}${parts.description}${content}`)}`;
  if (!/^[A-Za-z][\w-]*$/.test(id)) {
    throw new TypeError(
      `figure: the id ${JSON.stringify(id)} cannot be used; give a letter, then letters, digits, - or _`,
    );
  }
  const width = coordinate(Math.ceil(parts.width));
  const height = coordinate(Math.ceil(parts.height));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="gradbook-figure ${kind} theme-${theme}" role="img" ` +
    `aria-labelledby="${id}-title ${id}-description" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<title id="${id}-title">${escapeText(parts.title)}</title>` +
    `<desc id="${id}-description">${escapeText(parts.description)}</desc>` +
    `<style>${common}${themeRules(theme)}${styles}</style>` +
    `<rect class="paper" width="${width}" height="${height}" rx="6"/>${content}</svg>\n`
  );
}

/** FNV-1a over the code units: no secret, only a name that is the same for the same figure. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, '0');
}
