import { unified } from '@astrojs/markdown-remark';
import starlight from '@astrojs/starlight';
import { defineConfig, fontProviders, passthroughImageService } from 'astro/config';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';

import { sidebar } from './build/sidebar.ts';
import { baseLinks } from './build/base-links.ts';

/** Where the site will lie: `/` unless it is hosted in a folder. */
const base = process.env['GRADBOOK_DOCS_BASE'] ?? '/';
const site = process.env['GRADBOOK_DOCS_SITE'];

const woff2 = (family: string, name: string): URL =>
  new URL(`./node_modules/@fontsource-variable/${family}/files/${family}-latin-${name}.woff2`, import.meta.url);

export default defineConfig({
  base,
  ...(site === undefined ? {} : { site }),
  trailingSlash: 'always',
  outDir: './dist',
  // Pictures are SVG or go through as they are: no image library is needed.
  image: { service: passthroughImageService() },
  markdown: {
    processor: unified({
      remarkPlugins: [remarkMath],
      rehypePlugins: [
        [rehypeKatex, { strict: 'error' }],
        [baseLinks, { base }],
      ],
    }),
  },
  // Font files come from npm; each family gets a fallback of the same metrics, so that nothing moves when it arrives.
  fonts: [
    {
      provider: fontProviders.local(),
      name: 'Source Sans 3',
      cssVariable: '--font-text',
      fallbacks: ['system-ui', 'sans-serif'],
      options: {
        variants: [
          { src: [woff2('source-sans-3', 'wght-normal')], weight: '200 900', style: 'normal' },
          { src: [woff2('source-sans-3', 'wght-italic')], weight: '200 900', style: 'italic' },
        ],
      },
    },
    {
      provider: fontProviders.local(),
      name: 'Source Serif 4',
      cssVariable: '--font-heading',
      fallbacks: ['Georgia', 'serif'],
      options: { variants: [{ src: [woff2('source-serif-4', 'wght-normal')], weight: '200 900', style: 'normal' }] },
    },
  ],
  integrations: [
    // A site map lists addresses, which only a site with a host has.
    ...(site === undefined ? [{ name: '@astrojs/sitemap', hooks: {} }] : []),
    starlight({
      title: 'Gradbook',
      description: 'Deep-learning homework, from the reference implementation to the grade, in TypeScript on WebGPU.',
      sidebar: sidebar(),
      logo: { src: './src/assets/logo.svg' },
      customCss: ['katex/dist/katex.min.css', './src/styles/theme.css'],
      components: {
        Head: './src/components/Head.astro',
        Hero: './src/components/Hero.astro',
      },
      // Commands are code like the rest: no windows around them. Long lines are wrapped: nothing is hidden on a phone.
      expressiveCode: {
        defaultProps: { wrap: true, overridesByLang: { sh: { frame: 'none' } } },
        styleOverrides: { borderRadius: '0.4rem' },
      },
      credits: false,
      // src/pages/404.astro is that page.
      disable404Route: true,
    }),
  ],
  vite: {
    // Astro marks modules with directives that the bundler does not know.
    // The demos bring the references with them, each loaded when its demo comes near the view.
    build: { chunkSizeWarningLimit: 4_000, rolldownOptions: { checks: { moduleLevelDirective: false } } },
    // Packages are read as sources, like everywhere in this repository.
    resolve: { conditions: ['@gradbook/source', 'browser', 'module', 'import', 'default'] },
    ssr: {
      resolve: {
        conditions: ['@gradbook/source', 'module', 'import', 'default'],
        externalConditions: ['@gradbook/source'],
      },
    },
  },
});
